package org.aureole.platform.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.platform.identity.Role;
import org.aureole.platform.identity.TestTokens;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PushEndpointTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final PushedMessage MESSAGE =
      new PushedMessage(
          "projects/p/subscriptions/s",
          "7",
          NOW,
          Map.of("type", "started"),
          ByteString.copyFromUtf8("payload"));

  private final TestTokens tokens = new TestTokens("https://edp.example", NOW);
  private final List<PushedMessage> handled = new ArrayList<>();
  private final List<ErrorCode> rejected = new ArrayList<>();
  private ErrorCode failure;

  private final Router router =
      new Router(
          List.of(
              PushEndpoint.ofOwnTopic("t.own", "/push/own", handler()),
              PushEndpoint.ofKingdomTopic("t.kingdom", "/push/kingdom", handler())),
          tokens.authenticator(),
          InstantSource.fixed(NOW));

  private PushEndpoint.Handler handler() {
    return new PushEndpoint.Handler() {
      @Override
      public void handle(Call call, PushedMessage message) {
        handled.add(message);
        if (failure != null) {
          throw DomainException.of(failure, "no");
        }
      }

      @Override
      public void rejected(Call call, PushedMessage message, DomainException error) {
        rejected.add(error.code());
      }
    };
  }

  @Test
  void aMessageArrivesAsItWasPublished() {
    assertThat(push("/push/own", Role.PLATFORM, PushEnvelope.encode(MESSAGE)).status())
        .isEqualTo(204);
    assertThat(handled).containsExactly(MESSAGE);
  }

  @Test
  void theEnvelopeOfPubSubIsUnderstood() {
    String body =
        """
        {"deliveryAttempt": 5,
         "message": {"data": "cGF5bG9hZA==", "attributes": {"type": "started"},
         "messageId": "7", "message_id": "7", "orderingKey": "k",
         "publishTime": "2026-03-01T12:00:00Z", "publish_time": "2026-03-01T12:00:00Z"},
         "subscription": "projects/p/subscriptions/s"}
        """;
    push("/push/own", Role.PLATFORM, body.getBytes(UTF_8));
    assertThat(handled).containsExactly(MESSAGE);
  }

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void onlyWhatMayPassLaterIsDeliveredAgain(ErrorCode code) {
    failure = code;
    int status = push("/push/own", Role.PLATFORM, PushEnvelope.encode(MESSAGE)).status();
    if (code.handling() == ErrorCode.Handling.REJECT) {
      assertThat(status).isEqualTo(204);
      assertThat(rejected).containsExactly(code);
    } else {
      assertThat(status).isEqualTo(code.httpStatus());
      assertThat(rejected).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void onlyTheOwnersIdentityMayPush(Role role) {
    assertThat(push("/push/own", role, PushEnvelope.encode(MESSAGE)).status())
        .isEqualTo(role == Role.PLATFORM ? 204 : 403);
    assertThat(push("/push/kingdom", role, PushEnvelope.encode(MESSAGE)).status())
        .isEqualTo(role == Role.KINGDOM ? 204 : 403);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "push envelope       | []",
        "message:            | {}",
        "message:            | {\"message\": \"x\", \"subscription\": \"s\"}",
        "subscription:       | {\"message\": {}}",
        "message.messageId:  | {\"message\": {}, \"subscription\": \"s\"}",
        "message.publishTime | {\"message\": {\"messageId\": \"1\"}, \"subscription\": \"s\"}",
        "message.publishTime | {\"message\": {\"messageId\": \"1\", \"publishTime\": \"now\"},"
            + " \"subscription\": \"s\"}",
        "message.data        | {\"message\": {\"messageId\": \"1\", \"publishTime\":"
            + " \"2026-03-01T12:00:00Z\", \"data\": \"?\"}, \"subscription\": \"s\"}",
        "message.attributes. | {\"message\": {\"messageId\": \"1\", \"publishTime\":"
            + " \"2026-03-01T12:00:00Z\", \"attributes\": {\"a\": 1}}, \"subscription\": \"s\"}",
        "not JSON            | {\"message\": ",
      })
  void aBrokenEnvelopeIsRefused(String says, String body) {
    HttpReply reply = push("/push/own", Role.PLATFORM, body.getBytes(UTF_8));
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body().toStringUtf8()).contains(says);
    assertThat(handled).isEmpty();
  }

  private HttpReply push(String path, Role role, byte[] body) {
    return router.handle(
        HttpQuery.of(
            HttpMethod.POST,
            path,
            "",
            Map.of(
                "Authorization", "Bearer " + tokens.of(role), "Content-Type", "application/json"),
            body));
  }
}
