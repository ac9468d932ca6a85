package org.aureole.emulator.google;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ObjIntConsumer;

/**
 * Stands between the Pub/Sub emulator, which pushes without a token, and functions, which want one:
 * forwards each push with an OIDC token of the subscription's account, as Pub/Sub itself does.
 */
public final class PushProxy implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final ServiceAccounts accounts;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, Target> targets = new ConcurrentHashMap<>();
  private final AtomicInteger added = new AtomicInteger();
  private final JsonServer server;
  private volatile boolean twice;
  private volatile ObjIntConsumer<String> meter = (pusher, bytes) -> {};

  private record Target(URI endpoint, String audience, String pusher) {}

  public PushProxy(ServiceAccounts accounts) {
    this.accounts = accounts;
    this.server = new JsonServer(this::answer);
  }

  /**
   * Where a subscription of the emulator pushes to.
   *
   * @param endpoint where the push goes on to
   * @param audience of its token
   * @param pusher the e-mail address of the account whose token it is
   */
  public URI forward(URI endpoint, String audience, String pusher) {
    String path = "/" + added.incrementAndGet();
    targets.put(path, new Target(endpoint, audience, pusher));
    return server.url().resolve(path);
  }

  /** From now on every push goes on twice, as Pub/Sub may do at any time. */
  public void deliverTwice() {
    twice = true;
  }

  /** Tells as whom each message is pushed, and how many bytes its push has. */
  public void listen(ObjIntConsumer<String> listener) {
    meter = listener;
  }

  private void answer(JsonServer.Request request) throws IOException {
    Target target = targets.get(request.path());
    if (target == null) {
      request.refuse(404, request.path());
      return;
    }
    meter.accept(target.pusher(), request.body().length);
    HttpRequest push =
        HttpRequest.newBuilder(target.endpoint())
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .header(
                "Authorization", "Bearer " + accounts.idToken(target.pusher(), target.audience()))
            .POST(HttpRequest.BodyPublishers.ofByteArray(request.body()))
            .build();
    try {
      int status = http.send(push, HttpResponse.BodyHandlers.discarding()).statusCode();
      if (twice) {
        http.send(push, HttpResponse.BodyHandlers.discarding());
      }
      request.reply(status, "text/plain", new byte[0]);
    } catch (IOException e) {
      // As a function that is not there: the emulator pushes again.
      request.reply(503, "text/plain", new byte[0]);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      request.reply(503, "text/plain", new byte[0]);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
