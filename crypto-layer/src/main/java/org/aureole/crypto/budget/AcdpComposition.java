package org.aureole.crypto.budget;

import org.aureole.crypto.noise.PrivacyParameters;
import org.aureole.model.error.DomainException;

/**
 * What summed charges amount to as (ε, δ)-differential privacy:
 *
 * <pre>δ(ε) = min over α of (e^ε + 1)·Θ + e^{(α−1)(αR−ε)}/(α−1)·(1 − 1/α)^α</pre>
 *
 * with R the sum of ρ and Θ of θ. Every α gives a valid bound; the search only tightens it.
 */
public final class AcdpComposition {
  private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;
  private static final double RELATIVE_PRECISION = 1e-10;

  private AcdpComposition() {}

  /** Whether the promise of a budget covers charges of that sum. */
  public static boolean covers(PrivacyParameters budget, AcdpCharge total) {
    return delta(total, budget.epsilon()) <= budget.delta();
  }

  /**
   * The least δ at that ε, in [0, 1].
   *
   * @param total the sum of all charges
   * @param epsilon ε, above 0
   */
  public static double delta(AcdpCharge total, double epsilon) {
    if (!(epsilon > 0 && Double.isFinite(epsilon))) {
      throw DomainException.invalid("epsilon", "is " + epsilon + "; it is a number above 0");
    }
    double truncation = (Math.exp(epsilon) + 1) * total.theta();
    double concentrated = total.rho() == 0 ? 0 : Math.exp(leastLogDelta(total.rho(), epsilon));
    return Math.min(1, truncation + concentrated);
  }

  /** Golden-section search on the logarithm, which has one minimum in the interval. */
  private static double leastLogDelta(double rho, double epsilon) {
    double low = Math.max(1.001, (epsilon + rho) / (2 * rho));
    double high = Math.max((epsilon + rho + 1) / (2 * rho), 2);
    double left = high - GOLDEN * (high - low);
    double right = low + GOLDEN * (high - low);
    double atLeft = logDelta(left, rho, epsilon);
    double atRight = logDelta(right, rho, epsilon);
    while (high - low > RELATIVE_PRECISION * high) {
      if (atLeft < atRight) {
        high = right;
        right = left;
        atRight = atLeft;
        left = high - GOLDEN * (high - low);
        atLeft = logDelta(left, rho, epsilon);
      } else {
        low = left;
        left = right;
        atLeft = atRight;
        right = low + GOLDEN * (high - low);
        atRight = logDelta(right, rho, epsilon);
      }
    }
    return Math.min(atLeft, atRight);
  }

  private static double logDelta(double alpha, double rho, double epsilon) {
    return (alpha - 1) * (alpha * rho - epsilon)
        - Math.log(alpha - 1)
        + alpha * Math.log1p(-1 / alpha);
  }
}
