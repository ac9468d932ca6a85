package org.aureole.crypto.consent;

import java.util.Objects;

/**
 * A signing key and the certificates that say whose it is.
 *
 * @param signer the private key of the chain's leaf
 * @param chain leaf first, without the root
 */
public record SigningIdentity(Signer signer, CertificateChain chain) {
  /** Checks that neither is null. */
  public SigningIdentity {
    Objects.requireNonNull(signer);
    Objects.requireNonNull(chain);
  }
}
