package org.aureole.crypto.estimate;

import org.aureole.crypto.hmss.HmssNoise;
import org.aureole.crypto.hmss.HmssParameters;

/**
 * Variances of the results of Honest Majority Share Shuffle, with the noise that the workers add:
 * V_r on the number of VIDs that nobody reached, V_f on the number of each frequency below F. The
 * bucket F is what remains of the sample, so it carries the noise of all others. Immutable.
 *
 * <p>H(A, B) = w(1−w)(U−A)B/(U−1) is the covariance that sampling gives to the counts of a set A
 * and of a part B of it. Clamping at 0 and rounding down are not accounted for.
 */
public final class HmssVariance implements FrequencyVariance {
  private final SampleDesign design;
  private final int maximumFrequency;
  private final double reachNoise;
  private final double frequencyNoise;

  public HmssVariance(SampleDesign design, HmssParameters parameters, HmssNoise noise) {
    this.design = design;
    this.maximumFrequency = parameters.maximumFrequency();
    this.reachNoise = noise.reachVariance();
    this.frequencyNoise = noise.frequencyVariance();
  }

  /** Of the reach, (H(R, R) + V_r)/w². */
  public double ofReach(double reach) {
    return scaled(design.countCovariance(reach, reach) + reachNoise);
  }

  @Override
  public double ofCount(int frequency, double ratio, double reach) {
    return countVariance(ratio * reach, countNoise(frequency));
  }

  @Override
  public double ofKPlusCount(int frequency, double ratio, double reach) {
    return countVariance(ratio * reach, kPlusNoise(frequency));
  }

  @Override
  public double ofRatio(int frequency, double ratio, double reach) {
    double shared = frequency == maximumFrequency ? reachNoise : 0;
    return ratioVariance(
        ratio, reach, maximumFrequency == 1, ofCount(frequency, ratio, reach), shared);
  }

  @Override
  public double ofKPlusRatio(int frequency, double ratio, double reach) {
    return ratioVariance(
        ratio, reach, frequency == 1, ofKPlusCount(frequency, ratio, reach), reachNoise);
  }

  /** V_f, or for the last bucket V_r + (F−1)·V_f. */
  private double countNoise(int frequency) {
    return frequency < maximumFrequency ? frequencyNoise : kPlusNoise(frequency);
  }

  /** N minus all buckets below k: V_r + (k−1)·V_f. */
  private double kPlusNoise(int frequency) {
    return reachNoise + (frequency - 1) * frequencyNoise;
  }

  private double countVariance(double count, double noise) {
    return scaled(design.countCovariance(count, count) + noise);
  }

  /** Of count/reach by the delta method; sharedNoise is the noise that both have in common. */
  private double ratioVariance(
      double p, double reach, boolean isOnePlus, double countVariance, double sharedNoise) {
    double reachVariance = ofReach(reach);
    if (SmallReach.is(reach, reachVariance)) {
      return SmallReach.ratioVariance(isOnePlus);
    }
    if (isOnePlus) {
      return 0;
    }
    double covariance = scaled(design.countCovariance(reach, p * reach) + sharedNoise);
    double variance = p * p * reachVariance + countVariance - 2 * p * covariance;
    return Math.max(0, variance / (reach * reach));
  }

  private double scaled(double sampleVariance) {
    double w = design.width();
    return sampleVariance / (w * w);
  }
}
