package org.aureole.crypto.consent;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.math.ec.rfc7748.X25519;

/**
 * HPKE base mode with X25519 and HKDF-SHA256, first message only, written from RFC 9180 sections 4
 * and 5 on plain HMAC and AES: an oracle that shares no HPKE code with the library.
 */
final class ReferenceHpke {
  static final int AES_128_GCM = 1;
  static final int AES_256_GCM = 2;

  private static final byte[] KEM_SUITE = {'K', 'E', 'M', 0, 0x20};
  private static final byte[] NONE = new byte[0];

  private ReferenceHpke() {}

  static byte[] open(
      int aead, byte[] privateKey, byte[] enc, byte[] info, byte[] aad, byte[] ciphertext)
      throws GeneralSecurityException {
    byte[] shared = decapsulate(privateKey, enc);
    byte[] suite = {'H', 'P', 'K', 'E', 0, 0x20, 0, 1, 0, (byte) aead};
    byte[] context =
        concat(
            new byte[] {0},
            labeledExtract(suite, NONE, "psk_id_hash", NONE),
            labeledExtract(suite, NONE, "info_hash", info));
    byte[] secret = labeledExtract(suite, shared, "secret", NONE);
    byte[] key = labeledExpand(suite, secret, "key", context, aead == AES_128_GCM ? 16 : 32);
    byte[] nonce = labeledExpand(suite, secret, "base_nonce", context, 12);
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
    cipher.updateAAD(aad);
    return cipher.doFinal(ciphertext);
  }

  private static byte[] decapsulate(byte[] privateKey, byte[] enc) throws GeneralSecurityException {
    byte[] dh = new byte[32];
    X25519.scalarMult(privateKey, 0, enc, 0, dh, 0);
    byte[] publicKey = new byte[32];
    X25519.scalarMultBase(privateKey, 0, publicKey, 0);
    byte[] secret = labeledExtract(KEM_SUITE, NONE, "eae_prk", dh);
    return labeledExpand(KEM_SUITE, secret, "shared_secret", concat(enc, publicKey), 32);
  }

  private static byte[] labeledExtract(byte[] suite, byte[] salt, String label, byte[] ikm)
      throws GeneralSecurityException {
    return hmac(
        salt.length == 0 ? new byte[32] : salt, concat(label("HPKE-v1"), suite, label(label), ikm));
  }

  /** All lengths here are at most one SHA-256 block, so HKDF-Expand is a single HMAC. */
  private static byte[] labeledExpand(
      byte[] suite, byte[] secret, String label, byte[] info, int length)
      throws GeneralSecurityException {
    byte[] input =
        concat(
            new byte[] {0, (byte) length},
            label("HPKE-v1"),
            suite,
            label(label),
            info,
            new byte[] {1});
    return Arrays.copyOf(hmac(secret, input), length);
  }

  private static byte[] hmac(byte[] key, byte[] data) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(data);
  }

  private static byte[] label(String label) {
    return label.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
