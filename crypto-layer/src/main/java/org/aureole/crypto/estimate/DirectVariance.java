package org.aureole.crypto.estimate;

/**
 * Variances of what one data provider computes in clear. Formulas for sums with the population
 * known, for ratios of a noisy, normalised histogram by the delta method. Immutable.
 */
public final class DirectVariance {
  private final SampleDesign design;

  public DirectVariance(SampleDesign design) {
    this.design = design;
  }

  /**
   * Of a reach, [R·(U−R)·w(1−w)/(U−1) + V]/w².
   *
   * @param noiseVariance V of the noise on the count in the sample
   */
  public double ofReach(double reach, double noiseVariance) {
    return ofSum(reach, 1, noiseVariance);
  }

  /**
   * Of a sum of capped numbers, such as impressions or watch time; an upper bound, reached if every
   * person has none or the cap.
   *
   * @param value the sum over the population
   * @param cap the largest number of one person
   * @param noiseVariance V of the noise on the sum in the sample
   */
  public double ofSum(double value, double cap, double noiseVariance) {
    double w = design.width();
    return (design.sumVariance(value, cap) + noiseVariance) / (w * w);
  }

  /**
   * The variances of a frequency distribution whose F buckets each carry noise of their own, next
   * to a reach with its own.
   *
   * @param maximumFrequency F
   * @param reachNoiseVariance of the noise on the reach in the sample
   * @param frequencyNoiseVariance of the noise on each bucket in the sample
   */
  public FrequencyVariance frequency(
      int maximumFrequency, double reachNoiseVariance, double frequencyNoiseVariance) {
    return new Frequency(this, maximumFrequency, reachNoiseVariance, frequencyNoiseVariance);
  }

  /** See {@link DirectVariance#frequency}. */
  record Frequency(
      DirectVariance direct, int maximumFrequency, double reachNoise, double frequencyNoise)
      implements FrequencyVariance {
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

    /** Of a ratio that sums that many of the F buckets. */
    private double ratioVariance(int buckets, double p, double reach) {
      boolean isAll = buckets == maximumFrequency;
      if (SmallReach.is(reach, direct.ofReach(reach, reachNoise))) {
        return SmallReach.ratioVariance(isAll);
      }
      if (isAll) {
        return 0;
      }
      double w = direct.design.width();
      double x = reach * w;
      double noise = ((1 - 2 * p) * buckets + p * p * maximumFrequency) * frequencyNoise;
      return p * (1 - p) * (1 - w) / x + noise / (x * x);
    }

    /** Of the product of two independent estimates. */
    private double countVariance(double ratio, double reach, double ratioVariance) {
      double reachVariance = direct.ofReach(reach, reachNoise);
      return ratioVariance * reachVariance
          + ratioVariance * reach * reach
          + reachVariance * ratio * ratio;
    }
  }
}
