package org.aureole.emulator.google;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One function behind the front of Cloud Run: callers who were not let in are refused, and an
 * instance is started when somebody calls and none runs. Its URL is there before the function is.
 * Thread-safe.
 */
public final class FunctionServer implements AutoCloseable {
  /** The member that stands for everybody. */
  public static final String EVERYBODY = "allUsers";

  /** Longer than any function answers. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final Set<String> OF_THE_CONNECTION =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "host",
          "http2-settings",
          "transfer-encoding",
          "upgrade");

  private final ServiceAccounts accounts;
  private final HttpClient http = HttpClient.newHttpClient();
  private final JsonServer server;
  private volatile Set<String> invokers = Set.of();
  private volatile Consumer<Duration> meter = time -> {};
  private Supplier<Instance> starter;
  private Instance instance;
  private boolean started;

  /** A process that serves the function. */
  public interface Instance extends AutoCloseable {
    URI url();

    boolean isAlive();

    /** Ends it in the midst of whatever it does. */
    @Override
    void close();
  }

  /**
   * @param port a free one, or 0 for any
   */
  public FunctionServer(ServiceAccounts accounts, int port) {
    this.accounts = accounts;
    this.server = new JsonServer(port, this::answer);
  }

  /** Under which it is called: the audience of its tokens. */
  public URI url() {
    return server.url();
  }

  /**
   * Deploys the function.
   *
   * @param members the e-mail addresses of those who are let in, or {@link #EVERYBODY}
   * @param starts an instance, and returns once it listens
   */
  public synchronized void deploy(Set<String> members, Supplier<Instance> starts) {
    invokers = Set.copyOf(members);
    starter = starts;
  }

  /** Tells how long the function had each request, the start of its instance included. */
  public void listen(Consumer<Duration> listener) {
    meter = listener;
  }

  /** Kills the instance, if one runs; the next call starts another. */
  public synchronized boolean kill() {
    boolean running = instance != null && instance.isAlive();
    if (running) {
      instance.close();
    }
    return running;
  }

  /** Whether it was ever called. */
  public synchronized boolean wasStarted() {
    return started;
  }

  private synchronized URI running() {
    if (starter == null) {
      throw new IllegalStateException("no function is deployed here yet");
    }
    if (instance == null || !instance.isAlive()) {
      instance = starter.get();
      started = true;
    }
    return instance.url();
  }

  private void answer(JsonServer.Request request) throws IOException {
    if (!invokers.contains(EVERYBODY)) {
      Optional<String> caller = accounts.bearer(request.header("Authorization"), url().toString());
      if (caller.isEmpty()) {
        request.refuse(401, "no token for " + url());
        return;
      }
      if (!invokers.contains(caller.get())) {
        request.refuse(403, caller.get() + " may not call " + url());
        return;
      }
    }
    long begun = System.nanoTime();
    try {
      pass(request);
    } catch (IOException e) {
      request.refuse(503, "the instance went away");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      request.refuse(503, "this server ends");
    } finally {
      meter.accept(Duration.ofNanos(System.nanoTime() - begun));
    }
  }

  private void pass(JsonServer.Request request) throws IOException, InterruptedException {
    URI target = URI.create(running() + request.exchange().getRequestURI().toString());
    HttpRequest.Builder passed =
        HttpRequest.newBuilder(target)
            .version(HttpClient.Version.HTTP_1_1)
            .timeout(PATIENCE)
            .method(
                request.method(),
                request.body().length == 0
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(request.body()));
    request
        .exchange()
        .getRequestHeaders()
        .forEach((name, values) -> copy(name, values, passed::header));
    HttpResponse<byte[]> answer =
        http.send(passed.build(), HttpResponse.BodyHandlers.ofByteArray());
    answer
        .headers()
        .map()
        .forEach(
            (name, values) -> copy(name, values, request.exchange().getResponseHeaders()::add));
    request.send(answer.statusCode(), answer.body());
  }

  private interface Header {
    void add(String name, String value);
  }

  private static void copy(String name, List<String> values, Header to) {
    if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
      values.forEach(value -> to.add(name, value));
    }
  }

  @Override
  public void close() {
    server.close();
    kill();
  }
}
