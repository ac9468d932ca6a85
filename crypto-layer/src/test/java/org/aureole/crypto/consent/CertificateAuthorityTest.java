package org.aureole.crypto.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.junit.jupiter.api.Test;

class CertificateAuthorityTest {
  private static final CertificateAuthority AUTHORITY =
      TestParty.authority("Market", TestParty.ROOT_VALIDITY);
  private static final KeyPair KEYS = P256.generate(TestParty.RANDOM);

  @Test
  void rootIsAnAuthorityForLeavesOnly() throws Exception {
    X509Certificate root = Certificates.parse(AUTHORITY.root());

    root.verify(root.getPublicKey());
    assertThat(root.getVersion()).isEqualTo(3);
    assertThat(root.getBasicConstraints()).isZero();
    assertThat(root.getKeyUsage())
        .containsExactly(false, false, false, false, false, true, true, false, false);
    assertThat(root.getCriticalExtensionOIDs()).containsExactlyInAnyOrder("2.5.29.19", "2.5.29.15");
    assertThat(root.getSubjectX500Principal()).isEqualTo(root.getIssuerX500Principal());
    assertThat(root.getNotBefore()).isEqualTo(TestParty.ROOT_VALIDITY.notBefore());
    assertThat(root.getNotAfter()).isEqualTo(TestParty.ROOT_VALIDITY.notAfter());
  }

  @Test
  void leafSignsMessagesOnlyAndNamesItsIssuersKey() throws Exception {
    byte[] der =
        AUTHORITY.issue("#Kanal \"Eins\", Köln", KEYS.getPublic(), TestParty.LEAF_VALIDITY);
    X509Certificate leaf = Certificates.parse(der);
    X509Certificate root = Certificates.parse(AUTHORITY.root());

    leaf.verify(root.getPublicKey());
    assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
    assertThat(leaf.getKeyUsage())
        .containsExactly(true, false, false, false, false, false, false, false, false);
    assertThat(leaf.getIssuerX500Principal()).isEqualTo(root.getSubjectX500Principal());
    assertThat(leaf.getSubjectX500Principal().getName()).contains("Köln");
    var leafExtensions = new X509CertificateHolder(der).getExtensions();
    var rootExtensions = new X509CertificateHolder(AUTHORITY.root()).getExtensions();
    assertThat(AuthorityKeyIdentifier.fromExtensions(leafExtensions).getKeyIdentifierOctets())
        .isEqualTo(SubjectKeyIdentifier.fromExtensions(rootExtensions).getKeyIdentifier());
  }

  @Test
  void serialNumbersArePositiveRandomAndShortEnough() {
    Set<BigInteger> serials = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      byte[] der = AUTHORITY.issue("x", KEYS.getPublic(), TestParty.LEAF_VALIDITY);
      BigInteger serial = Certificates.parse(der).getSerialNumber();
      assertThat(serial).isPositive();
      assertThat(serial.bitLength()).isLessThanOrEqualTo(159);
      serials.add(serial);
    }

    assertThat(serials).hasSize(20);
  }

  @Test
  void refusesValidityBeyondItsOwn() {
    Validity longer = Validity.starting(TestParty.NOW, Duration.ofDays(20_000));

    assertThatThrownBy(() -> AUTHORITY.issue("x", KEYS.getPublic(), longer))
        .hasMessageContaining("validity")
        .hasMessageContaining(TestParty.ROOT_VALIDITY.notAfter().toString());
    assertThatThrownBy(() -> new Validity(TestParty.NOW, TestParty.NOW.plusMillis(5)))
        .hasMessageContaining("not after its start");
  }

  @Test
  void refusesOtherKeysAndNames() throws Exception {
    KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
    rsa.initialize(2048);

    assertThatThrownBy(
            () -> AUTHORITY.issue("x", rsa.generateKeyPair().getPublic(), TestParty.LEAF_VALIDITY))
        .hasMessageContaining("P-256");
    assertThatThrownBy(() -> AUTHORITY.issue(" ", KEYS.getPublic(), TestParty.LEAF_VALIDITY))
        .hasMessageContaining("name");
    assertThatThrownBy(
            () -> AUTHORITY.issue("x".repeat(65), KEYS.getPublic(), TestParty.LEAF_VALIDITY))
        .hasMessageContaining("64");
  }

  @Test
  void existingRootIssuesOnWithItsOwnKeyOnly() {
    KeyPair keys = P256.generate(TestParty.RANDOM);
    Signer signer = P256.signer(keys.getPrivate());
    byte[] root =
        CertificateAuthority.create(
                "x", keys.getPublic(), signer, TestParty.ROOT_VALIDITY, TestParty.RANDOM)
            .root();

    byte[] leaf =
        CertificateAuthority.of(root, signer, TestParty.RANDOM)
            .issue("leaf", KEYS.getPublic(), TestParty.LEAF_VALIDITY);

    TrustStore.of(Map.of("p", List.of(root)), Set.of())
        .verify("p", CertificateChain.of(leaf), TestParty.NOW);
    assertThatThrownBy(
            () -> CertificateAuthority.of(root, P256.signer(KEYS.getPrivate()), TestParty.RANDOM))
        .hasMessageContaining("not the private key");
  }
}
