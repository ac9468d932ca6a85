package org.aureole.platform.spec;

import org.aureole.crypto.noise.PrivacyParameters;
import org.aureole.v1.DifferentialPrivacyParams;

/** The promises of privacy of a spec, as the noise of the crypto layer takes them. */
public final class Promises {
  private Promises() {}

  /**
   * One promise.
   *
   * @throws org.aureole.model.error.DomainException INVALID_ARGUMENT unless 0 &lt; ε and 0 &lt; δ
   *     &lt; 1
   */
  public static PrivacyParameters of(DifferentialPrivacyParams params) {
    return new PrivacyParameters(params.getEpsilon(), params.getDelta());
  }
}
