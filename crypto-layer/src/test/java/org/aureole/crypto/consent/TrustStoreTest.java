package org.aureole.crypto.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

class TrustStoreTest {
  private static final String NAME = "dataProviders/a";
  private static final Instant NOW = TestParty.NOW;
  private static final TestParty PARTY = TestParty.create(NAME);

  @Test
  void verifiesALeafOfAnApprovedRoot() {
    VerifiedCertificate verified = PARTY.verified();

    assertThat(verified.party()).isEqualTo(NAME);
    assertThat(verified.fingerprint()).isEqualTo(PARTY.identity().chain().fingerprint());
  }

  @Test
  void isValidThroughItsFirstAndLastSecond() {
    verify(PARTY.trusted(), leaf(), TestParty.LEAF_VALIDITY.notBefore());
    verify(PARTY.trusted(), leaf(), TestParty.LEAF_VALIDITY.notAfter().plusMillis(999));

    assertInvalid(PARTY.trusted(), leaf(), TestParty.LEAF_VALIDITY.notBefore().minusMillis(1))
        .contains("is not yet valid", TestParty.LEAF_VALIDITY.notBefore().toString());
    assertInvalid(PARTY.trusted(), leaf(), TestParty.LEAF_VALIDITY.notAfter().plusSeconds(1))
        .contains("expired on " + TestParty.LEAF_VALIDITY.notAfter());
  }

  @Test
  void aCertificateSpeaksForWhatMayHaveBeenSignedBeforeItExpired() {
    Instant end = TestParty.LEAF_VALIDITY.notAfter();
    Instant later = end.plus(Duration.ofDays(700));
    CertificateChain chain = PARTY.identity().chain();

    PARTY.trusted().verify(NAME, chain, new SigningTime(end, later));
    PARTY.trusted().verify(NAME, chain, new SigningTime(Instant.EPOCH, later));
    assertThatThrownBy(
            () -> PARTY.trusted().verify(NAME, chain, new SigningTime(end.plusSeconds(1), later)))
        .hasMessageContaining("expired on " + end);
    assertThatThrownBy(() ->
            PARTY
                .trusted(chain.fingerprint())
                .verify(NAME, chain, new SigningTime(Instant.EPOCH, later)))
        .hasMessageContaining("is revoked");
    assertThatThrownBy(() ->
            PARTY
                .trusted()
                .verify(
                    NAME,
                    chain,
                    new SigningTime(
                        Instant.EPOCH, TestParty.LEAF_VALIDITY.notBefore().minusSeconds(1))))
        .hasMessageContaining("is not yet valid");
  }

  @Test
  void refusesRevokedLeafAndRevokedRoot() {
    assertInvalid(PARTY.trusted(PARTY.identity().chain().fingerprint()), leaf(), NOW)
        .contains("is revoked", PARTY.identity().chain().fingerprint().hex());
    assertInvalid(PARTY.trusted(Certificates.fingerprint(PARTY.authority().root())), leaf(), NOW)
        .contains("is revoked");
  }

  /** Anyone can turn (r, s) into (r, n - s): the same certificate in other bytes. */
  @Test
  void revokedCertificateStaysRevokedWithItsSignatureAltered() {
    byte[] altered = withNegatedSignature(leaf()[0]);
    assertThat(altered).isNotEqualTo(leaf()[0]);
    verify(PARTY.trusted(), new byte[][] {altered}, NOW);

    assertInvalid(
            PARTY.trusted(PARTY.identity().chain().fingerprint()), new byte[][] {altered}, NOW)
        .contains("is revoked");
  }

  @Test
  void refusesPartiesWithoutARootAndRootsOfOthers() {
    TestParty other = TestParty.create("dataProviders/b");
    TrustStore both =
        TrustStore.of(
            Map.of(
                NAME,
                List.of(PARTY.authority().root()),
                other.name(),
                List.of(other.authority().root())),
            Set.of());

    assertThatThrownBy(() -> both.verify("dataProviders/c", PARTY.identity().chain(), NOW))
        .hasMessageContaining("no root certificate is approved for dataProviders/c");
    assertInvalid(both, other.identity().chain().certificates().toArray(byte[][]::new), NOW)
        .contains("unknown issuer");
  }

  @Test
  void refusesARootOfTheSameNameWithAnotherKey() {
    CertificateAuthority imposter = TestParty.authority(NAME, TestParty.ROOT_VALIDITY);
    byte[] leaf =
        imposter.issue(NAME, P256.generate(TestParty.RANDOM).getPublic(), TestParty.LEAF_VALIDITY);

    assertInvalid(PARTY.trusted(), new byte[][] {leaf}, NOW)
        .contains("was not signed by a root approved for the party");
  }

  @Test
  void keepsWorkingWhileARootIsReplacedByOneOfTheSameName() {
    CertificateAuthority next = TestParty.authority(NAME, TestParty.ROOT_VALIDITY);
    byte[] nextLeaf =
        next.issue(NAME, P256.generate(TestParty.RANDOM).getPublic(), TestParty.LEAF_VALIDITY);
    TrustStore trust =
        TrustStore.of(Map.of(NAME, List.of(PARTY.authority().root(), next.root())), Set.of());

    verify(trust, leaf(), NOW);
    verify(trust, new byte[][] {nextLeaf}, NOW);
  }

