package org.aureole.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.crypto.consent.Purpose;
import org.aureole.crypto.consent.Sealing;
import org.aureole.crypto.consent.SignedMessages;
import org.aureole.crypto.consent.SigningContext;
import org.aureole.crypto.consent.TrustStore;
import org.aureole.v1.SealedMessage;
import org.aureole.v1.SignedMessage;
import org.junit.jupiter.api.Tag;

/**
 * Signed and sealed messages: the input is taken for a signed message, for a sealed one, and for
 * what a sealed one holds. Only what the sender really signed may come out.
 */
@Tag("fuzz")
class SignedMessageFuzzTest {
  static final FixedParty SENDER = new FixedParty("dataProviders/edp1");
  static final FixedParty RECIPIENT = new FixedParty("duchies/worker2");
  static final byte[] PAYLOAD = "the only thing ever signed".getBytes(StandardCharsets.UTF_8);
  static final SigningContext CONTEXT =
      SigningContext.addressed(
          Purpose.SHARE_SEED,
          SENDER.name(),
          RECIPIENT.name(),
          "computations/c1",
          Fingerprint.of(new byte[0]));
  private static final TrustStore TRUST =
      TrustStore.of(Map.of(SENDER.name(), List.of(SENDER.root())), Set.of());

  @FuzzTest
  void fuzz(byte[] input) {
    parsed(input);
    Hostile.handed(input, () -> RECIPIENT.decryption().open(CONTEXT, input));
    opened(input, input);
    opened(input, Sealing.seal(RECIPIENT.encryptionKey(), CONTEXT, input));
  }

  private static void parsed(byte[] input) {
    SignedMessage message;
    try {
      message = SignedMessage.parseFrom(input);
    } catch (InvalidProtocolBufferException e) {
      return;
    }
    Hostile.handed(input, () -> SignedMessages.verify(TRUST, message, CONTEXT, FixedParty.now()))
        .ifPresent(payload -> assertThat(payload).isEqualTo(PAYLOAD));
  }

  private static void opened(byte[] input, byte[] ciphertext) {
    SealedMessage sealed =
        SealedMessage.newBuilder().setCiphertext(ByteString.copyFrom(ciphertext)).build();
    Hostile.handed(
            input,
            () -> SignedMessages.openAndVerify(RECIPIENT, TRUST, CONTEXT, sealed, FixedParty.now()))
        .ifPresent(payload -> assertThat(payload).isEqualTo(PAYLOAD));
  }
}
