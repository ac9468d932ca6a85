package org.aureole.platform.identity;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.aureole.model.error.DomainException;
import org.aureole.platform.net.Exchange;

/** Reads a published JSON Web Key Set. Thread-safe. */
@FunctionalInterface
public interface KeySetFetcher {
  /** The largest key set that is read. */
  int MAX_BYTES = 1 << 20;

  /** How long an issuer may take for the whole of it. */
  Duration PATIENCE = Duration.ofSeconds(5);

  /** The text of the key set, or UNAVAILABLE. */
  String fetch(URI keySet);

  /** One that reads over HTTP, at most 1 MiB and within five seconds. */
  static KeySetFetcher over(HttpClient client) {
    return keySet -> {
      HttpRequest request = HttpRequest.newBuilder(keySet).timeout(PATIENCE).GET().build();
      try {
        HttpResponse<byte[]> response =
            Exchange.send(client, request, Exchange.bytes(MAX_BYTES), PATIENCE);
        if (response.statusCode() != 200) {
          throw new IOException("HTTP status " + response.statusCode());
        }
        return new String(response.body(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw DomainException.unavailable(keySet + " does not answer: " + e.getMessage(), e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw DomainException.unavailable("interrupted while reading " + keySet, e);
      }
    };
  }
}
