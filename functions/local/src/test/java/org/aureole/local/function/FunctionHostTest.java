package org.aureole.local.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.cloud.functions.HttpFunction;
import com.google.protobuf.StringValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.aureole.model.error.DomainException;
import org.aureole.platform.function.RouterFunction;
import org.aureole.platform.http.ApiClient;
import org.aureole.platform.http.Endpoint;
import org.aureole.platform.http.HttpMethod;
import org.aureole.platform.http.Router;
import org.aureole.platform.identity.Role;
import org.aureole.platform.identity.TestTokens;
import org.junit.jupiter.api.Test;

class FunctionHostTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final HttpClient HTTP = ApiClient.newHttpClient();

  @Test
  void severalFunctionsRunInOneProcessAndEachIsItself() throws Exception {
    try (FunctionHost one = FunctionHost.start(FunctionHost.ANY_PORT, saying("one"));
        FunctionHost two = FunctionHost.start(FunctionHost.ANY_PORT, saying("two"))) {
      assertThat(get(one.url())).isEqualTo("one");
      assertThat(get(two.url())).isEqualTo("two");
      assertThat(one.port()).isNotEqualTo(two.port());
      URI closed = one.url();
      one.close();
      assertThatThrownBy(() -> get(closed)).isInstanceOf(ConnectException.class);
      assertThat(get(two.url())).isEqualTo("two");
    }
  }

  @Test
  void onlyLoopbackIsListenedOn() throws Exception {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "127.0.0.2 is local on Linux only");
    try (FunctionHost host = FunctionHost.start(FunctionHost.ANY_PORT, saying("x"))) {
      connect("127.0.0.1", host.port());
      // A server on 0.0.0.0 answers at every local address; this one must not.
      assertThatThrownBy(() -> connect("127.0.0.2", host.port()))
          .isInstanceOf(ConnectException.class);
      try (ServerSocket everywhere = new ServerSocket()) {
        everywhere.bind(new InetSocketAddress("0.0.0.0", 0));
        connect("127.0.0.2", everywhere.getLocalPort());
      }
    }
  }

  @Test
  void aPortThatIsTakenIsNotShared() throws Exception {
    try (FunctionHost first = FunctionHost.start(FunctionHost.ANY_PORT, saying("first"))) {
      assertThatThrownBy(() -> FunctionHost.start(first.port(), saying("second")))
          .isInstanceOf(DomainException.class)
          .hasMessageContaining("port " + first.port())
          .hasMessageContaining("stop what uses it, or choose another port");
      assertThat(get(first.url())).isEqualTo("first");
    }
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      assertThatThrownBy(() -> FunctionHost.start(other.getLocalPort(), saying("second")))
          .isInstanceOf(DomainException.class);
    }
  }

  @Test
  void aRouterIsServedWithRawPathQueryHeadersAndBody() {
    TestTokens tokens = new TestTokens("https://party.example", NOW);
    Router router =
        new Router(
            List.of(
                Endpoint.post("t.echo", "/v1/{x}/things:echo", StringValue.getDefaultInstance())
                    .callers(Role.DUCHY)
                    .query("q")
                    .handledBy((call, text) ->
                        StringValue.of(
                            call.id("x")
                                + call.query().text("q").orElse("")
                                + text.getValue()
                                + call.caller().party()))),
            tokens.authenticator(),
            InstantSource.fixed(NOW));
    try (FunctionHost host = FunctionHost.start(FunctionHost.ANY_PORT, router)) {
      ApiClient client = new ApiClient(host.url(), audience -> tokens.of(Role.DUCHY), HTTP);
      String path = "/v1/%61b/things:echo?" + ApiClient.query("q", " &/ä");
      StringValue reply =
          client.call(
              HttpMethod.POST, path, StringValue.of("-body-"), StringValue.getDefaultInstance());
      assertThat(reply.getValue()).isEqualTo("ab &/ä-body-duchies/worker1");

      ApiClient stranger = new ApiClient(host.url(), audience -> "no-token", HTTP);
      assertThatThrownBy(() ->
              stranger.call(
                  HttpMethod.POST, path, StringValue.of("x"), StringValue.getDefaultInstance()))
          .isInstanceOf(DomainException.class)
          .hasMessageContaining("bearer token is refused");
    }
  }

  @Test
  void aCallerWhoSendsNothingMoreIsCutOff() throws Exception {
    TestTokens tokens = new TestTokens("https://party.example", NOW);
    Router router =
        new Router(
            List.of(
                Endpoint.post("t.echo", "/v1/echo", StringValue.getDefaultInstance())
                    .callers(Role.DUCHY)
                    .handledBy((call, text) -> text)),
            tokens.authenticator(),
            InstantSource.fixed(NOW));
    String head =
        "POST /v1/echo HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + tokens.of(Role.DUCHY);
    List<String> stalls =
        List.of(
            "POST /v1/echo HT",
            head,
            head + "\r\nContent-Length: 100\r\n\r\n",
            head + "\r\nContent-Length: 100\r\n\r\nx",
            head + "\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nx");
    try (FunctionHost host =
        FunctionHost.start(
            FunctionHost.ANY_PORT, new RouterFunction(router), Duration.ofMillis(300))) {
      for (String stall : stalls) {
        try (Socket socket = new Socket("127.0.0.1", host.port())) {
          socket.setSoTimeout(60_000);
          socket.getOutputStream().write(stall.getBytes(StandardCharsets.US_ASCII));
          socket.getOutputStream().flush();
          // To its end: whatever the server says, it hangs up.
          assertThat(endOf(socket)).as(stall).doesNotContain("HTTP/1.1 2");
        }
      }
    }
  }

  private static String endOf(Socket socket) throws IOException {
    try {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    } catch (SocketException e) {
      return "reset";
    }
  }

  @Test
  void aCompressedBodyIsRefusedAndNotUnpacked() throws Exception {
    TestTokens tokens = new TestTokens("https://party.example", NOW);
    Router router =
        new Router(
            List.of(
                Endpoint.post("t.echo", "/v1/echo", StringValue.getDefaultInstance())
                    .callers(Role.DUCHY)
                    .handledBy((call, text) -> text)),
            tokens.authenticator(),
            InstantSource.fixed(NOW));
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
      gzip.write(new byte[64 << 20]);
    }
    try (FunctionHost host = FunctionHost.start(FunctionHost.ANY_PORT, router)) {
      HttpResponse<String> reply =
          HTTP.send(
              HttpRequest.newBuilder(host.url().resolve("/v1/echo"))
                  .header("Authorization", "Bearer " + tokens.of(Role.DUCHY))
                  .header("Content-Type", "application/json")
                  .header("Content-Encoding", "gzip")
                  .POST(HttpRequest.BodyPublishers.ofByteArray(bomb.toByteArray()))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(reply.statusCode()).isEqualTo(400);
      assertThat(reply.body()).contains("Content-Encoding").contains("uncompressed");
    }
  }

  @Test
  void theServerDoesNotSayWhatItIs() throws Exception {
    try (FunctionHost host = FunctionHost.start(FunctionHost.ANY_PORT, saying("x"))) {
      HttpResponse<String> reply =
          HTTP.send(
              HttpRequest.newBuilder(host.url().resolve("/")).build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(reply.headers().map()).doesNotContainKey("server");
    }
  }

  @Test
  void aHostedFunctionCannotBeMadeByAnybodyElse() {
    assertThatThrownBy(HostedFunction::new).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void theRawPathIsCutOutOfAnyFormOfTarget() {
    assertThat(RouterFunction.rawPath("http://h:1/a%2Fb/c?x=/#f")).isEqualTo("/a%2Fb/c");
    assertThat(RouterFunction.rawPath("/a/b")).isEqualTo("/a/b");
    assertThat(RouterFunction.rawPath("http://h:1")).isEqualTo("/");
  }

  private static HttpFunction saying(String text) {
    return (request, response) ->
        response.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String get(URI url) throws Exception {
    return HTTP.send(
            HttpRequest.newBuilder(url.resolve("/")).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static void connect(String host, int port) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), 2000);
    }
  }
}
