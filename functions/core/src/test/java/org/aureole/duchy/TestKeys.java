package org.aureole.duchy;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.aureole.crypto.consent.CertificateAuthority;
import org.aureole.crypto.consent.CertificateChain;
import org.aureole.crypto.consent.EncryptionPrivateKey;
import org.aureole.crypto.consent.EncryptionPublicKey;
import org.aureole.crypto.consent.P256;
import org.aureole.crypto.consent.SigningContext;
import org.aureole.crypto.consent.SigningIdentity;
import org.aureole.crypto.consent.Validity;
import org.aureole.model.error.DomainException;
import org.aureole.platform.keys.Keys;

/** A party's root and keys, in memory, valid for the year around the tests' time. */
final class TestKeys implements Keys {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final byte[] root;
  private final SigningIdentity identity;
  private final EncryptionPrivateKey encryption = EncryptionPrivateKey.generate(RANDOM);
  private final byte[] wrapping = new byte[32];

  TestKeys(String name, Instant now) {
    Validity validity = Validity.starting(now.minus(Duration.ofDays(30)), Duration.ofDays(365));
    KeyPair rootKeys = P256.generate(RANDOM);
    CertificateAuthority authority =
        CertificateAuthority.create(
            name + " root",
            rootKeys.getPublic(),
            P256.signer(rootKeys.getPrivate()),
            validity,
            RANDOM);
    KeyPair leaf = P256.generate(RANDOM);
    this.root = authority.root();
    this.identity =
        new SigningIdentity(
            P256.signer(leaf.getPrivate()),
            CertificateChain.of(authority.issue(name, leaf.getPublic(), validity)));
    RANDOM.nextBytes(wrapping);
  }

  byte[] root() {
    return root.clone();
  }

  EncryptionPrivateKey decryption() {
    return encryption;
  }

  @Override
  public SigningIdentity signing() {
    return identity;
  }

  @Override
  public EncryptionPublicKey encryptionKey() {
    return encryption.publicKey();
  }

  @Override
  public byte[] open(SigningContext context, byte[] sealed) {
    return encryption.open(context, sealed);
  }

  @Override
  public byte[] wrap(String name, byte[] secret) {
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    byte[] sealed = gcm(Cipher.ENCRYPT_MODE, nonce, name, secret);
    byte[] wrapped = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
    System.arraycopy(sealed, 0, wrapped, NONCE_BYTES, sealed.length);
    return wrapped;
  }

  @Override
  public byte[] unwrap(String name, byte[] wrapped) {
    byte[] nonce = Arrays.copyOf(wrapped, NONCE_BYTES);
    return gcm(
        Cipher.DECRYPT_MODE, nonce, name, Arrays.copyOfRange(wrapped, NONCE_BYTES, wrapped.length));
  }

  private byte[] gcm(int mode, byte[] nonce, String name, byte[] bytes) {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, new SecretKeySpec(wrapping, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(name.getBytes(StandardCharsets.UTF_8));
      return cipher.doFinal(bytes);
    } catch (GeneralSecurityException e) {
      throw DomainException.precondition("the wrapped secret was altered");
    }
  }
}
