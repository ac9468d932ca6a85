package org.aureole.crypto.estimate;

import org.apache.commons.numbers.gamma.IncompleteBeta;
import org.aureole.crypto.sketch.ExponentialIntegral;
import org.aureole.crypto.sketch.LegionsParameters;

/**
 * Variances of what a Liquid Legions sketch tells in which colliding keys cannot be resolved, as in
 * Liquid Legions V2: of the sketch itself, of sampling, and of the noise that the Duchies add, V_r
 * on the number of active registers and V_f on the number of each frequency. Immutable.
 *
 * <p>With p_i the probability of register i, S_k(y) = Σ p_i^k·(1−p_i)^y, taken as the integral over
 * the exponential density: with c = a/(m(1−e^(−a))),
 *
 * <pre>
 * S₀(y) = (m/a)·[E₁(c·e^(−a)·y) − E₁(c·y)]
 * S_k(y) = (m/a)·[B(c; k, y+1) − B(c·e^(−a); k, y+1)]
 * </pre>
 *
 * <p>B being the incomplete beta function. Clamping and rounding are not accounted for.
 */
public final class LegionsVariance implements FrequencyVariance {
  private static final double LEAST_SUM = 1e-16;

  private final SampleDesign design;
  private final LegionsParameters sketch;
  private final int maximumFrequency;
  private final double reachNoise;
  private final double frequencyNoise;
  private final double mostLikely;
  private final double leastLikely;

  /**
   * @param maximumFrequency F; 1 for a reach
   * @param reachNoise V_r, at least 0
   * @param frequencyNoise V_f, at least 0
   */
  public LegionsVariance(
      SampleDesign design,
      LegionsParameters sketch,
      int maximumFrequency,
      double reachNoise,
      double frequencyNoise) {
    this.design = design;
    this.sketch = sketch;
    this.maximumFrequency = maximumFrequency;
    this.reachNoise = reachNoise;
    this.frequencyNoise = frequencyNoise;
    double a = sketch.decayRate();
    double first = a / (sketch.registers() * -Math.expm1(-a));
    this.mostLikely = Math.min(1, first);
    this.leastLikely = mostLikely * Math.exp(-a);
  }

  /**
   * Of the reach, with y = max(1, R·w): [S₀(y) − S₀(2y) + y·S₂(2y) − y·S₁(y)² + V_r]/(w·S₁(y))² and
   * the variance of sampling.
   */
  public double ofReach(double reach) {
    double w = design.width();
    double y = Math.max(1, reach * w);
    double slope = sum(1, y);
    double registers = sum(0, y) - sum(0, 2 * y) + y * sum(2, 2 * y) - y * slope * slope;
    double scaled = (registers + reachNoise) / (w * w * slope * slope);
    return Math.max(0, scaled + design.countCovariance(reach, reach) / (w * w));
  }

  @Override
  public double ofRatio(int frequency, double ratio, double reach) {
    return ratioVariance(1, ratio, reach);
  }

  @Override
  public double ofKPlusRatio(int frequency, double ratio, double reach) {
    return ratioVariance(maximumFrequency - frequency + 1, ratio, reach);
  }

  @Override
  public double ofCount(int frequency, double ratio, double reach) {
    return countVariance(ratio, reach, ofRatio(frequency, ratio, reach));
  }

  @Override
  public double ofKPlusCount(int frequency, double ratio, double reach) {
    return countVariance(ratio, reach, ofKPlusRatio(frequency, ratio, reach));
  }

  /** Of a ratio that sums that many of the F buckets, by the delta method. */
  private double ratioVariance(int buckets, double p, double reach) {
    boolean isAll = buckets == maximumFrequency;
    double registers = expectedSingle(reach * design.width());
    if (SmallReach.is(reach, ofReach(reach)) || registers < 1) {
      return SmallReach.ratioVariance(isAll);
    }
    if (isAll) {
      return 0;
    }
    double all = varianceOfSingle(reach * design.width());
    double z = p * (1 - p) / reach;
    double part = (p * p - z) * all + z * registers * (reach - registers);
    double noisyAll = all + maximumFrequency * frequencyNoise;
    double noisyPart = part + buckets * frequencyNoise;
    double covariance = p * all + buckets * frequencyNoise;
    double variance = p * p * noisyAll + noisyPart - 2 * p * covariance;
    return Math.max(0, variance / (registers * registers));
  }

  /** Of the product of two independent estimates. */
  private double countVariance(double ratio, double reach, double ratioVariance) {
    double reachVariance = ofReach(reach);
    return ratioVariance * reachVariance
        + ratioVariance * reach * reach
        + reachVariance * ratio * ratio;
  }

  /** The expected number of registers that exactly one of x sampled persons falls into. */
  private double expectedSingle(double x) {
    return x < 2 ? 0 : x * sum(1, x - 1);
  }

  private double varianceOfSingle(double x) {
    if (x < 3) {
      return 0;
    }
    double expected = expectedSingle(x);
    double both = sum(1, x - 2) * sum(1, x - 2) - sum(2, 2 * x - 4);
    double shared = sum(2, x - 2);
    double slope = sum(1, x - 1) - x * sum(2, x - 1);
    return expected
        + x * (x - 1) * both
        - x * x * x * shared * shared
        - expected * expected
        + x * (1 - design.width()) * slope * slope;
  }

  /** S_k(y), for y above 0. */
  private double sum(int k, double y) {
    double scale = sketch.registers() / sketch.decayRate();
    double integral =
        k == 0
            ? ExponentialIntegral.e1(leastLikely * y) - ExponentialIntegral.e1(mostLikely * y)
            : IncompleteBeta.value(mostLikely, k, y + 1)
                - IncompleteBeta.value(leastLikely, k, y + 1);
    return Math.max(LEAST_SUM, scale * integral);
  }
}
