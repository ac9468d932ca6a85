package org.aureole.crypto.estimate;

import java.util.Arrays;

/**
 * Scales what a data provider counted in its sample to the population and states how sure it is.
 * Results are rounded down to whole numbers: ⌊count/w⌋. Immutable.
 *
 * <p>Noise variances are of the noise on the counts in the sample; 0 without noise.
 */
public final class DirectEstimates {
  private final SampleDesign design;
  private final DirectVariance variance;

  public DirectEstimates(SampleDesign design) {
    this.design = design;
    this.variance = new DirectVariance(design);
  }

  /** The reach of that many reached VIDs in the sample. */
  public Estimate reach(long reached, double noiseVariance) {
    double reach = design.sampling().scaleUp(reached);
    return Estimate.ofVariance(reach, variance.ofReach(reach, noiseVariance));
  }

  /** A sum over the population of numbers of at most {@code cap} each. */
  public Estimate sum(long sampleSum, int cap, double noiseVariance) {
    double sum = design.sampling().scaleUp(sampleSum);
    return Estimate.ofVariance(sum, variance.ofSum(sum, cap, noiseVariance));
  }

  /**
   * A reach with its distribution.
   *
   * @param buckets the noisy numbers of frequency 1 to F in the sample, each at least 0
   */
  public FrequencyEstimate reachAndFrequency(
      long reached, long[] buckets, double reachNoiseVariance, double frequencyNoiseVariance) {
    double total = Arrays.stream(buckets).sum();
    double[] ratios = Arrays.stream(buckets).mapToDouble(n -> total == 0 ? 0 : n / total).toArray();
    return FrequencyEstimate.of(
        reach(reached, reachNoiseVariance),
        ratios,
        variance.frequency(buckets.length, reachNoiseVariance, frequencyNoiseVariance));
  }
}
