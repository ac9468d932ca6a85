package org.aureole.platform.identity;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.aureole.model.error.DomainException;
import org.aureole.platform.http.ReplyBody;

/** Reads a published JSON Web Key Set. Thread-safe. */
@FunctionalInterface
public interface KeySetFetcher {
  /** The text of the key set, or UNAVAILABLE. */
  String fetch(URI keySet);

  /** One that reads over HTTP, at most 1 MiB and within five seconds. */
  static KeySetFetcher over(HttpClient client) {
    return keySet -> {
      Duration within = Duration.ofSeconds(5);
      HttpRequest request = HttpRequest.newBuilder(keySet).timeout(within).GET().build();
      try {
        HttpResponse<ReplyBody> response = client.send(request, ReplyBody.atMost(1 << 20, within));
        if (response.statusCode() != 200) {
          throw new IOException("HTTP status " + response.statusCode());
        }
        if (response.body().end() != ReplyBody.End.COMPLETE) {
          throw new IOException("the key set is " + response.body().end());
        }
        return response.body().text();
      } catch (IOException e) {
        throw DomainException.unavailable(keySet + " does not answer: " + e.getMessage(), e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw DomainException.unavailable("interrupted while reading " + keySet, e);
      }
    };
  }
}
