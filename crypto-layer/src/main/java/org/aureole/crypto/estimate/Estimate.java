package org.aureole.crypto.estimate;

import org.aureole.model.error.DomainException;

/**
 * A result with its standard deviation, which covers sampling and noise. Immutable.
 *
 * @param value the result, at least 0: persons, impressions, units of time, or a ratio
 * @param standardDeviation in the same unit, at least 0
 */
public record Estimate(double value, double standardDeviation) {
  /** The 97.5 % point of the normal distribution. */
  public static final double NORMAL_95 = 1.959963984540054;

  public Estimate {
    if (!(value >= 0 && Double.isFinite(value))) {
      throw DomainException.invalid("value", "is " + value + "; a result is at least 0");
    }
    if (!(standardDeviation >= 0 && Double.isFinite(standardDeviation))) {
      throw DomainException.invalid(
          "standardDeviation", "is " + standardDeviation + "; it is at least 0");
    }
  }

  /** The estimate of that variance; tiny negative variances of rounding count as 0. */
  static Estimate ofVariance(double value, double variance) {
    return new Estimate(value, Math.sqrt(Math.max(0, variance)));
  }

  /** The interval that contains the truth in 95 % of measurements, by the normal approximation. */
  public ConfidenceInterval interval95() {
    double margin = NORMAL_95 * standardDeviation;
    return new ConfidenceInterval(Math.max(0, value - margin), value + margin);
  }
}
