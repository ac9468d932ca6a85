package org.aureole.local.issuer;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Objects;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.platform.http.ApiClient;
import org.aureole.platform.http.ReplyBody;
import org.aureole.platform.identity.TokenCache;
import org.aureole.platform.identity.TokenSource;

/**
 * Gets the tokens of somebody outside the market's process, such as the command line, from the
 * {@link LocalIssuer} by client id and secret. Thread-safe.
 */
public final class ClientCredentials implements TokenSource {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int MAX_REPLY_BYTES = 64 << 10;

  private final URI issuer;
  private final String authorization;
  private final HttpClient http;
  private final InstantSource clock;
  private final TokenSource cache;

  /**
   * Credentials of one client.
   *
   * @param issuer the issuer's base URL
   */
  public ClientCredentials(
      URI issuer, String clientId, String secret, HttpClient http, InstantSource clock) {
    this.issuer = Objects.requireNonNull(issuer);
    this.http = Objects.requireNonNull(http);
    this.clock = Objects.requireNonNull(clock);
    this.authorization =
        "Basic "
            + Base64.getEncoder()
                .encodeToString((clientId + ":" + secret).getBytes(StandardCharsets.UTF_8));
    this.cache = new TokenCache(this::fetch, clock);
  }

  @Override
  public String token(String audience) {
    return cache.token(audience);
  }

  private TokenCache.Minted fetch(String audience) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(issuer + IssuerFunction.TOKEN))
            .timeout(PATIENCE)
            .header("Authorization", authorization)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "grant_type=client_credentials&" + ApiClient.query("audience", audience)))
            .build();
    HttpResponse<ReplyBody> response;
    try {
      response = http.send(request, ReplyBody.atMost(MAX_REPLY_BYTES, PATIENCE));
    } catch (IOException e) {
      throw DomainException.unavailable(
          "the issuer at " + issuer + " does not answer; is the market up?", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw DomainException.unavailable("interrupted while asking for a token", e);
    }
    if (response.statusCode() == 401) {
      throw DomainException.of(
          ErrorCode.UNAUTHENTICATED, "the issuer at " + issuer + " refuses client id or secret");
    }
    if (response.statusCode() != 200) {
      throw DomainException.unavailable(
          "the issuer at " + issuer + " answered with HTTP status " + response.statusCode(), null);
    }
    return minted(response.body().text());
  }

  private TokenCache.Minted minted(String body) {
    try {
      JsonElement tree = JsonParser.parseString(body);
      JsonObject granted = tree.getAsJsonObject();
      return new TokenCache.Minted(
          granted.get("access_token").getAsString(),
          clock.instant().plusSeconds(granted.get("expires_in").getAsLong()));
    } catch (JsonParseException | IllegalStateException | NullPointerException e) {
      // Without the cause, which may quote the token.
      throw DomainException.unavailable(
          "the issuer at " + issuer + " answered with something that is no token", null);
    }
  }
}
