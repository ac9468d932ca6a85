package org.aureole.crypto.budget;

import java.util.function.DoubleUnaryOperator;
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

  /** As good as 0: an answer with so little ε would hold nothing but noise. */
  private static final double SMALLEST_EPSILON = 1e-9;

  private AcdpComposition() {}

  /** Whether the promise of a budget covers charges of that sum. */
  public static boolean covers(PrivacyParameters budget, AcdpCharge total) {
    return leastDelta(total, budget.epsilon()) <= budget.delta();
  }

  /**
   * The least δ that the bound gives for that ε, in [0, 1]: what is (ε', δ)-private with a smaller
   * ε' is (ε, δ)-private, too, and the bound is often the better one there, as e^ε grows faster
   * than the rest falls. So a larger ε never takes a larger δ.
   *
   * @param total the sum of all charges
   * @param epsilon ε, above 0
   */
  public static double leastDelta(AcdpCharge total, double epsilon) {
    double least = delta(total, epsilon);
    // Beyond, the first term alone is 1; without it the bound falls all the way.
    double most = Math.min(epsilon, Math.log(1 / total.theta() - 1));
    if (total.theta() == 0 || !(most > 0)) {
      return least;
    }
    return Math.min(least, least(e -> delta(total, e), Math.min(SMALLEST_EPSILON, most), most));
  }

  /**
   * The δ of the bound at that ε, in [0, 1].
   *
   * @param total the sum of all charges
   * @param epsilon ε, above 0
   */
  public static double delta(AcdpCharge total, double epsilon) {
    if (!(epsilon > 0 && Double.isFinite(epsilon))) {
      throw DomainException.invalid("epsilon", "is " + epsilon + "; it is a number above 0");
    }
    double truncation = total.theta() == 0 ? 0 : (Math.exp(epsilon) + 1) * total.theta();
    double concentrated = total.rho() == 0 ? 0 : Math.exp(leastLogDelta(total.rho(), epsilon));
    return Math.min(1, truncation + concentrated);
  }

  private static double leastLogDelta(double rho, double epsilon) {
    double low = Math.max(1.001, (epsilon + rho) / (2 * rho));
    double high = Math.max((epsilon + rho + 1) / (2 * rho), 2);
    return least(alpha -> logDelta(alpha, rho, epsilon), low, high);
  }

  /** Golden-section search for the least value of a function with one minimum in the interval. */
  private static double least(DoubleUnaryOperator function, double from, double to) {
    double low = from;
    double high = to;
    double left = high - GOLDEN * (high - low);
    double right = low + GOLDEN * (high - low);
    double atLeft = function.applyAsDouble(left);
    double atRight = function.applyAsDouble(right);
    while (high - low > RELATIVE_PRECISION * high) {
      if (atLeft < atRight) {
        high = right;
        right = left;
        atRight = atLeft;
        left = high - GOLDEN * (high - low);
        atLeft = function.applyAsDouble(left);
      } else {
        low = left;
        left = right;
        atLeft = atRight;
        right = low + GOLDEN * (high - low);
        atRight = function.applyAsDouble(right);
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
