package org.aureole.platform.identity;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.aureole.model.error.DomainException;

/** Reads a published JSON Web Key Set. Thread-safe. */
@FunctionalInterface
public interface KeySetFetcher {
  /** The text of the key set, or UNAVAILABLE. */
  String fetch(URI keySet);

  /** One that reads over HTTP, at most 1 MiB and within five seconds. */
  static KeySetFetcher over(HttpClient client) {
    return keySet -> {
      HttpRequest request =
          HttpRequest.newBuilder(keySet).timeout(Duration.ofSeconds(5)).GET().build();
      try {
        HttpResponse<InputStream> response =
            client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
          byte[] bytes = body.readNBytes(1 << 20);
          if (response.statusCode() != 200) {
            throw new IOException("HTTP status " + response.statusCode());
          }
          return new String(bytes, StandardCharsets.UTF_8);
        }
      } catch (IOException e) {
        throw DomainException.unavailable(keySet + " does not answer: " + e.getMessage(), e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw DomainException.unavailable("interrupted while reading " + keySet, e);
      }
    };
  }
}
