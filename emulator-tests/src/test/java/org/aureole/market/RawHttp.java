package org.aureole.market;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import org.aureole.platform.http.ApiClient;

/** Calls as anybody with curl can make: any header, any bytes. Thread-safe. */
final class RawHttp {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int ATTEMPTS = 5;

  private final HttpClient http = ApiClient.newHttpClient();

  /** What came back. */
  record Reply(int status, String body) {}

  /**
   * One call.
   *
   * @param authorization the value of that header, if one is sent
   * @param contentType of the body
   */
  Reply send(
      String method, URI url, Optional<String> authorization, String contentType, byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .timeout(TIMEOUT)
            .header("Accept", "application/json")
            .header("Content-Type", contentType)
            .method(
                method,
                method.equals("GET")
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    authorization.ifPresent(value -> request.header("Authorization", value));
    for (int attempt = 1; ; attempt++) {
      try {
        HttpResponse<String> response =
            http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return new Reply(response.statusCode(), response.body());
      } catch (IOException e) {
        // A server closes a kept connection whose last body it did not care to read.
        if (attempt == ATTEMPTS) {
          throw new UncheckedIOException(method + " " + url, e);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted", e);
      }
    }
  }
}
