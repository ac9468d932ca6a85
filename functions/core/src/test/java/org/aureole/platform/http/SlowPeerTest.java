package org.aureole.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import com.google.protobuf.StringValue;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.platform.blob.Upload;
import org.aureole.platform.blob.Uploader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A peer decides neither how long a caller waits nor how much it keeps. */
@Timeout(120)
class SlowPeerTest {
  private static final int MIB = 1 << 20;
  private static final ApiClient.Patience SHORT =
      new ApiClient.Patience(Duration.ofMillis(500), 1, Duration.ZERO);
  private static final ApiClient.Patience LONG =
      new ApiClient.Patience(Duration.ofMinutes(1), 1, Duration.ZERO);

  private final CountDownLatch end = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;

  @AfterEach
  void stop() {
    end.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void aReplyThatNeverEndsIsCutOff() {
    serve(exchange -> {
      exchange.sendResponseHeaders(200, 100);
      drip(exchange);
    });
    assertThat(failure(client(SHORT)))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
        .hasMessageContaining("did not come to an end within PT0.5S");
  }

  @Test
  void anErrorThatNeverEndsIsToldByItsStatus() {
    serve(exchange -> {
      exchange.sendResponseHeaders(404, 100);
      drip(exchange);
    });
    assertThat(failure(client(SHORT)).code()).isEqualTo(ErrorCode.NOT_FOUND);
  }

  @Test
  void aReplyThatIsTooLongIsRefused() {
    AtomicLong sent = new AtomicLong();
    serve(exchange -> {
      exchange.sendResponseHeaders(200, 0);
      byte[] chunk = new byte[MIB];
      while (sent.get() < 256L * MIB) {
        exchange.getResponseBody().write(chunk);
        sent.addAndGet(chunk.length);
      }
      exchange.close();
    });
    assertThat(failure(client(LONG).taking(2 * MIB)))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.PROTOCOL_VIOLATION))
        .hasMessageContaining("more than 2097152 bytes");
    assertThat(sent.get()).isLessThan(256L * MIB);
  }

  @Test
  void aReplyOfTheLongestLengthIsTaken() {
    StringValue reply = StringValue.of("x".repeat(MIB));
    serve(exchange -> {
      byte[] bytes = reply.toByteArray();
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
      exchange.close();
    });
    ApiClient exact = client(LONG).taking(reply.getSerializedSize());
    assertThat(exact.call(HttpMethod.GET, "/v1/x", StringValue.getDefaultInstance()))
        .isEqualTo(reply);
    assertThat(failure(client(LONG).taking(reply.getSerializedSize() - 1)).code())
        .isEqualTo(ErrorCode.PROTOCOL_VIOLATION);
  }

  /** What a store says about an upload in its body is of no interest, however much it is. */
  @Test
  void anUploadWaitsForNoMoreThanTheStatus() {
    serve(exchange -> {
      exchange.getRequestBody().readAllBytes();
      exchange.sendResponseHeaders(201, 0);
      exchange.getResponseBody().write(new byte[MIB]);
      drip(exchange);
    });
    byte[] bytes = {1, 2, 3};
    Uploader.Content content =
        new Uploader.Content(
            () -> new ByteArrayInputStream(bytes), bytes.length, ByteString.copyFrom(new byte[32]));
    Upload upload = new Upload(url(), Map.of(), Instant.now().plusSeconds(60));
    assertThat(new Uploader(ApiClient.newHttpClient()).upload(upload, content))
        .isEqualTo(Uploader.Outcome.CREATED);
  }

  private void drip(HttpExchange exchange) throws IOException {
    exchange.getResponseBody().write(1);
    exchange.getResponseBody().flush();
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private DomainException failure(ApiClient client) {
    return catchThrowableOfType(
        DomainException.class,
        () ->
            client.call(
                HttpMethod.POST,
                "/v1/uploads",
                Empty.getDefaultInstance(),
                Empty.getDefaultInstance()));
  }

  private ApiClient client(ApiClient.Patience patience) {
    return new ApiClient(url(), audience -> "token", ApiClient.newHttpClient(), patience);
  }

  private URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void serve(HttpHandler handler) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", handler);
    server.start();
  }
}
