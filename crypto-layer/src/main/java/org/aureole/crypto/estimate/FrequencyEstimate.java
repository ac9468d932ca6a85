package org.aureole.crypto.estimate;

import java.util.List;

/**
 * A reach with its frequency distribution. Each list has F entries; entry k − 1 is about frequency
 * k, and in {@code ratios} and {@code counts} the last one is about F and more. Immutable.
 *
 * @param reach persons reached
 * @param ratios of those reached, the part reached k times; they sum to 1, or to 0 for no reach
 * @param counts persons reached k times
 * @param kPlusRatios of those reached, the part reached k times or more
 * @param kPlusCounts persons reached k times or more
 */
public record FrequencyEstimate(
    Estimate reach,
    List<Estimate> ratios,
    List<Estimate> counts,
    List<Estimate> kPlusRatios,
    List<Estimate> kPlusCounts) {
  public FrequencyEstimate {
    ratios = List.copyOf(ratios);
    counts = List.copyOf(counts);
    kPlusRatios = List.copyOf(kPlusRatios);
    kPlusCounts = List.copyOf(kPlusCounts);
  }

  /** Builds the lists from ratios and the variances that a protocol gives them. */
  static FrequencyEstimate of(Estimate reach, double[] ratios, FrequencyVariance variance) {
    int maximum = ratios.length;
    double[] kPlus = new double[maximum];
    double tail = 0;
    for (int k = maximum; k >= 1; k--) {
      tail += ratios[k - 1];
      kPlus[k - 1] = Math.min(1, tail);
    }
    double r = reach.value();
    return new FrequencyEstimate(
        reach,
        list(ratios, 1, (k, p) -> variance.ofRatio(k, p, r)),
        list(ratios, r, (k, p) -> variance.ofCount(k, p, r)),
        list(kPlus, 1, (k, p) -> variance.ofKPlusRatio(k, p, r)),
        list(kPlus, r, (k, p) -> variance.ofKPlusCount(k, p, r)));
  }

  private static List<Estimate> list(double[] ratios, double unit, VarianceOfBucket variance) {
    Estimate[] estimates = new Estimate[ratios.length];
    for (int k = 1; k <= ratios.length; k++) {
      double ratio = ratios[k - 1];
      estimates[k - 1] = Estimate.ofVariance(ratio * unit, variance.of(k, ratio));
    }
    return List.of(estimates);
  }

  private interface VarianceOfBucket {
    double of(int frequency, double ratio);
  }
}
