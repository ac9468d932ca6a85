package org.aureole.platform.identity;

import java.net.URI;
import java.util.Objects;

/**
 * An OIDC issuer whose tokens a party accepts.
 *
 * @param issuer the exact {@code iss} of its tokens
 * @param keySet where its public keys are published as a JSON Web Key Set; configured, not
 *     discovered, so that no token can name the place of its own keys
 */
public record AcceptedIssuer(String issuer, URI keySet) {
  public AcceptedIssuer {
    if (issuer.isBlank()) {
      throw new IllegalArgumentException("an issuer has a name");
    }
    Objects.requireNonNull(keySet, "keySet");
  }
}
