package org.aureole.crypto.consent;

import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A party with a root, a signing certificate and an encryption key, all valid at {@link #NOW}. */
record TestParty(
    String name,
    CertificateAuthority authority,
    KeyPair signingKeys,
    SigningIdentity identity,
    EncryptionPrivateKey encryptionKey) {
  static final SecureRandom RANDOM = new SecureRandom();
  static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
  static final Validity ROOT_VALIDITY =
      Validity.starting(NOW.minus(Duration.ofDays(30)), Duration.ofDays(3650));
  static final Validity LEAF_VALIDITY =
      Validity.starting(NOW.minus(Duration.ofDays(1)), Duration.ofDays(90));

  static TestParty create(String name) {
    CertificateAuthority authority = authority(name, ROOT_VALIDITY);
    KeyPair keys = P256.generate(RANDOM);
    byte[] leaf = authority.issue(name, keys.getPublic(), LEAF_VALIDITY);
    return new TestParty(
        name,
        authority,
        keys,
        new SigningIdentity(P256.signer(keys.getPrivate()), CertificateChain.of(leaf)),
        EncryptionPrivateKey.generate(RANDOM));
  }

  static CertificateAuthority authority(String name, Validity validity) {
    KeyPair keys = P256.generate(RANDOM);
    return CertificateAuthority.create(
        name + " root", keys.getPublic(), P256.signer(keys.getPrivate()), validity, RANDOM);
  }

  TrustStore trusted(Fingerprint... revoked) {
    return TrustStore.of(Map.of(name, List.of(authority.root())), Set.of(revoked));
  }

  VerifiedCertificate verified() {
    return trusted().verify(name, identity.chain(), NOW);
  }
}
