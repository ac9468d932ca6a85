package org.aureole.simulation.port;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.aureole.platform.admission.RateLimits;
import org.aureole.platform.identity.AcceptedIssuer;
import org.aureole.platform.identity.Authenticator;
import org.aureole.platform.identity.PrincipalDirectory;
import org.aureole.platform.identity.TokenSource;
import org.aureole.platform.identity.TokenVerifier;
import org.aureole.platform.limit.TokenBucket;
import org.aureole.simulation.world.VirtualClock;
import org.aureole.v1.OidcSubject;

/** The issuer of everybody's identity: real tokens, verified by the real verifier. */
public final class SimulatedIssuer {
  private static final String ISSUER = "https://issuer.example";
  private static final Duration LIFETIME = Duration.ofMinutes(55);
  private static final Duration AT_LEAST = Duration.ofMinutes(10);

  private final VirtualClock clock;
  private final ECKey key;
  private final Map<String, Token> tokens = new HashMap<>();

  private record Token(String compact, Instant expiry) {}

  public SimulatedIssuer(VirtualClock clock) {
    this.clock = clock;
    try {
      this.key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Forgets the tokens it gave out, as another world begins. */
  public void reset() {
    tokens.clear();
  }

  public OidcSubject identity(String subject) {
    return OidcSubject.newBuilder().setIssuer(ISSUER).setSubject(subject).build();
  }

  public TokenSource tokens(String subject) {
    return audience -> token(subject, audience);
  }

  private synchronized String token(String subject, String audience) {
    Token known = tokens.get(subject + " " + audience);
    if (known == null || known.expiry().isBefore(clock.instant().plus(AT_LEAST))) {
      Instant expiry = clock.instant().plus(LIFETIME);
      known = new Token(sign(subject, audience, expiry), expiry);
      tokens.put(subject + " " + audience, known);
    }
    return known.compact();
  }

  private String sign(String subject, String audience, Instant expiry) {
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer(ISSUER)
            .audience(audience)
            .subject(subject)
            .issueTime(Date.from(clock.instant()))
            .expirationTime(Date.from(expiry))
            .build();
    try {
      SignedJWT jwt =
          new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("k1").build(), claims);
      jwt.sign(new ECDSASigner(key));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Verifies tokens for one audience. */
  public Authenticator authenticator(URI audience, PrincipalDirectory directory) {
    TokenVerifier verifier =
        new TokenVerifier(
            audience.toString(),
            List.of(new AcceptedIssuer(ISSUER, URI.create(ISSUER + "/keys"))),
            uri -> new JWKSet(key.toPublicJWK()).toString(),
            clock,
            new TokenBucket(RateLimits.USUAL.unverified(), clock::nanoTime));
    return new Authenticator(verifier, directory);
  }
}
