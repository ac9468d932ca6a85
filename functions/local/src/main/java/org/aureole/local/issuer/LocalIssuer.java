package org.aureole.local.issuer;

import com.google.cloud.functions.HttpFunction;
import com.nimbusds.jwt.JWTClaimsSet;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.aureole.model.error.DomainException;
import org.aureole.platform.identity.AcceptedIssuer;
import org.aureole.platform.identity.TokenCache;
import org.aureole.platform.identity.TokenSource;

/**
 * The OIDC issuer of a local market: what Google's and AWS's identity services are in the cloud.
 *
 * <p>It signs ES256 tokens that live for fifteen minutes. Those inside the process get them by
 * {@link #tokenSource}; everybody else asks {@link #function} with client id and secret. The key
 * and the clients are in private files of one folder and survive restarts. Thread-safe.
 */
public final class LocalIssuer {
  static final Duration LIFETIME = Duration.ofMinutes(15);
  private static final int MAX_AUDIENCE_CHARS = 300;

  private final URI issuer;
  private final InstantSource clock;
  private final SigningKey key;
  private final ClientRegistry clients;

  /**
   * Opens the issuer, and makes its folder and key if there are none.
   *
   * @param issuer its base URL, without a slash at its end: where {@link #function} is served, and
   *     the {@code iss} of its tokens
   * @param folder holds {@code signing-key.jwk} and {@code clients.json}
   */
  public LocalIssuer(URI issuer, Path folder, InstantSource clock) {
    this.issuer = Objects.requireNonNull(issuer);
    this.clock = Objects.requireNonNull(clock);
    this.key = SigningKey.loadOrCreate(folder.resolve("signing-key.jwk"));
    this.clients = new ClientRegistry(folder.resolve("clients.json"));
  }

  /** What a party configures to accept this issuer's tokens. */
  public AcceptedIssuer acceptedIssuer() {
    return new AcceptedIssuer(issuer.toString(), URI.create(issuer + IssuerFunction.KEYS));
  }

  /**
   * Registers somebody outside the process, or gives them another secret.
   *
   * @param clientId becomes the {@code sub} of their tokens
   * @return their secret; only its hash is kept
   */
  public String register(String clientId) {
    return clients.register(clientId);
  }

  /** Forgets a client; their tokens run out by themselves. False when there was none. */
  public boolean remove(String clientId) {
    return clients.remove(clientId);
  }

  /** The registered clients. */
  public Set<String> clientIds() {
    return clients.ids();
  }

  /**
   * Tokens for somebody inside the process, who needs no secret.
   *
   * @param subject the {@code sub} of the tokens
   */
  public TokenSource tokenSource(String subject) {
    ClientRegistry.checkId(subject);
    return new TokenCache(audience -> mint(subject, audience), clock);
  }

  /** The issuer's HTTP side: discovery, keys and tokens. */
  public HttpFunction function() {
    return new IssuerFunction(this);
  }

  TokenCache.Minted mint(String subject, String audience) {
    if (audience.isBlank() || audience.length() > MAX_AUDIENCE_CHARS) {
      throw DomainException.invalid(
          "audience", "must be 1 to " + MAX_AUDIENCE_CHARS + " characters, a service's base URL");
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Instant expiry = now.plus(LIFETIME);
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer(issuer.toString())
            .subject(subject)
            .audience(audience)
            .issueTime(Date.from(now))
            .expirationTime(Date.from(expiry))
            .jwtID(UUID.randomUUID().toString())
            .build();
    return new TokenCache.Minted(key.sign(claims), expiry);
  }

  boolean isClient(String clientId, String secret) {
    return clients.verify(clientId, secret);
  }

  String publicKeySet() {
    return key.publicKeySet();
  }

  URI issuer() {
    return issuer;
  }
}
