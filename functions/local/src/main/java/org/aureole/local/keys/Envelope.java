package org.aureole.local.keys;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.aureole.model.error.DomainException;
import org.aureole.platform.keys.SecretWrap;

/**
 * Authenticated encryption at rest: AES-256-GCM with a random nonce per message, bound to a name.
 *
 * <p>The form is "AUK1", key id (8 bytes), nonce (12), ciphertext, tag (16); additional data are
 * the first twelve bytes and the name. The key id tells a wrong master key from an altered file and
 * gives nothing away. Thread-safe.
 */
final class Envelope implements SecretWrap {
  static final int KEY_BYTES = 32;
  static final int ID_BYTES = 8;

  private static final byte[] FORMAT = {'A', 'U', 'K', '1'};
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BYTES = 16;
  private static final int HEADER_BYTES = FORMAT.length + ID_BYTES;

  private final SecretKeySpec key;
  private final byte[] header;
  private final SecureRandom random;

  Envelope(byte[] key, byte[] keyId, SecureRandom random) {
    this.key = new SecretKeySpec(key, "AES");
    this.header = ByteBuffer.allocate(HEADER_BYTES).put(FORMAT).put(keyId).array();
    this.random = random;
  }

  @Override
  public byte[] wrap(String name, byte[] secret) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] ciphertext = cipher(Cipher.ENCRYPT_MODE, nonce, name).doFinal(secret);
      return ByteBuffer.allocate(HEADER_BYTES + NONCE_BYTES + ciphertext.length)
          .put(header)
          .put(nonce)
          .put(ciphertext)
          .array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime has no AES-GCM", e);
    }
  }

  @Override
  public byte[] unwrap(String name, byte[] sealed, String what) {
    if (sealed.length < HEADER_BYTES + NONCE_BYTES + TAG_BYTES
        || !Arrays.equals(sealed, 0, FORMAT.length, FORMAT, 0, FORMAT.length)) {
      throw altered(what);
    }
    byte[] found = Arrays.copyOf(sealed, HEADER_BYTES);
    if (!MessageDigest.isEqual(found, header)) {
      throw DomainException.precondition(
          what
              + " is encrypted under another master key (id "
              + id(found)
              + ") than the one given (id "
              + id(header)
              + ")");
    }
    byte[] nonce = Arrays.copyOfRange(sealed, HEADER_BYTES, HEADER_BYTES + NONCE_BYTES);
    try {
      int start = HEADER_BYTES + NONCE_BYTES;
      return cipher(Cipher.DECRYPT_MODE, nonce, name).doFinal(sealed, start, sealed.length - start);
    } catch (AEADBadTagException e) {
      throw altered(what);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime has no AES-GCM", e);
    }
  }

  private Cipher cipher(int mode, byte[] nonce, String name) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
    cipher.updateAAD(header);
    cipher.updateAAD(name.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }

  private static String id(byte[] header) {
    return HexFormat.of().formatHex(header, FORMAT.length, HEADER_BYTES);
  }

  private static DomainException altered(String what) {
    return DomainException.precondition(
        what
            + " was altered, is incomplete or stands in another's place; restore it from a backup");
  }
}
