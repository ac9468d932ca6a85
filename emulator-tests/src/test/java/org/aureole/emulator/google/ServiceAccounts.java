package org.aureole.emulator.google;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.aureole.v1.OidcSubject;

/**
 * Service accounts of several projects: their keys, their tokens, and which of them may borrow
 * which other's identity or signature. Thread-safe.
 */
public final class ServiceAccounts {
  /** What one account may do with another. */
  public enum Grant {
    /** {@code iam.serviceAccounts.getOpenIdToken}. */
    IDENTITY,
    /** {@code iam.serviceAccounts.signBlob}. */
    SIGNATURE
  }

  private static final Duration LIFETIME = Duration.ofHours(1);
  private static final int KEY_BITS = 2048;
  private static final int TOKEN_BYTES = 24;

  private final String issuer;
  private final RSAKey issuerKey;
  private final SecureRandom random = new SecureRandom();
  private final AtomicLong ids = new AtomicLong(100_000_000_000L);
  private final Map<String, Account> accounts = new ConcurrentHashMap<>();
  private final Map<String, String> callers = new ConcurrentHashMap<>();
  private final Set<String> grants = ConcurrentHashMap.newKeySet();

  private record Account(String uniqueId, KeyPair keys) {}

  /**
   * @param issuer the {@code iss} of their OIDC tokens
   */
  public ServiceAccounts(String issuer) {
    this.issuer = issuer;
    try {
      this.issuerKey = new RSAKeyGenerator(KEY_BITS).keyID("google").generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Makes an account unless it is there. */
  public void create(String email) {
    accounts.computeIfAbsent(
        email, key -> new Account(Long.toString(ids.incrementAndGet()), keyPair()));
  }

  private static KeyPair keyPair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(KEY_BITS);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Lets one account do something with another. */
  public void grant(String caller, Grant grant, String target) {
    grants.add(caller + " " + grant + " " + target);
  }

  boolean may(String caller, Grant grant, String target) {
    return grants.contains(caller + " " + grant + " " + target);
  }

  /** As whom an account is known by its OIDC tokens. */
  public OidcSubject identity(String email) {
    return OidcSubject.newBuilder().setIssuer(issuer).setSubject(account(email).uniqueId()).build();
  }

  /** A fresh access token. */
  public String accessToken(String email) {
    account(email);
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    String token = "ya29." + HexFormat.of().formatHex(bytes);
    callers.put("Bearer " + token, email);
    return token;
  }

  /** Whose access token an Authorization header holds. */
  Optional<String> caller(String authorization) {
    return Optional.ofNullable(authorization).map(callers::get);
  }

  /** An OIDC token of an account for one audience. */
  public String idToken(String email, String audience) {
    Instant now = Instant.now();
    try {
      SignedJWT token =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(issuerKey.getKeyID()).build(),
              new JWTClaimsSet.Builder()
                  .issuer(issuer)
                  .subject(account(email).uniqueId())
                  .audience(audience)
                  .claim("email", email)
                  .claim("email_verified", true)
                  .issueTime(Date.from(now))
                  .expirationTime(Date.from(now.plus(LIFETIME)))
                  .build());
      token.sign(new RSASSASigner(issuerKey));
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whose OIDC token for an audience an Authorization header holds: the e-mail address. */
  Optional<String> bearer(String authorization, String audience) {
    if (authorization == null || !authorization.startsWith("Bearer ")) {
      return Optional.empty();
    }
    try {
      SignedJWT token = SignedJWT.parse(authorization.substring("Bearer ".length()));
      JWTClaimsSet claims = token.getJWTClaimsSet();
      boolean valid =
          token.verify(new RSASSAVerifier(issuerKey.toRSAPublicKey()))
              && claims.getAudience().contains(audience)
              && claims.getExpirationTime().after(new Date());
      return valid ? Optional.of(claims.getStringClaim("email")) : Optional.empty();
    } catch (ParseException | JOSEException e) {
      return Optional.empty();
    }
  }

  /** The keys by which OIDC tokens are verified. */
  String keySet() {
    return new JWKSet(issuerKey.toPublicJWK()).toString();
  }

  byte[] sign(String email, byte[] bytes) {
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(account(email).keys().getPrivate());
      signature.update(bytes);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** By which signatures of an account are verified. */
  public PublicKey publicKey(String email) {
    return account(email).keys().getPublic();
  }

  private Account account(String email) {
    Account account = accounts.get(email);
    if (account == null) {
      throw new IllegalArgumentException("there is no account " + email);
    }
    return account;
  }
}
