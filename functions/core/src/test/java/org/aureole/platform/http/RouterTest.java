package org.aureole.platform.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.Empty;
import com.google.protobuf.Int64Value;
import com.google.protobuf.StringValue;
import com.google.protobuf.Struct;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.platform.admission.Admission;
import org.aureole.platform.admission.RateLimits;
import org.aureole.platform.identity.Role;
import org.aureole.platform.identity.TestTokens;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouterTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private final TestTokens tokens = new TestTokens("https://kingdom.example", NOW);
  private final List<String> heard = new ArrayList<>();
  private ErrorCode thrown = ErrorCode.INTERNAL;

  private final Router router =
      new Router(
          List.of(
              Endpoint.post("t.create", "/v1/mcs/{mc}/things", Struct.getDefaultInstance())
                  .callers(Role.MEASUREMENT_CONSUMER)
                  .maxBodyBytes(100)
                  .handledBy((call, body) -> body),
              Endpoint.get("t.get", "/v1/mcs/{mc}/things/{thing}")
                  .callers(Role.MEASUREMENT_CONSUMER, Role.OPERATOR)
                  .query("view", "timeoutSeconds")
                  .handledBy((call, none) ->
                      StringValue.of(
                          call.caller().party()
                              + " "
                              + call.id("thing")
                              + " "
                              + call.query().text("view").orElse("-")
                              + " "
                              + call.query()
                                  .seconds(
                                      "timeoutSeconds",
                                      Duration.ofSeconds(30),
                                      Duration.ofSeconds(7)))),
              Endpoint.get("t.latest", "/v1/mcs/{mc}/things/latest")
                  .callers(Role.MEASUREMENT_CONSUMER)
                  .handledBy((call, none) -> StringValue.of("the latest")),
              Endpoint.post("t.count", "/v1/count", Int64Value.getDefaultInstance())
                  .callers(Role.DUCHY)
                  .handledBy((call, value) -> Int64Value.of(value.getValue() + 1)),
              Endpoint.post("t.crash", "/v1/things:crash", Empty.getDefaultInstance())
                  .callers(Role.OPERATOR)
                  .handledBy((call, none) -> {
                    throw new IllegalStateException("password hunter2");
                  }),
              Endpoint.post("t.throw", "/v1/things:throw", Empty.getDefaultInstance())
                  .callers(Role.OPERATOR)
                  .handledBy((call, none) -> {
                    throw DomainException.of(thrown, "told by the handler");
                  })),
          tokens.authenticator(),
          InstantSource.fixed(NOW),
          new Admission(RateLimits.NONE),
          (route, status, nanos) -> heard.add(route + " " + status));

  @Test
  void aGetIsRoutedWithItsIdsQueryAndCaller() {
    HttpReply reply =
        send(Role.MEASUREMENT_CONSUMER, HttpMethod.GET, "/v1/mcs/a/things/b", "view=full");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body().toStringUtf8()).isEqualTo("\"measurementConsumers/mc1 b full PT7S\"\n");
    assertThat(reply.headers()).containsEntry("Content-Type", "application/json; charset=utf-8");
  }

  @Test
  void theMeterHearsRouteAndStatusOfEveryAnswer() {
    send(Role.OPERATOR, HttpMethod.GET, "/v1/mcs/a/things/b", "");
    send(Role.OPERATOR, HttpMethod.GET, "/v1/mcs/a/things/latest", "");
    send(Role.OPERATOR, HttpMethod.GET, "/v1/mcs/a/things/b", "unknown=1");
    send(Role.OPERATOR, HttpMethod.GET, "/v1/nowhere", "");
    assertThat(heard).containsExactly("t.get 200", "t.latest 403", "t.get 400");
  }

  @Test
  void aLiteralSegmentWinsOverAVariable() {
    HttpReply reply =
        send(Role.MEASUREMENT_CONSUMER, HttpMethod.GET, "/v1/mcs/a/things/latest", "");
    assertThat(reply.body().toStringUtf8()).contains("the latest");
  }

  @Test
  void partiesSpeakBinaryProtobufAndUnknownFieldsPass() throws Exception {
    Map<String, String> headers = new HashMap<>(authorization(Role.DUCHY));
    headers.put("Content-Type", "application/x-protobuf");
    byte[] newer = StringValue.of("x").toBuilder().build().toByteArray();
    byte[] body = new byte[newer.length + 2];
    System.arraycopy(Int64Value.of(41).toByteArray(), 0, body, 0, 2);
    // The peer's newer version has a field 2 of which this one knows nothing.
    newer[0] = 0x12;
    System.arraycopy(newer, 0, body, 2, newer.length);
    HttpReply reply = router.handle(HttpQuery.of(HttpMethod.POST, "/v1/count", "", headers, body));
    assertThat(reply.headers()).containsEntry("Content-Type", "application/x-protobuf");
    assertThat(Int64Value.parseFrom(reply.body())).isEqualTo(Int64Value.of(42));
  }

  @ParameterizedTest
  @EnumSource(
      value = Role.class,
      names = {"DATA_PROVIDER", "DUCHY", "OPERATOR", "PLATFORM", "KINGDOM", "UNREGISTERED"})
  void everyRoleThatIsNotNamedIsRefused(Role role) {
    HttpReply reply = send(role, HttpMethod.POST, "/v1/mcs/a/things", "");
    assertThat(reply.status()).isEqualTo(403);
    assertThat(error(reply).get("status").getAsString()).isEqualTo("PERMISSION_DENIED");
    assertThat(Router.isUnregistered(ErrorReply.parse(403, reply.body().toStringUtf8())))
        .isEqualTo(role == Role.UNREGISTERED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Basic dTpw", "Bearer", "Bearer a b", "Bearer x.y.z"})
  void withoutAValidTokenNothingIsServed(String authorization) {
    Map<String, String> headers =
        authorization.isEmpty() ? Map.of() : Map.of("Authorization", authorization);
    HttpReply reply =
        router.handle(HttpQuery.of(HttpMethod.GET, "/v1/mcs/a/things/b", "", headers, new byte[0]));
    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.headers()).containsEntry("WWW-Authenticate", "Bearer");
  }

  @Test
  void twoAuthorizationHeadersAreRefused() {
    HttpQuery query =
        new HttpQuery(
            "GET",
            "/v1/mcs/a/things/b",
            "",
            Map.of("authorization", List.of("Bearer a", "Bearer b")),
            InputStream.nullInputStream());
    assertThat(router.handle(query).status()).isEqualTo(400);
  }

  @Test
  void otherPathsAndMethodsAreToldApart() {
    assertThat(send(Role.OPERATOR, HttpMethod.GET, "/v1/nowhere", "").status()).isEqualTo(404);
    HttpReply wrong = send(Role.OPERATOR, HttpMethod.DELETE, "/v1/mcs/a/things/b", "");
    assertThat(wrong.status()).isEqualTo(405);
    assertThat(wrong.headers()).containsEntry("Allow", "GET, HEAD, OPTIONS");
    assertThat(error(wrong).get("message").getAsString()).contains("GET");
  }

  @Test
  void headIsGetWithoutBodyAndOptionsTellsTheMethods() {
    HttpQuery head =
        new HttpQuery(
            "HEAD",
            "/v1/mcs/a/things/b",
            "",
            Map.of("Authorization", List.of("Bearer " + tokens.of(Role.OPERATOR))),
            InputStream.nullInputStream());
    assertThat(router.handle(head).status()).isEqualTo(200);
    assertThat(router.handle(head).body().isEmpty()).isTrue();
    HttpQuery options =
        new HttpQuery("OPTIONS", "/v1/mcs/a/things/b", "", Map.of(), InputStream.nullInputStream());
    assertThat(router.handle(options).status()).isEqualTo(204);
    assertThat(router.handle(options).headers()).containsEntry("Allow", "GET, HEAD, OPTIONS");
  }

  @Test
  void aBodyBeyondTheLimitIsRefused() {
    String body = "{\"a\": \"" + "x".repeat(100) + "\"}";
    HttpReply reply = post(Role.MEASUREMENT_CONSUMER, "/v1/mcs/a/things", body);
    assertThat(reply.status()).isEqualTo(413);
    assertThat(error(reply).get("message").getAsString()).contains("100 bytes");
  }

  @Test
  void anErrorIsAStatusWithReasonFieldAndTrace() {
    HttpReply reply = post(Role.DUCHY, "/v1/count", "{\"value\": 1}");
    JsonObject error = error(reply);
    assertThat(error.get("code").getAsInt()).isEqualTo(400);
    assertThat(error.get("status").getAsString()).isEqualTo("INVALID_ARGUMENT");
    JsonObject info = error.getAsJsonArray("details").get(0).getAsJsonObject();
    assertThat(info.get("@type").getAsString())
        .isEqualTo("type.googleapis.com/google.rpc.ErrorInfo");
    assertThat(info.get("reason").getAsString()).isEqualTo("INVALID_ARGUMENT");
    assertThat(info.get("domain").getAsString()).isEqualTo("aureole");
    assertThat(info.getAsJsonObject("metadata").get("traceId").getAsString())
        .isEqualTo(reply.headers().get("X-Trace-Id"));
  }

  @Test
  void badIdsAndQueriesNameWhatIsWrong() {
    assertField("mc", send(Role.MEASUREMENT_CONSUMER, HttpMethod.GET, "/v1/mcs/A/things/b", ""));
    assertField("page", send(Role.OPERATOR, HttpMethod.GET, "/v1/mcs/a/things/b", "page=1"));
    assertField("view", send(Role.OPERATOR, HttpMethod.GET, "/v1/mcs/a/things/b", "view=1&view=2"));
    assertField("view", send(Role.OPERATOR, HttpMethod.GET, "/v1/mcs/a/things/b", "view=%zz"));
    assertField("view", send(Role.OPERATOR, HttpMethod.GET, "/v1/mcs/a/things/b", "view=a%00b"));
    assertField(
        "timeoutSeconds",
        send(Role.OPERATOR, HttpMethod.GET, "/v1/mcs/a/things/b", "timeoutSeconds=31"));
  }

  @Test
  void theTextOfAnUnexpectedExceptionStaysInTheLog() {
    HttpReply reply = post(Role.OPERATOR, "/v1/things:crash", "");
    assertThat(reply.status()).isEqualTo(500);
    assertThat(reply.body().toStringUtf8()).doesNotContain("hunter2");
    thrown = ErrorCode.INTERNAL;
    HttpReply bug = post(Role.OPERATOR, "/v1/things:throw", "");
    assertThat(bug.body().toStringUtf8()).doesNotContain("told by the handler");
  }

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void everyErrorCodeTravelsThereAndBack(ErrorCode code) {
    thrown = code;
    HttpReply reply = post(Role.OPERATOR, "/v1/things:throw", "");
    assertThat(reply.status()).isEqualTo(code.httpStatus());
    assertThat(reply.headers().containsKey("Retry-After"))
        .isEqualTo(code.handling() == ErrorCode.Handling.RETRY);
    DomainException back = ErrorReply.parse(reply.status(), reply.body().toStringUtf8());
    assertThat(back.code()).isEqualTo(code);
  }

  @Test
  void everyReplyCarriesSecurityHeaders() {
    for (HttpReply reply :
        List.of(
            send(Role.OPERATOR, HttpMethod.GET, "/v1/mcs/a/things/b", ""),
            send(Role.OPERATOR, HttpMethod.GET, "/nowhere", ""))) {
      assertThat(reply.headers())
          .containsEntry("X-Content-Type-Options", "nosniff")
          .containsEntry("Cache-Control", "no-store")
          .containsKey("Content-Security-Policy");
    }
  }

  @Test
  void theCallersTraceIdIsKept() {
    Map<String, String> headers = new HashMap<>(authorization(Role.OPERATOR));
    headers.put("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    HttpReply reply =
        router.handle(HttpQuery.of(HttpMethod.GET, "/v1/mcs/a/things/b", "", headers, new byte[0]));
    assertThat(reply.headers()).containsEntry("X-Trace-Id", "0af7651916cd43dd8448eb211c80319c");
  }

  @Test
  void endpointsThatCollideOrNameNoCallerAreBugs() {
    Endpoint<Empty, Empty> one =
        Endpoint.get("a", "/v1/{x}").callers(Role.DUCHY).handledBy((call, none) -> none);
    Endpoint<Empty, Empty> two =
        Endpoint.get("b", "/v1/{y}").callers(Role.DUCHY).handledBy((call, none) -> none);
    assertThatThrownBy(
            () -> new Router(List.of(one, two), tokens.authenticator(), InstantSource.fixed(NOW)))
        .hasMessageContaining("collide");
    assertThatThrownBy(() -> Endpoint.get("c", "/v1/x").handledBy((call, none) -> none))
        .hasMessageContaining("who may call");
  }

  private Map<String, String> authorization(Role role) {
    return Map.of("Authorization", "Bearer " + tokens.of(role));
  }

  private HttpReply send(Role role, HttpMethod method, String path, String query) {
    return router.handle(HttpQuery.of(method, path, query, authorization(role), new byte[0]));
  }

  private HttpReply post(Role role, String path, String body) {
    return router.handle(
        HttpQuery.of(HttpMethod.POST, path, "", authorization(role), body.getBytes(UTF_8)));
  }

  private static JsonObject error(HttpReply reply) {
    return JsonParser.parseString(reply.body().toStringUtf8())
        .getAsJsonObject()
        .getAsJsonObject("error");
  }

  private static void assertField(String field, HttpReply reply) {
    assertThat(reply.status()).isEqualTo(400);
    JsonObject info = error(reply).getAsJsonArray("details").get(0).getAsJsonObject();
    assertThat(info.getAsJsonObject("metadata").get("field").getAsString()).isEqualTo(field);
  }
}
