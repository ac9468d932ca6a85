package org.aureole.crypto.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.util.Arrays;
import org.assertj.core.api.ThrowableAssert;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SignaturesTest {
  private static final SigningContext CONTEXT = SigningContextTest.CONTEXT;
  private static final TestParty SENDER = TestParty.create(CONTEXT.sender());
  private static final String ALGORITHM = SignatureAlgorithm.ECDSA_P256_SHA256.id();
  private static final byte[] DATA = "reach of a campaign".getBytes(StandardCharsets.UTF_8);
  private static final byte[] SIGNATURE =
      Signatures.sign(SENDER.identity().signer(), CONTEXT, DATA);

  @Test
  void verifiesWhatWasSigned() {
    assertThatCode(() -> Signatures.verify(SENDER.verified(), ALGORITHM, CONTEXT, DATA, SIGNATURE))
        .doesNotThrowAnyException();
  }

  @Test
  void verifiesAnEmptyMessage() {
    byte[] signature = Signatures.sign(SENDER.identity().signer(), CONTEXT, new byte[0]);

    assertThatCode(
            () -> Signatures.verify(SENDER.verified(), ALGORITHM, CONTEXT, new byte[0], signature))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @MethodSource("org.aureole.crypto.consent.SigningContextTest#variants")
  void refusesEveryOtherContext(SigningContext other) {
    assertRefused(() -> Signatures.verify(SENDER.verified(), ALGORITHM, other, DATA, SIGNATURE));
  }

  @Test
  void refusesACertificateThatIsNotTheSendersEvenWithTheSameKey() {
    TestParty other = TestParty.create("measurementConsumers/other");
    byte[] leaf =
        other.authority().issue("x", SENDER.signingKeys().getPublic(), TestParty.LEAF_VALIDITY);
    VerifiedCertificate certificate =
        other.trusted().verify(other.name(), CertificateChain.of(leaf), TestParty.NOW);

    assertRefused(() -> Signatures.verify(certificate, ALGORITHM, CONTEXT, DATA, SIGNATURE));
    assertRefused(() -> Signatures.verify(other.verified(), ALGORITHM, CONTEXT, DATA, SIGNATURE));
  }

  @Test
  void refusesEveryFlippedBitOfTheSignature() {
    for (int bit = 0; bit < SIGNATURE.length * 8; bit++) {
      byte[] flipped = flip(SIGNATURE, bit);
      assertRefused(() -> Signatures.verify(SENDER.verified(), ALGORITHM, CONTEXT, DATA, flipped));
    }
  }

  @Test
  void refusesOtherData() {
    for (int bit = 0; bit < DATA.length * 8; bit++) {
      byte[] flipped = flip(DATA, bit);
      assertRefused(
          () -> Signatures.verify(SENDER.verified(), ALGORITHM, CONTEXT, flipped, SIGNATURE));
    }
    byte[] longer = Arrays.copyOf(DATA, DATA.length + 1);
    assertRefused(
        () -> Signatures.verify(SENDER.verified(), ALGORITHM, CONTEXT, longer, SIGNATURE));
  }

  @Test
  void refusesSignaturesOfOtherLengths() {
    for (int length = 0; length < SIGNATURE.length; length++) {
      byte[] shorter = Arrays.copyOf(SIGNATURE, length);
      assertRefused(() -> Signatures.verify(SENDER.verified(), ALGORITHM, CONTEXT, DATA, shorter));
    }
  }

  @Test
  void refusesUnknownAlgorithms() {
    for (String id : new String[] {"", "none", "ecdsa_p256_sha256", "rsa-pss-sha256"}) {
      assertRefused(() -> Signatures.verify(SENDER.verified(), id, CONTEXT, DATA, SIGNATURE));
    }
  }

  @Test
  void signsWithP256KeysOnlyAndShowsNothingOfThem() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(384);
    KeyPair p384 = generator.generateKeyPair();

    assertThatThrownBy(() -> P256.signer(p384.getPrivate())).hasMessageContaining("P-256");
    assertThatThrownBy(() -> P256.privateKey(p384.getPrivate().getEncoded()))
        .hasMessageContaining("P-256");
    assertThatThrownBy(() -> P256.privateKey(new byte[] {1, 2})).hasMessageContaining("P-256");
    KeyPair keys = SENDER.signingKeys();
    assertThat(P256.privateKey(keys.getPrivate().getEncoded())).isEqualTo(keys.getPrivate());
    assertThat(SENDER.identity().toString())
        .doesNotContain(((ECPrivateKey) keys.getPrivate()).getS() + "")
        .contains("Signer[ECDSA_P256_SHA256]");
  }

  static byte[] flip(byte[] bytes, int bit) {
    byte[] flipped = bytes.clone();
    flipped[bit / 8] ^= (byte) (1 << (bit % 8));
    return flipped;
  }

  static void assertRefused(ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            DomainException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.CONSENT_SIGNAL_INVALID));
  }
}
