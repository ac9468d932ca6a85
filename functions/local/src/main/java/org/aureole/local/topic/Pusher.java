package org.aureole.local.topic;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.aureole.platform.http.PushEnvelope;
import org.aureole.platform.http.PushedMessage;
import org.aureole.platform.http.ReplyBody;
import org.aureole.platform.trace.Trace;

/** Pushes one message by HTTP, with a token of the topic's owner. Thread-safe. */
final class Pusher {
  /** As long as a handler may take, with a margin. */
  private static final Duration ACKNOWLEDGE_WITHIN = Duration.ofSeconds(90);

  private static final int MAX_REPLY_BYTES = 64 << 10;

  private final HttpClient http;

  Pusher(HttpClient http) {
    this.http = http;
  }

  /** Empty when the subscriber took the message, else why not. Never fails. */
  CompletableFuture<Optional<String>> push(Subscription subscription, PushedMessage message) {
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(subscription.endpoint())
              .timeout(ACKNOWLEDGE_WITHIN)
              .header("Content-Type", "application/json")
              .header(
                  "Authorization", "Bearer " + subscription.pusher().token(subscription.audience()))
              .POST(HttpRequest.BodyPublishers.ofByteArray(PushEnvelope.encode(message)));
      String trace = message.attributes().get(Trace.PARENT);
      if (trace != null) {
        request.header(Trace.PARENT, trace);
      }
      return http.sendAsync(request.build(), ReplyBody.atMost(MAX_REPLY_BYTES, ACKNOWLEDGE_WITHIN))
          .handle((response, error) -> error == null ? outcome(response) : outcome(error));
    } catch (RuntimeException e) {
      return CompletableFuture.completedFuture(outcome(e));
    }
  }

  private static Optional<String> outcome(HttpResponse<ReplyBody> response) {
    return response.statusCode() / 100 == 2
        ? Optional.empty()
        : Optional.of(
            "HTTP status " + response.statusCode() + ": " + response.body().text().trim());
  }

  private static Optional<String> outcome(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return Optional.of(
        root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage());
  }
}
