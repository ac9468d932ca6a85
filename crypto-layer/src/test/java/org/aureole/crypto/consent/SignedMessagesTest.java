package org.aureole.crypto.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.v1.SealedMessage;
import org.aureole.v1.SignedMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SignedMessagesTest {
  private static final SigningContext CONTEXT = SigningContextTest.CONTEXT;
  private static final Instant NOW = TestParty.NOW;
  private static final TestParty SENDER = TestParty.create(CONTEXT.sender());
  private static final TestParty RECIPIENT = TestParty.create(CONTEXT.recipient());
  private static final String CERTIFICATE = CONTEXT.sender() + "/certificates/1";
  private static final byte[] PAYLOAD = "requisition".getBytes(StandardCharsets.UTF_8);
  private static final SignedMessage SIGNED =
      SignedMessages.sign(SENDER.identity(), CERTIFICATE, CONTEXT, PAYLOAD);

  @Test
  void roundTrips() throws Exception {
    SignedMessage travelled = SignedMessage.parseFrom(SIGNED.toByteArray());

    assertThat(SignedMessages.verify(SENDER.trusted(), travelled, CONTEXT, NOW)).isEqualTo(PAYLOAD);
    assertThat(SignedMessages.chain(travelled)).isEqualTo(SENDER.identity().chain());
    assertThat(travelled.getCertificate()).isEqualTo(CERTIFICATE);
    assertThat(travelled.getSignatureAlgorithm()).isEqualTo("ECDSA_P256_SHA256");
  }

  @Test
  void sealedRoundTrips() {
    assertThat(open(SENDER.trusted(), CONTEXT, seal(SIGNED), NOW)).isEqualTo(PAYLOAD);
  }

  @ParameterizedTest
  @MethodSource("org.aureole.crypto.consent.SigningContextTest#variants")
  void refusesEveryOtherContext(SigningContext other) {
    TrustStore trust =
        TrustStore.of(Map.of(other.sender(), List.of(SENDER.authority().root())), Set.of());

    SignaturesTest.assertRefused(() -> SignedMessages.verify(trust, SIGNED, other, NOW));
    SignaturesTest.assertRefused(() -> open(trust, other, seal(SIGNED), NOW));
  }

  /** Whoever seals can be anyone: a signature taken from elsewhere must not pass inside. */
  @ParameterizedTest
  @MethodSource("org.aureole.crypto.consent.SigningContextTest#variants")
  void refusesASignatureOfAnotherContextSealedInTheRightOne(SigningContext other) {
    SignedMessage elsewhere = SignedMessages.sign(SENDER.identity(), CERTIFICATE, other, PAYLOAD);

    SignaturesTest.assertRefused(() -> open(SENDER.trusted(), CONTEXT, seal(elsewhere), NOW));
  }

  @Test
  void refusesEveryAlteredField() {
    List<SignedMessage> altered =
        List.of(
            SIGNED.toBuilder().setPayload(ByteString.copyFromUtf8("requisitioN")).build(),
            SIGNED.toBuilder().clearPayload().build(),
            SIGNED.toBuilder().clearSignature().build(),
            SIGNED.toBuilder().setSignatureAlgorithm("RSA").build(),
            SIGNED.toBuilder().clearSignatureAlgorithm().build());

    for (SignedMessage message : altered) {
      SignaturesTest.assertRefused(
          () -> SignedMessages.verify(SENDER.trusted(), message, CONTEXT, NOW));
    }
  }

  @Test
  void refusesOtherChains() {
    ByteString root = ByteString.copyFrom(SENDER.authority().root());
    ByteString foreign = ByteString.copyFrom(RECIPIENT.identity().chain().leaf());
    List<SignedMessage> altered =
        List.of(
            SIGNED.toBuilder().clearCertificateChain().build(),
            SIGNED.toBuilder().setCertificateChain(0, root).build(),
            SIGNED.toBuilder().setCertificateChain(0, foreign).build(),
            SIGNED.toBuilder().setCertificateChain(0, ByteString.copyFromUtf8("garbage")).build(),
            SIGNED.toBuilder().addAllCertificateChain(List.of(root, root, root, root)).build());

    for (SignedMessage message : altered) {
      assertCertificateInvalid(SENDER.trusted(), message, NOW);
    }
  }

  @Test
  void refusesAnotherPartysSignatureAsTheSenders() {
    SignedMessage forged = SignedMessages.sign(RECIPIENT.identity(), CERTIFICATE, CONTEXT, PAYLOAD);

    assertCertificateInvalid(SENDER.trusted(), forged, NOW);
  }

  @Test
  void refusesRevokedAndExpiredCertificates() {
    assertCertificateInvalid(SENDER.trusted(SENDER.identity().chain().fingerprint()), SIGNED, NOW);
    assertCertificateInvalid(SENDER.trusted(), SIGNED, NOW.plus(Duration.ofDays(91)));
  }

  @Test
  void refusesWhatIsSealedButHoldsNoSignedMessage() {
    byte[] sealed =
        Sealing.seal(
            RECIPIENT.encryptionKey().publicKey(), CONTEXT, new byte[] {(byte) 0xff, 1, 2});

    SignaturesTest.assertRefused(() ->
        open(
            SENDER.trusted(),
            CONTEXT,
            SealedMessage.newBuilder().setCiphertext(ByteString.copyFrom(sealed)).build(),
            NOW));
    SignaturesTest.assertRefused(
        () -> open(SENDER.trusted(), CONTEXT, SealedMessage.getDefaultInstance(), NOW));
  }

  @Test
  void signAndSealIsSignThenSeal() {
    SealedMessage sealed =
        SignedMessages.signAndSeal(
            SENDER.identity(),
            CERTIFICATE,
            RECIPIENT.encryptionKey().publicKey(),
            CONTEXT,
            PAYLOAD);

    assertThat(open(SENDER.trusted(), CONTEXT, sealed, NOW)).isEqualTo(PAYLOAD);
  }

  private static SealedMessage seal(SignedMessage message) {
    byte[] sealed =
        Sealing.seal(RECIPIENT.encryptionKey().publicKey(), CONTEXT, message.toByteArray());
    return SealedMessage.newBuilder().setCiphertext(ByteString.copyFrom(sealed)).build();
  }

  private static byte[] open(
      TrustStore trust, SigningContext context, SealedMessage sealed, Instant at) {
    return SignedMessages.openAndVerify(RECIPIENT.encryptionKey(), trust, context, sealed, at);
  }

  private static void assertCertificateInvalid(
      TrustStore trust, SignedMessage message, Instant at) {
    assertThatThrownBy(() -> SignedMessages.verify(trust, message, CONTEXT, at))
        .isInstanceOfSatisfying(
            DomainException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.CERTIFICATE_INVALID));
  }
}
