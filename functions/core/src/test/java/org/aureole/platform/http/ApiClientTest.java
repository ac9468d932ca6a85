package org.aureole.platform.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.StringValue;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.platform.http.ApiClient.Patience;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiClientTest {
  private static final HttpClient HTTP = ApiClient.newHttpClient();
  private static final Patience THREE_TRIES =
      new Patience(Duration.ofSeconds(20), 3, Duration.ofMillis(2));
  private static final StringValue TEXT = StringValue.getDefaultInstance();

  private final ScriptedServer peer = new ScriptedServer();
  private final ApiClient client =
      new ApiClient(peer.url(), audience -> "token-for-" + audience, HTTP, THREE_TRIES);

  @AfterEach
  void stop() {
    peer.close();
  }

  @Test
  void aCallCarriesTheTokenAndTheMessageInBinary() {
    peer.then(200, Map.of(), StringValue.of("reply").toByteArray());

    StringValue reply =
        client.call(
            HttpMethod.POST,
            "/v1/x?" + ApiClient.query("a b", "c&d"),
            StringValue.of("question"),
            TEXT);

    assertThat(reply.getValue()).isEqualTo("reply");
    ScriptedServer.Seen seen = peer.seen().get(0);
    assertThat(seen.path()).isEqualTo("/v1/x?a%20b=c%26d");
    assertThat(seen.body()).isEqualTo(StringValue.of("question").toByteArray());
    assertThat(seen.headers())
        .containsEntry("Authorization", List.of("Bearer token-for-" + peer.url()))
        .containsEntry("Content-type", List.of("application/x-protobuf"))
        .containsEntry("Accept", List.of("application/x-protobuf"));
  }

  @Test
  void whatMayPassLaterIsTriedAgain() {
    peer.then(0, Map.of(), new byte[0])
        .then(503, Map.of(), new byte[0])
        .then(200, Map.of(), StringValue.of("at last").toByteArray());
    assertThat(client.call(HttpMethod.POST, "/v1/x", TEXT, TEXT).getValue()).isEqualTo("at last");
    assertThat(peer.seen()).hasSize(3);
  }

  @Test
  void aTokenThatExpiredOnItsWayIsReplacedOnce() {
    byte[] refused =
        ErrorReply.of(DomainException.of(ErrorCode.UNAUTHENTICATED, "it expired"), "t")
            .body()
            .toByteArray();
    AtomicInteger tokens = new AtomicInteger();
    ApiClient renewing =
        new ApiClient(
            peer.url(), audience -> "token-" + tokens.incrementAndGet(), HTTP, THREE_TRIES);
    peer.then(401, Map.of(), refused).then(200, Map.of(), StringValue.of("at last").toByteArray());

    assertThat(renewing.call(HttpMethod.GET, "/v1/x", TEXT).getValue()).isEqualTo("at last");
    assertThat(peer.seen())
        .extracting(seen -> seen.headers().get("Authorization"))
        .containsExactly(List.of("Bearer token-1"), List.of("Bearer token-2"));
  }

  @Test
  void patienceEnds() {
    peer.then(503, Map.of(), new byte[0]);
    assertThat(failure().code()).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(peer.seen()).hasSize(3);
  }

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void thePeersErrorComesBackWithItsCodeAndField(ErrorCode code) {
    HttpReply reply = ErrorReply.of(DomainException.at(code, "spec.width", "too wide"), "t");
    peer.then(reply.status(), Map.of(), reply.body().toByteArray());

    DomainException error = failure();

    assertThat(error.code()).isEqualTo(code);
    int tokens = code == ErrorCode.UNAUTHENTICATED ? 2 : 1;
    assertThat(peer.seen()).hasSize(error.isRetryable() ? 3 : tokens);
    if (code != ErrorCode.INTERNAL) {
      assertThat(error).hasMessage("spec.width: too wide");
      assertThat(error.field()).isEqualTo(Optional.of("spec.width"));
    }
  }

  @Test
  void whoeverCallsTooOftenComesBackWhenThePeerSaid() {
    byte[] refused =
        ErrorReply.of(DomainException.exhausted("too often", Duration.ofSeconds(1)), "t")
            .body()
            .toByteArray();
    peer.then(429, Map.of("Retry-After", "0"), refused)
        .then(200, Map.of(), StringValue.of("at last").toByteArray());
    assertThat(client.call(HttpMethod.GET, "/v1/x", TEXT).getValue()).isEqualTo("at last");
    assertThat(peer.seen()).hasSize(2);
  }

  @Test
  void whoeverIsToldToComeMuchLaterDoesNotWaitForThat() {
    peer.then(429, Map.of("Retry-After", "86400"), "slow down".getBytes(UTF_8));
    DomainException error = failure();
    assertThat(error.code()).isEqualTo(ErrorCode.RESOURCE_EXHAUSTED);
    assertThat(error.retryAfter()).contains(Duration.ofDays(1));
    assertThat(peer.seen()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "-1", "1.5", "99999999999999999999", "Fri, 31 Dec 1999"})
  void aRetryAfterThatCannotBeReadIsNone(String value) {
    peer.then(429, Map.of("Retry-After", value), new byte[0]);
    assertThat(failure().retryAfter()).isEmpty();
    assertThat(peer.seen()).hasSize(3);
  }

  @Test
  void answersThatAreNotOursAreToldByTheirStatus() {
    peer.then(404, Map.of(), "<html>no such bucket</html>".getBytes(UTF_8));
    assertThat(failure().code()).isEqualTo(ErrorCode.NOT_FOUND);
  }

  @Test
  void aReplyOfAnotherTypeIsAViolation() {
    peer.then(200, Map.of(), new byte[] {(byte) 0xff});
    assertThat(failure().code()).isEqualTo(ErrorCode.PROTOCOL_VIOLATION);
  }

  @Test
  void aPeerThatCannotBeReachedIsUnavailable() {
    URI url = peer.url();
    peer.close();
    ApiClient lonely = new ApiClient(url, audience -> "t", HTTP, THREE_TRIES);
    DomainException error =
        catchThrowableOfType(
            DomainException.class, () -> lonely.call(HttpMethod.GET, "/v1/x", TEXT));
    assertThat(error.code()).isEqualTo(ErrorCode.UNAVAILABLE);
  }

  private DomainException failure() {
    return catchThrowableOfType(
        DomainException.class, () -> client.call(HttpMethod.GET, "/v1/x", TEXT));
  }
}
