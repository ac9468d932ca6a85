package org.aureole.crypto.sketch;

/**
 * The exponential integral E₁(x) = ∫ₓ^∞ e^(−t)/t dt, to about 15 digits: the power series up to 1,
 * the continued fraction above (Abramowitz and Stegun, 5.1.11 and 5.1.22, the latter contracted).
 */
public final class ExponentialIntegral {
  private static final double EULER = 0.5772156649015329;
  private static final double PRECISION = 0x1p-54;
  private static final int MOST_STEPS = 500;

  /** From here on the value is below the least positive double. */
  private static final double VANISHING = 750;

  private ExponentialIntegral() {}

  /**
   * The value of E₁.
   *
   * @param x above 0
   */
  public static double e1(double x) {
    if (!(x > 0)) {
      throw new IllegalArgumentException("E1 is wanted of " + x + "; it is defined above 0");
    }
    if (x > VANISHING) {
      return 0;
    }
    return x <= 1 ? series(x) : fraction(x);
  }

  /** −γ − ln x − Σ (−x)ᵏ/(k·k!). */
  private static double series(double x) {
    double sum = 0;
    double power = 1;
    for (int k = 1; k <= MOST_STEPS; k++) {
      power *= -x / k;
      double term = power / k;
      sum += term;
      if (Math.abs(term) < PRECISION * Math.abs(sum)) {
        break;
      }
    }
    return -EULER - Math.log(x) - sum;
  }

  /** e^(−x)/(x + 1 − 1²/(x + 3 − 2²/(x + 5 − …))), by the method of Lentz. */
  private static double fraction(double x) {
    double b = x + 1;
    double c = Double.MAX_VALUE;
    double d = 1 / b;
    double value = d;
    for (int k = 1; k <= MOST_STEPS; k++) {
      double a = -(double) k * k;
      b += 2;
      d = 1 / (a * d + b);
      c = b + a / c;
      double factor = c * d;
      value *= factor;
      if (Math.abs(factor - 1) < PRECISION * 2) {
        break;
      }
    }
    return value * Math.exp(-x);
  }
}
