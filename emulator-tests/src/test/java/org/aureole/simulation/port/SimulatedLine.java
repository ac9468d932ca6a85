package org.aureole.simulation.port;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import org.aureole.platform.http.HttpReply;

/**
 * The HTTP client of one caller on a {@link SimulatedNetwork}: everything in the calling thread.
 */
final class SimulatedLine extends HttpClient {
  private final SimulatedNetwork network;
  private final String caller;

  SimulatedLine(SimulatedNetwork network, String caller) {
    this.network = network;
    this.caller = caller;
  }

  @Override
  public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler) throws IOException {
    HttpReply reply = network.exchange(caller, request, drain(request));
    Map<String, List<String>> headers = new HashMap<>();
    reply.headers().forEach((name, value) -> headers.put(name, List.of(value)));
    HttpHeaders all = HttpHeaders.of(headers, (name, value) -> true);
    BodySubscriber<T> body = handler.apply(new Info(reply.status(), all));
    body.onSubscribe(new Nothing());
    body.onNext(List.of(ByteBuffer.wrap(reply.body().toByteArray())));
    body.onComplete();
    return new Answer<>(request, reply.status(), all, body.getBody().toCompletableFuture().join());
  }

  /** The publishers of requests publish in the thread that asks for more. */
  private static byte[] drain(HttpRequest request) throws IOException {
    if (request.bodyPublisher().isEmpty()) {
      return new byte[0];
    }
    Drain drain = new Drain();
    request.bodyPublisher().get().subscribe(drain);
    if (drain.error != null) {
      throw new IOException("the body cannot be read", drain.error);
    }
    if (!drain.complete) {
      throw new IllegalStateException("the body was not published at once");
    }
    return drain.bytes.toByteArray();
  }

  private static final class Drain implements Flow.Subscriber<ByteBuffer> {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private Throwable error;
    private boolean complete;

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(ByteBuffer item) {
      byte[] copy = new byte[item.remaining()];
      item.get(copy);
      bytes.writeBytes(copy);
    }

    @Override
    public void onError(Throwable thrown) {
      error = thrown;
    }

    @Override
    public void onComplete() {
      complete = true;
    }
  }

  private static final class Nothing implements Flow.Subscription {
    @Override
    public void request(long n) {
      // Everything comes at once.
    }

    @Override
    public void cancel() {
      // Nothing is left to come.
    }
  }

  private record Info(int statusCode, HttpHeaders headers) implements HttpResponse.ResponseInfo {
    @Override
    public Version version() {
      return Version.HTTP_1_1;
    }
  }

  private record Answer<T>(HttpRequest request, int statusCode, HttpHeaders headers, T body)
      implements HttpResponse<T> {
    @Override
    public Optional<HttpResponse<T>> previousResponse() {
      return Optional.empty();
    }

    @Override
    public Optional<SSLSession> sslSession() {
      return Optional.empty();
    }

    @Override
    public URI uri() {
      return request.uri();
    }

    @Override
    public Version version() {
      return Version.HTTP_1_1;
    }
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, BodyHandler<T> handler) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, BodyHandler<T> handler, PushPromiseHandler<T> pushes) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<CookieHandler> cookieHandler() {
    return Optional.empty();
  }

  @Override
  public Optional<Duration> connectTimeout() {
    return Optional.empty();
  }

  @Override
  public Redirect followRedirects() {
    return Redirect.NEVER;
  }

  @Override
  public Optional<ProxySelector> proxy() {
    return Optional.empty();
  }

  @Override
  public SSLContext sslContext() {
    throw new UnsupportedOperationException();
  }

  @Override
  public SSLParameters sslParameters() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<Authenticator> authenticator() {
    return Optional.empty();
  }

  @Override
  public Version version() {
    return Version.HTTP_1_1;
  }

  @Override
  public Optional<Executor> executor() {
    return Optional.empty();
  }
}
