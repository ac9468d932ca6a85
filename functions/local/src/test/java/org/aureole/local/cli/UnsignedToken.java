package org.aureole.local.cli;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

/** A token as the command line takes it from a token command: it looks at times and audience. */
public final class UnsignedToken {
  private static final Duration LIFETIME = Duration.ofHours(1);

  private UnsignedToken() {}

  /** One for an audience, for an hour. */
  public static String of(String audience) {
    return new PlainJWT(
            new JWTClaimsSet.Builder()
                .audience(audience)
                .expirationTime(Date.from(Instant.now().plus(LIFETIME)))
                .build())
        .serialize();
  }
}
