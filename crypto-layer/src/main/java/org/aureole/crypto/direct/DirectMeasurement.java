package org.aureole.crypto.direct;

import org.aureole.crypto.estimate.DirectEstimates;
import org.aureole.crypto.estimate.Estimate;
import org.aureole.crypto.estimate.FrequencyEstimate;
import org.aureole.crypto.estimate.SampleDesign;
import org.aureole.crypto.noise.AnalyticGaussian;
import org.aureole.crypto.noise.DiscreteGaussian;
import org.aureole.crypto.noise.NoiseMechanism;
import org.aureole.crypto.noise.PrivacyParameters;
import org.aureole.crypto.prng.RandomIntegers;
import org.aureole.crypto.prng.Seed;
import org.aureole.crypto.vid.FrequencyVector;
import org.aureole.model.error.DomainException;

/**
 * What one data provider computes in clear of the VIDs it sampled, for one measurement.
 *
 * <p>Noise is discrete Gaussian of the analytic σ, added to whole numbers in the sample before they
 * are scaled by 1/w and rounded down. It is a function of the seed: a second attempt with the same
 * seed and data gives the same result. One object serves one measurement, that is, one of its
 * methods once. Not thread-safe.
 */
public final class DirectMeasurement {
  private final SampleDesign design;
  private final NoiseMechanism mechanism;
  private final RandomIntegers random;
  private boolean used;

  private DirectMeasurement(SampleDesign design, NoiseMechanism mechanism, Seed noiseSeed) {
    this.design = design;
    this.mechanism = mechanism;
    this.random = noiseSeed == null ? null : new RandomIntegers(noiseSeed);
  }

  /** A measurement with exact counts; only where the data provider's policy allows it. */
  public static DirectMeasurement withoutNoise(SampleDesign design) {
    return new DirectMeasurement(design, NoiseMechanism.NONE, null);
  }

  /**
   * A measurement with Gaussian noise.
   *
   * @param noiseSeed drawn once for this measurement, never shared
   */
  public static DirectMeasurement withGaussianNoise(SampleDesign design, Seed noiseSeed) {
    return new DirectMeasurement(design, NoiseMechanism.GAUSSIAN, noiseSeed);
  }

  /** How many different persons have at least one impression; noise of Δ = 1. */
  public Estimate reach(FrequencyVector sample, PrivacyParameters privacy) {
    begin();
    long count = noisyReach(sample, privacy);
    return new DirectEstimates(design).reach(count, variance(privacy, 1));
  }

  /**
   * Reach, and how it divides by frequency. The reach carries noise of Δ = 1 and promise {@code
   * reach}; each bucket 1 to F noise of Δ = √2 and promise {@code frequency}. Noisy buckets are
   * clamped at 0 and normalised; if all are 0 they stay so.
   *
   * @param maximumFrequency F, at least 1; the last bucket counts F and more
   */
  public FrequencyEstimate reachAndFrequency(
      FrequencyVector sample,
      int maximumFrequency,
      PrivacyParameters reach,
      PrivacyParameters frequency) {
    begin();
    long reached = noisyReach(sample, reach);
    long[] histogram = sample.histogram(maximumFrequency);
    long[] buckets = new long[maximumFrequency];
    for (int k = 1; k <= maximumFrequency; k++) {
      buckets[k - 1] = Math.max(0, histogram[k] + noise(frequency, Math.sqrt(2)));
    }
    return new DirectEstimates(design)
        .reachAndFrequency(reached, buckets, variance(reach, 1), variance(frequency, Math.sqrt(2)));
  }

  /**
   * The sum of the vector's elements, as of impressions or of watch time in the vector's unit;
   * noise of Δ = the vector's cap.
   *
   * @throws DomainException INVALID_ARGUMENT if there is noise and the vector is not capped
   */
  public Estimate sum(FrequencyVector sample, PrivacyParameters privacy) {
    return sum(sample.sum(sample.cap()), sample.cap(), privacy);
  }

  /**
   * A sum over the sampled VIDs that was made elsewhere; noise of Δ = the cap.
   *
   * @param total at least 0
   * @param cap what one VID contributes at most, in the unit of the total; at least 1
   * @throws DomainException INVALID_ARGUMENT if there is noise and no cap
   */
  public Estimate sum(long total, int cap, PrivacyParameters privacy) {
    begin();
    if (mechanism != NoiseMechanism.NONE && cap == Integer.MAX_VALUE) {
      throw DomainException.invalid("cap", "is missing; noise hides one person only under a cap");
    }
    long noisy = Math.max(0, total + noise(privacy, cap));
    return new DirectEstimates(design).sum(noisy, cap, variance(privacy, cap));
  }

  private long noisyReach(FrequencyVector sample, PrivacyParameters privacy) {
    long reached = sample.length() - sample.histogram(1)[0] + noise(privacy, 1);
    return Math.max(0, Math.min(sample.length(), reached));
  }

  private long noise(PrivacyParameters privacy, double sensitivity) {
    return mechanism == NoiseMechanism.NONE
        ? 0
        : new DiscreteGaussian(AnalyticGaussian.sigma(privacy, sensitivity)).draw(random);
  }

  private double variance(PrivacyParameters privacy, double sensitivity) {
    return mechanism.variance(privacy, sensitivity);
  }

  private void begin() {
    if (used) {
      throw new IllegalStateException("this object has served its measurement; make another");
    }
    used = true;
  }
}