  @Test
  void refusesAnExpiredRootThatPkixAloneWouldTake() {
    Validity old = Validity.starting(NOW.minus(Duration.ofDays(9)), Duration.ofDays(8));
    KeyPair rootKeys = P256.generate(TestParty.RANDOM);
    CertificateAuthority authority =
        CertificateAuthority.create(
            NAME, rootKeys.getPublic(), P256.signer(rootKeys.getPrivate()), old, TestParty.RANDOM);
    byte[] leaf =
        raw(
            rootKeys.getPrivate(),
            authority.root(),
            P256.generate(TestParty.RANDOM),
            new BasicConstraints(false),
            KeyUsage.digitalSignature);
    TrustStore trust = TrustStore.of(Map.of(NAME, List.of(authority.root())), Set.of());

    assertInvalid(trust, new byte[][] {leaf}, NOW).contains("expired on " + old.notAfter());
  }

  @Test
  void refusesALeafThatIssuesAnother() {
    KeyPair child = P256.generate(TestParty.RANDOM);
    byte[] grandchild =
        raw(
            PARTY.signingKeys().getPrivate(),
            leaf()[0],
            child,
            new BasicConstraints(false),
            KeyUsage.digitalSignature);

    assertInvalid(PARTY.trusted(), new byte[][] {grandchild, leaf()[0]}, NOW)
        .contains("may not issue certificates");
  }

  @Test
  void acceptsAnIntermediateAuthorityAndRefusesItWhenRevoked() {
    KeyPair rootKeys = P256.generate(TestParty.RANDOM);
    byte[] root = selfSigned(rootKeys, new BasicConstraints(true), KeyUsage.keyCertSign);
    KeyPair middleKeys = P256.generate(TestParty.RANDOM);
    byte[] middle =
        raw(rootKeys.getPrivate(), root, middleKeys, new BasicConstraints(0), KeyUsage.keyCertSign);
    byte[] leaf =
        raw(
            middleKeys.getPrivate(),
            middle,
            P256.generate(TestParty.RANDOM),
            new BasicConstraints(false),
            KeyUsage.digitalSignature);
    Map<String, List<byte[]>> roots = Map.of(NAME, List.of(root));

    verify(TrustStore.of(roots, Set.of()), new byte[][] {leaf, middle}, NOW);
    assertInvalid(
            TrustStore.of(roots, Set.of(Certificates.fingerprint(middle))),
            new byte[][] {leaf, middle},
            NOW)
        .contains("is revoked");
    assertInvalid(TrustStore.of(roots, Set.of()), new byte[][] {leaf}, NOW)
        .contains("unknown issuer");
  }

  @Test
  void refusesASelfSignedLeafAndARootAsLeaf() {
    byte[] selfSigned =
        selfSigned(
            P256.generate(TestParty.RANDOM),
            new BasicConstraints(false),
            KeyUsage.digitalSignature);

    assertInvalid(PARTY.trusted(), new byte[][] {selfSigned}, NOW).contains("unknown issuer");
    assertInvalid(PARTY.trusted(), new byte[][] {PARTY.authority().root()}, NOW)
        .contains("an authority signs no messages");
  }

  @Test
  void refusesLeavesWithoutTheRightUsageOrKey() throws Exception {
    KeyPair rootKeys = P256.generate(TestParty.RANDOM);
    byte[] root = selfSigned(rootKeys, new BasicConstraints(true), KeyUsage.keyCertSign);
    TrustStore trust = TrustStore.of(Map.of(NAME, List.of(root)), Set.of());
    BasicConstraints leaf = new BasicConstraints(false);
    KeyPair p256 = P256.generate(TestParty.RANDOM);
    KeyPairGenerator ec = KeyPairGenerator.getInstance("EC");
    ec.initialize(new ECGenParameterSpec("secp384r1"));
    KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
    rsa.initialize(2048);

    for (int usage : new int[] {KeyUsage.keyAgreement, KeyUsage.keyEncipherment, 0}) {
      byte[] wrong = raw(rootKeys.getPrivate(), root, p256, leaf, usage);
      assertInvalid(trust, new byte[][] {wrong}, NOW).contains("digitalSignature");
    }
    for (KeyPair keys : List.of(ec.generateKeyPair(), rsa.generateKeyPair())) {
      byte[] wrong = raw(rootKeys.getPrivate(), root, keys, leaf, KeyUsage.digitalSignature);
      assertInvalid(trust, new byte[][] {wrong}, NOW).contains("P-256");
    }
  }

