package org.aureole.fuzz;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import org.aureole.crypto.consent.CertificateAuthority;
import org.aureole.crypto.consent.CertificateChain;
import org.aureole.crypto.consent.EncryptionPrivateKey;
import org.aureole.crypto.consent.EncryptionPublicKey;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.crypto.consent.P256;
import org.aureole.crypto.consent.SignatureAlgorithm;
import org.aureole.crypto.consent.Signer;
import org.aureole.crypto.consent.SigningContext;
import org.aureole.crypto.consent.SigningIdentity;
import org.aureole.crypto.consent.Validity;
import org.aureole.platform.identity.TestTokens;
import org.aureole.platform.keys.Keys;
import org.aureole.platform.sql.TestClock;
import org.aureole.v1.OidcSubject;
import org.aureole.v1.TrustedRoot;

/**
 * A party whose keys follow from its name, so that what it once signed or had sealed to it is good
 * in every run. Its certificates are valid for the ten years around the tests' time.
 */
final class FixedParty implements Keys {
  private static final Validity VALIDITY =
      Validity.starting(TestClock.START.minus(Duration.ofDays(365)), Duration.ofDays(3650));

  private final String name;
  private final CertificateAuthority authority;
  private final SigningIdentity identity;
  private final EncryptionPrivateKey encryption;

  /**
   * @param name its resource name, which is also the subject of its tokens
   */
  FixedParty(String name) {
    SecureRandom random = random(name);
    String id = name.substring(name.indexOf('/') + 1);
    KeyPair root = P256.generate(random);
    KeyPair leaf = P256.generate(random);
    this.name = name;
    this.authority =
        CertificateAuthority.create(
            id + " root", root.getPublic(), new FixedSigner(root.getPrivate()), VALIDITY, random);
    this.identity =
        new SigningIdentity(
            new FixedSigner(leaf.getPrivate()),
            CertificateChain.of(authority.issue(id, leaf.getPublic(), VALIDITY)));
    this.encryption = EncryptionPrivateKey.generate(random);
  }

  /** Signs the same bytes with the same signature in every run. */
  private record FixedSigner(PrivateKey key) implements Signer {
    @Override
    public SignatureAlgorithm algorithm() {
      return SignatureAlgorithm.ECDSA_P256_SHA256;
    }

    @Override
    public byte[] sign(byte[] message) {
      try {
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(key, random(Fingerprint.of(message).hex()));
        signature.update(message);
        return signature.sign();
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("this Java runtime cannot sign", e);
      }
    }
  }

  /** Bytes that look random and are the same in every run. */
  static SecureRandom random(String seed) {
    try {
      SecureRandom random = SecureRandom.getInstance("SHA1PRNG");
      random.setSeed(seed.getBytes(StandardCharsets.UTF_8));
      return random;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime has no generator with a seed", e);
    }
  }

  String name() {
    return name;
  }

  byte[] root() {
    return authority.root();
  }

  CertificateAuthority authority() {
    return authority;
  }

  EncryptionPrivateKey decryption() {
    return encryption;
  }

  TrustedRoot trustedRoot() {
    return TrustedRoot.newBuilder()
        .setParty(name)
        .setRootCertificate(ByteString.copyFrom(root()))
        .setSubject(subject(name))
        .build();
  }

  static OidcSubject subject(String subject) {
    return OidcSubject.newBuilder().setIssuer(TestTokens.ISSUER).setSubject(subject).build();
  }

  /** An instant at which its certificates are valid. */
  static Instant now() {
    return TestClock.START;
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
  public byte[] wrap(String secretName, byte[] secret) {
    throw new UnsupportedOperationException("no target makes secrets");
  }

  @Override
  public byte[] unwrap(String secretName, byte[] wrapped) {
    throw new UnsupportedOperationException("no target makes secrets");
  }
}
