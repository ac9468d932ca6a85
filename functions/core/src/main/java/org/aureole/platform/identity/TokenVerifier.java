package org.aureole.platform.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.platform.limit.TokenBucket;

/**
 * Decides whether a bearer token is good for this party.
 *
 * <p>A token is good when it is a JWS in compact form, signed by RS256 or ES256 with a key that an
 * accepted issuer publishes under the token's key id; when {@code iss} is that issuer, {@code aud}
 * is this party's audience and nothing else, {@code sub} is there; when {@code iat}, {@code nbf}
 * and {@code exp} hold at the current time within 60 s; and when it lives for an hour at most.
 * Rules after RFC 8725 (JSON Web Token best current practices).
 *
 * <p>The signature, which is what costs, is looked at last, and of tokens that this verifier has
 * not seen verify only as often as a bucket allows that all callers share. A good token gives back
 * what it took, so the bucket is emptied by bad ones alone. Thread-safe.
 */
public final class TokenVerifier {
  private static final Duration SKEW = Duration.ofSeconds(60);
  private static final Duration MAX_LIFETIME = Duration.ofHours(1);
  private static final int MAX_TOKEN_CHARS = 16 * 1024;
  private static final int MIN_RSA_BITS = 2048;

  private final String audience;
  private final Map<String, IssuerKeys> issuers;
  private final InstantSource clock;
  private final TokenBucket unverified;
  private final SeenSignatures seen = new SeenSignatures();

  /**
   * A verifier for one audience.
   *
   * @param audience the exact {@code aud} that names this party, its public base URL
   * @param issuers the issuers whose tokens count, each with its own keys
   * @param fetcher reads their key sets
   * @param clock the current time
   * @param unverified what is taken for the check of a signature and given back if it verifies
   */
  public TokenVerifier(
      String audience,
      Collection<AcceptedIssuer> issuers,
      KeySetFetcher fetcher,
      InstantSource clock,
      TokenBucket unverified) {
    this.audience = Objects.requireNonNull(audience);
    this.clock = Objects.requireNonNull(clock);
    this.unverified = Objects.requireNonNull(unverified);
    Map<String, IssuerKeys> keys = new HashMap<>();
    for (AcceptedIssuer issuer : issuers) {
      if (keys.put(issuer.issuer(), new IssuerKeys(issuer, fetcher, clock)) != null) {
        throw new IllegalArgumentException("issuer " + issuer.issuer() + " is given twice");
      }
    }
    this.issuers = Map.copyOf(keys);
  }

  /**
   * Checks a token.
   *
   * @throws DomainException UNAUTHENTICATED with the rule that is broken; UNAVAILABLE when the
   *     issuer's keys cannot be had; RESOURCE_EXHAUSTED while too many bad tokens come
   */
  public VerifiedToken verify(String compact) {
    if (compact.length() > MAX_TOKEN_CHARS) {
      throw refused("it is longer than " + MAX_TOKEN_CHARS + " characters");
    }
    SignedJWT jwt;
    JWTClaimsSet claims;
    try {
      jwt = SignedJWT.parse(compact);
      claims = jwt.getJWTClaimsSet();
    } catch (ParseException | IllegalArgumentException e) {
      throw refused("it is not a signed JSON Web Token");
    }
    JWSHeader header = jwt.getHeader();
    checkHeader(header);
    String issuer = claims.getIssuer();
    IssuerKeys keys = issuer == null ? null : issuers.get(issuer);
    if (keys == null) {
      throw refused("its issuer is not one that this party accepts");
    }
    JWK key =
        keys.find(header.getKeyID())
            .orElseThrow(() -> refused("its issuer publishes no key of the token's key id"));
    VerifiedToken token = checkClaims(claims);
    if (!seen.contains(compact, key)) {
      checkUnseen(jwt, key);
      seen.add(compact, key);
    }
    return token;
  }

  private void checkUnseen(SignedJWT jwt, JWK key) {
    Optional<Duration> wait = unverified.take();
    if (wait.isPresent()) {
      throw DomainException.exhausted(
          "too many bearer tokens that do not verify come to this party; try again in a moment",
          wait.get());
    }
    checkSignature(jwt, key);
    unverified.giveBack();
  }

  private static void checkHeader(JWSHeader header) {
    JWSAlgorithm algorithm = header.getAlgorithm();
    if (!JWSAlgorithm.RS256.equals(algorithm) && !JWSAlgorithm.ES256.equals(algorithm)) {
      throw refused("it must be signed with RS256 or ES256");
    }
    if (header.getKeyID() == null || header.getKeyID().isEmpty()) {
      throw refused("its header names no key id (kid)");
    }
    if (header.getCriticalParams() != null) {
      throw refused("its header has critical parameters, and this party knows none");
    }
  }

  private static void checkSignature(SignedJWT jwt, JWK key) {
    try {
      if (!jwt.verify(verifierFor(jwt.getHeader().getAlgorithm(), key))) {
        throw refused("its signature does not verify");
      }
    } catch (JOSEException | IllegalStateException e) {
      throw refused("its signature does not verify");
    }
  }

  /** The key type must fit the algorithm, so that no key is used for what it was not made for. */
  private static JWSVerifier verifierFor(JWSAlgorithm algorithm, JWK key) throws JOSEException {
    if (JWSAlgorithm.RS256.equals(algorithm)
        && key instanceof RSAKey rsa
        && rsa.size() >= MIN_RSA_BITS) {
      return new RSASSAVerifier(rsa);
    }
    if (JWSAlgorithm.ES256.equals(algorithm)
        && key instanceof ECKey ec
        && Curve.P_256.equals(ec.getCurve())) {
      return new ECDSAVerifier(ec);
    }
    throw refused("the key of its key id is not one for " + algorithm.getName());
  }

  private VerifiedToken checkClaims(JWTClaimsSet claims) {
    if (!List.of(audience).equals(claims.getAudience())) {
      throw refused("its audience must be exactly " + audience);
    }
    String subject = claims.getSubject();
    if (subject == null || subject.isBlank()) {
      throw refused("it names no subject (sub)");
    }
    if (subject.length() > OidcLimits.SUBJECT_CHARS) {
      throw refused("its subject (sub) is longer than " + OidcLimits.SUBJECT_CHARS);
    }
    if (subject.chars().anyMatch(Character::isISOControl)) {
      throw refused("its subject (sub) holds a control character");
    }
    if (claims.getExpirationTime() == null || claims.getIssueTime() == null) {
      throw refused("it must state when it was issued (iat) and when it expires (exp)");
    }
    Instant now = clock.instant();
    Instant issued = claims.getIssueTime().toInstant();
    Instant expiry = claims.getExpirationTime().toInstant();
    if (!now.isBefore(expiry.plus(SKEW))) {
      throw refused("it expired at " + expiry);
    }
    if (issued.isAfter(now.plus(SKEW))) {
      throw refused("it was issued in the future, at " + issued);
    }
    if (claims.getNotBeforeTime() != null
        && claims.getNotBeforeTime().toInstant().isAfter(now.plus(SKEW))) {
      throw refused("it is not valid before " + claims.getNotBeforeTime().toInstant());
    }
    if (expiry.isAfter(issued.plus(MAX_LIFETIME))) {
      throw refused("it lives for longer than " + MAX_LIFETIME.toMinutes() + " minutes");
    }
    return new VerifiedToken(claims.getIssuer(), subject, expiry);
  }

  private static DomainException refused(String why) {
    return DomainException.of(ErrorCode.UNAUTHENTICATED, "the bearer token is refused: " + why);
  }
}
