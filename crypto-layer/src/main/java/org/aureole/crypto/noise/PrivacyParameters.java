package org.aureole.crypto.noise;

import org.aureole.model.error.DomainException;

/**
 * The promise of (ε, δ)-differential privacy that one released quantity makes. Immutable.
 *
 * @param epsilon above 0, finite
 * @param delta in (0, 1)
 */
public record PrivacyParameters(double epsilon, double delta) {
  public PrivacyParameters {
    if (!(epsilon > 0 && Double.isFinite(epsilon))) {
      throw DomainException.invalid("epsilon", "is " + epsilon + "; it is a number above 0");
    }
    if (!(delta > 0 && delta < 1)) {
      throw DomainException.invalid("delta", "is " + delta + "; it is between 0 and 1, exclusive");
    }
  }

  /** The same ε with a part of δ; fractions that sum to 1 split the promise. */
  PrivacyParameters withShareOfDelta(double fraction) {
    return new PrivacyParameters(epsilon, delta * fraction);
  }
}
