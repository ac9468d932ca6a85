package org.aureole.platform.identity;

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
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.aureole.platform.admission.RateLimits;
import org.aureole.platform.limit.TokenBucket;

/**
 * An issuer inside the test: real ES256 tokens, verified by the real {@link TokenVerifier}, with
 * one subject per role. Its clock stands still.
 */
public final class TestTokens {
  public static final String ISSUER = "https://issuer.example";

  private final String audience;
  private final Instant now;
  private final ECKey key;

  public TestTokens(String audience, Instant now) {
    this.audience = audience;
    this.now = now;
    try {
      this.key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A valid token of the one party that has this role. */
  public String of(Role role) {
    return of(role.name().toLowerCase(Locale.ROOT), audience, now);
  }

  /** A token of any subject for any audience, issued then and valid for ten minutes. */
  public String of(String subject, String forAudience, Instant issued) {
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer(ISSUER)
            .audience(forAudience)
            .subject(subject)
            .issueTime(Date.from(issued))
            .expirationTime(Date.from(issued.plusSeconds(600)))
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

  /** Verifies these tokens and knows every role but UNREGISTERED. */
  public Authenticator authenticator() {
    return authenticator(TestTokens::find);
  }

  /** Verifies these tokens and knows whom the directory knows. */
  public Authenticator authenticator(PrincipalDirectory directory) {
    TokenVerifier verifier =
        new TokenVerifier(
            audience,
            List.of(new AcceptedIssuer(ISSUER, URI.create(ISSUER + "/keys"))),
            uri -> new JWKSet(key.toPublicJWK()).toString(),
            InstantSource.fixed(now),
            new TokenBucket(RateLimits.NONE.unverified(), System::nanoTime));
    return new Authenticator(verifier, directory);
  }

  private static Optional<Principal> find(String issuer, String subject) {
    Role role = Role.valueOf(subject.toUpperCase(Locale.ROOT));
    String party =
        switch (role) {
          case MEASUREMENT_CONSUMER -> "measurementConsumers/mc1";
          case DATA_PROVIDER -> "dataProviders/edp1";
          case DUCHY -> "duchies/worker1";
          default -> "";
        };
    return role == Role.UNREGISTERED
        ? Optional.empty()
        : Optional.of(new Principal(role, party, issuer, subject));
  }
}
