package org.aureole.platform.identity;

import java.util.Optional;

/**
 * The identities that a party knows, kept as rows in its own database: a new party is data, never a
 * redeploy. Thread-safe.
 */
public interface PrincipalDirectory {
  /**
   * The party behind an identity.
   *
   * @param issuer the {@code iss} of a verified token
   * @param subject the {@code sub} of the same token
   * @return the principal, or empty where no row knows the pair
   * @throws org.aureole.model.error.DomainException UNAVAILABLE when the rows cannot be read
   */
  Optional<Principal> find(String issuer, String subject);
}
