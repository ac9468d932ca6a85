package org.aureole.gcp.client;

import com.google.auth.Credentials;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Objects;
import org.aureole.model.error.DomainException;
import org.aureole.platform.http.ReplyBody;

/**
 * Calls a method of a Google Cloud API by HTTP and JSON, for services of which we need one method
 * and would have to load a whole client library. Thread-safe.
 */
public final class RestService {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int MAX_REPLY_BYTES = 256 << 10;
  private static final int OK = 200;

  private final HttpClient http;
  private final Credentials credentials;

  /**
   * @param credentials whose access tokens go with each call
   */
  public RestService(HttpClient http, Credentials credentials) {
    this.http = Objects.requireNonNull(http);
    this.credentials = Objects.requireNonNull(credentials);
  }

  /**
   * One call, without repetition.
   *
   * @param method the URL that Google's documentation gives for the method
   * @return the reply's body
   * @throws DomainException UNAVAILABLE for any other outcome, whether the call had an effect or
   *     not; without the texts of the request and of the reply
   */
  public JsonObject post(URI method, JsonObject body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(method)
            .timeout(PATIENCE)
            .header("Content-Type", "application/json; charset=utf-8")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
    try {
      credentials
          .getRequestMetadata(method)
          .forEach((name, values) -> values.forEach(value -> request.header(name, value)));
      HttpResponse<ReplyBody> reply =
          http.send(request.build(), ReplyBody.atMost(MAX_REPLY_BYTES, PATIENCE));
      if (reply.statusCode() != OK) {
        throw DomainException.unavailable(
            method + " answered with HTTP status " + reply.statusCode(), null);
      }
      JsonElement tree = JsonParser.parseString(reply.body().text());
      if (tree instanceof JsonObject object) {
        return object;
      }
      throw DomainException.unavailable(method + " answered with no JSON object", null);
    } catch (JsonParseException e) {
      throw DomainException.unavailable(method + " answered with no JSON", e);
    } catch (IOException e) {
      throw DomainException.unavailable(method + " did not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw DomainException.unavailable("interrupted in a call of " + method, e);
    }
  }
}