  @Test
  void refusesBytesThatAreNotOneDerCertificate() {
    byte[] der = leaf()[0];
    byte[] pem =
        ("-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder().encodeToString(der)
                + "\n-----END CERTIFICATE-----\n")
            .getBytes(StandardCharsets.US_ASCII);
    byte[] garbage = new byte[600];
    new Random(7).nextBytes(garbage);

    for (byte[] bad :
        List.of(new byte[0], garbage, pem, Arrays.copyOf(der, der.length + 1), new byte[40_000])) {
      assertThatThrownBy(() -> PARTY.trusted().verify(NAME, CertificateChain.of(bad), NOW))
          .isInstanceOfSatisfying(DomainException.class, TrustStoreTest::isCertificateInvalid);
    }
    assertThatThrownBy(() -> CertificateChain.of(List.of()))
        .isInstanceOfSatisfying(DomainException.class, TrustStoreTest::isCertificateInvalid);
    assertThatThrownBy(() -> CertificateChain.of(der, der, der, der, der))
        .isInstanceOfSatisfying(DomainException.class, TrustStoreTest::isCertificateInvalid);
  }

  @Test
  void refusesAFlippedBitInAnyByteAndEveryTruncation() {
    byte[] der = leaf()[0];
    for (int i = 0; i < der.length; i++) {
      byte[] flipped = SignaturesTest.flip(der, i * 8 + i % 8);
      assertInvalid(PARTY.trusted(), new byte[][] {flipped}, NOW);
    }
    for (int length = 0; length < der.length; length++) {
      assertInvalid(PARTY.trusted(), new byte[][] {Arrays.copyOf(der, length)}, NOW);
    }
  }

  @Test
  void approvesOnlyAuthoritiesAndEachForOneParty() {
    byte[] root = PARTY.authority().root();

    assertThatThrownBy(() -> TrustStore.of(Map.of(NAME, List.of(leaf()[0])), Set.of()))
        .isInstanceOfSatisfying(DomainException.class, TrustStoreTest::isCertificateInvalid)
        .hasMessageContaining("cannot be a root of " + NAME);
    assertThatThrownBy(() ->
            TrustStore.of(Map.of(NAME, List.of(root), "dataProviders/b", List.of(root)), Set.of()))
        .isInstanceOfSatisfying(
            DomainException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_EXISTS))
        .hasMessageContaining("dataProviders/b");
  }

  private static byte[][] leaf() {
    return PARTY.identity().chain().certificates().toArray(byte[][]::new);
  }

  private static void verify(TrustStore trust, byte[][] chain, Instant at) {
    assertThat(trust.verify(NAME, CertificateChain.of(chain), at).party()).isEqualTo(NAME);
  }

  private static org.assertj.core.api.AbstractStringAssert<?> assertInvalid(
      TrustStore trust, byte[][] chain, Instant at) {
    try {
      trust.verify(NAME, CertificateChain.of(chain), at);
    } catch (DomainException e) {
      isCertificateInvalid(e);
      return assertThat(e.getMessage());
    }
    throw new AssertionError("the chain was accepted");
  }

  private static void isCertificateInvalid(DomainException e) {
    assertThat(e.code()).isEqualTo(ErrorCode.CERTIFICATE_INVALID);
  }

  private static byte[] selfSigned(KeyPair keys, BasicConstraints constraints, int usage) {
    return build(
        keys.getPrivate(),
        new X500Name("CN=self"),
        new X500Name("CN=self"),
        keys,
        constraints,
        usage);
  }

  /** A certificate as {@link CertificateAuthority} would never issue it. */
  private static byte[] raw(
      PrivateKey issuerKey, byte[] issuer, KeyPair keys, BasicConstraints constraints, int usage) {
    X500Name issuerName =
        X500Name.getInstance(Certificates.parse(issuer).getSubjectX500Principal().getEncoded());
    X500Name subject = new X500Name("CN=subject " + keys.getPublic().hashCode());
    return build(issuerKey, issuerName, subject, keys, constraints, usage);
  }

  private static byte[] build(
      PrivateKey issuerKey,
      X500Name issuer,
      X500Name subject,
      KeyPair keys,
      BasicConstraints constraints,
      int usage) {
    try {
      X509v3CertificateBuilder builder =
          new X509v3CertificateBuilder(
              issuer,
              BigInteger.valueOf(42),
              Date.from(TestParty.LEAF_VALIDITY.notBefore()),
              Date.from(TestParty.LEAF_VALIDITY.notAfter()),
              subject,
              SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()));
      builder.addExtension(Extension.basicConstraints, true, constraints);
      if (usage != 0) {
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
      }
      return builder
          .build(new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKey))
          .getEncoded();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] withNegatedSignature(byte[] der) {
    try {
      ASN1Sequence certificate = ASN1Sequence.getInstance(der);
      ASN1Sequence signature =
          ASN1Sequence.getInstance(
              ASN1BitString.getInstance(certificate.getObjectAt(2)).getOctets());
      BigInteger order = SECNamedCurves.getByName("secp256r1").getN();
      BigInteger s = ASN1Integer.getInstance(signature.getObjectAt(1)).getValue();
      ASN1Integer negated = new ASN1Integer(order.subtract(s));
      byte[] altered =
          new DERSequence(new ASN1Encodable[] {signature.getObjectAt(0), negated}).getEncoded();
      return new DERSequence(
              new ASN1Encodable[] {
                certificate.getObjectAt(0), certificate.getObjectAt(1), new DERBitString(altered)
              })
          .getEncoded();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
