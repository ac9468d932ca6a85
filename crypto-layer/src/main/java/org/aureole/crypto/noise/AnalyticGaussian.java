package org.aureole.crypto.noise;

import org.apache.commons.numbers.gamma.Erfc;
import org.apache.commons.numbers.gamma.Erfcx;
import org.aureole.model.error.DomainException;

/**
 * The scale of Gaussian noise by the analytic mechanism (Balle and Wang, "Improving the Gaussian
 * Mechanism for Differential Privacy", 2018): the least σ with
 *
 * <pre>Φ(Δ/2σ − εσ/Δ) − e^ε·Φ(−Δ/2σ − εσ/Δ) ≤ δ.</pre>
 *
 * <p>Evaluated in the upper tail: with a = εσ/Δ − Δ/2σ and b = εσ/Δ + Δ/2σ the left side is
 * φ(a)·(M(a) − M(b)), M being Mills' ratio Q/φ, because φ(a) = e^ε·φ(b). Nothing is subtracted from
 * 1, so δ of any size, 10⁻³⁰ as well as 10⁻¹, gives σ to about 10 digits or better.
 */
public final class AnalyticGaussian {
  private static final double SQRT2 = Math.sqrt(2);
  private static final double SQRT_HALF_PI = Math.sqrt(Math.PI / 2);
  private static final double LARGEST_SCALE = 0x1p40;

  private AnalyticGaussian() {}

  /**
   * The least σ that keeps the promise.
   *
   * @param sensitivity Δ, the largest Euclidean change that one VID makes, above 0 and finite
   * @throws DomainException INVALID_ARGUMENT if the promise needs σ/Δ above 2⁴⁰
   */
  public static double sigma(PrivacyParameters privacy, double sensitivity) {
    if (!(sensitivity > 0 && Double.isFinite(sensitivity))) {
      throw DomainException.invalid(
          "sensitivity", "is " + sensitivity + "; it is a number above 0");
    }
    double high = 1;
    while (delta(privacy.epsilon(), high) > privacy.delta()) {
      high *= 2;
      if (high > LARGEST_SCALE) {
        throw DomainException.invalid(
            "epsilon",
            privacy.epsilon() + " with delta " + privacy.delta() + " asks for unbounded noise");
      }
    }
    double low = high / 2;
    while (delta(privacy.epsilon(), low) <= privacy.delta()) {
      high = low;
      low /= 2;
    }
    for (double middle = (low + high) / 2;
        middle > low && middle < high;
        middle = (low + high) / 2) {
      if (delta(privacy.epsilon(), middle) > privacy.delta()) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high * sensitivity;
  }

  /**
   * The δ of Gaussian noise.
   *
   * @param epsilon above 0
   * @param scale σ/Δ, above 0
   */
  public static double delta(double epsilon, double scale) {
    double a = epsilon * scale - 0.5 / scale;
    double b = epsilon * scale + 0.5 / scale;
    double density = Math.exp(-a * a / 2) / Math.sqrt(2 * Math.PI);
    return a > 0
        ? density * (mills(a) - mills(b))
        : 0.5 * Erfc.value(a / SQRT2) - density * mills(b);
  }

  private static double mills(double x) {
    return SQRT_HALF_PI * Erfcx.value(x / SQRT2);
  }
}
