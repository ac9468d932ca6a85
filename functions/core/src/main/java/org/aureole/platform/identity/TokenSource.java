package org.aureole.platform.identity;

/**
 * Where a party gets the OIDC tokens that say who it is: the metadata server in a cloud, the local
 * issuer in a local market. Thread-safe.
 */
public interface TokenSource {
  /**
   * A token of this party for one audience, valid for a minute at least. Implementations cache.
   *
   * @param audience the base URL of the service that will be called
   * @return a signed JWT in compact form; a secret, not to be logged
   * @throws org.aureole.model.error.DomainException UNAVAILABLE when the issuer does not answer,
   *     UNAUTHENTICATED when it refuses this party
   */
  String token(String audience);
}
