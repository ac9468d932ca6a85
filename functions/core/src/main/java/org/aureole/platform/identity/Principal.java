package org.aureole.platform.identity;

import java.util.Objects;

/**
 * Who calls: a verified identity and the party it stands for. Immutable.
 *
 * @param role in what capacity
 * @param party the resource name of the party, such as {@code dataProviders/edp1}; empty for {@link
 *     Role#OPERATOR}, {@link Role#KINGDOM}, {@link Role#PLATFORM} and {@link Role#UNREGISTERED}
 *     where the party that is called has no name for them
 * @param issuer the {@code iss} of the token
 * @param subject the {@code sub} of the token
 */
public record Principal(Role role, String party, String issuer, String subject) {
  public Principal {
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(party, "party");
    Objects.requireNonNull(issuer, "issuer");
    Objects.requireNonNull(subject, "subject");
    boolean named =
        role == Role.MEASUREMENT_CONSUMER || role == Role.DATA_PROVIDER || role == Role.DUCHY;
    if (named && party.isEmpty()) {
      throw new IllegalArgumentException("a " + role + " has a resource name");
    }
  }

  /** A valid identity for which the called party has no row. */
  public static Principal unregistered(VerifiedToken token) {
    return new Principal(Role.UNREGISTERED, "", token.issuer(), token.subject());
  }
}
