package org.aureole.edp;

import com.google.protobuf.ByteString;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.aureole.crypto.consent.CertificateAuthority;
import org.aureole.crypto.consent.CertificateChain;
import org.aureole.crypto.consent.EncryptionPrivateKey;
import org.aureole.crypto.consent.EncryptionPublicKey;
import org.aureole.crypto.consent.P256;
import org.aureole.crypto.consent.SigningContext;
import org.aureole.crypto.consent.SigningIdentity;
import org.aureole.crypto.consent.Validity;
import org.aureole.platform.keys.Keys;
import org.aureole.v1.TrustedRoot;

/**
 * A party with a root, a signing certificate and an encryption key, valid around the tests' time.
 */
public final class TestParty implements Keys {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Validity VALIDITY =
      Validity.starting(Instant.parse("2026-01-01T00:00:00Z"), Duration.ofDays(365));

  private final String name;
  private final byte[] root;
  private final SigningIdentity identity;
  private final EncryptionPrivateKey encryption = EncryptionPrivateKey.generate(RANDOM);

  public TestParty(String name) {
    this.name = name;
    KeyPair rootKeys = P256.generate(RANDOM);
    CertificateAuthority authority =
        CertificateAuthority.create(
            name + " root",
            rootKeys.getPublic(),
            P256.signer(rootKeys.getPrivate()),
            VALIDITY,
            RANDOM);
    KeyPair keys = P256.generate(RANDOM);
    this.root = authority.root();
    this.identity =
        new SigningIdentity(
            P256.signer(keys.getPrivate()),
            CertificateChain.of(authority.issue(name, keys.getPublic(), VALIDITY)));
  }

  public String name() {
    return name;
  }

  public TrustedRoot trustedRoot() {
    return TrustedRoot.newBuilder()
        .setParty(name)
        .setRootCertificate(ByteString.copyFrom(root))
        .build();
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
    throw new UnsupportedOperationException("a data provider wraps no secret");
  }

  @Override
  public byte[] unwrap(String secretName, byte[] wrapped) {
    throw new UnsupportedOperationException("a data provider unwraps no secret");
  }
}
