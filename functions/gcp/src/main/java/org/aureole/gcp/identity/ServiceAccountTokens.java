package org.aureole.gcp.identity;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.text.ParseException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.Objects;
import org.aureole.gcp.client.RestService;
import org.aureole.model.error.DomainException;
import org.aureole.platform.identity.TokenCache;
import org.aureole.platform.identity.TokenSource;

/**
 * OIDC tokens of the party's own service account, through the IAM Credentials API: the issuer is
 * Google, the subject the account's unique id. Each function of a party runs as an account of its
 * own with few permissions; to others they all are the party. Thread-safe.
 */
public final class ServiceAccountTokens implements TokenSource {
  private final RestService service;
  private final URI method;
  private final String account;
  private final TokenCache cache;

  /**
   * @param service called as an account with the permission {@code
   *     iam.serviceAccounts.getOpenIdToken} on {@code account}
   * @param endpoint {@link IamSigner#SERVICE}, or what stands in for it on this machine
   * @param account the e-mail address of the party's service account
   */
  public ServiceAccountTokens(
      RestService service, URI endpoint, String account, InstantSource clock) {
    this.service = Objects.requireNonNull(service);
    this.account = Objects.requireNonNull(account);
    this.method =
        URI.create(endpoint + "/v1/projects/-/serviceAccounts/" + account + ":generateIdToken");
    this.cache = new TokenCache(this::mint, clock);
  }

  private TokenCache.Minted mint(String audience) {
    JsonObject request = new JsonObject();
    request.addProperty("audience", audience);
    request.addProperty("includeEmail", true);
    JsonObject reply = service.post(method, request);
    if (!(reply.get("token") instanceof JsonPrimitive token) || !token.isString()) {
      throw DomainException.unavailable("IAM answered without a token of " + account, null);
    }
    return new TokenCache.Minted(token.getAsString(), expiry(token.getAsString()));
  }

  private Instant expiry(String token) {
    try {
      Date expiry = SignedJWT.parse(token).getJWTClaimsSet().getExpirationTime();
      if (expiry != null) {
        return expiry.toInstant();
      }
    } catch (ParseException e) {
      // Told below, and not as the cause: its text may quote the token.
    }
    throw DomainException.unavailable("IAM answered with no token of " + account, null);
  }

  @Override
  public String token(String audience) {
    return cache.token(audience);
  }
}
