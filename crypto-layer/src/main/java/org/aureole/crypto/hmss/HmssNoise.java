package org.aureole.crypto.hmss;

import java.util.Optional;
import org.aureole.crypto.noise.DistributedGaussian;
import org.aureole.crypto.noise.PrivacyParameters;
import org.aureole.model.error.DomainException;

/**
 * The noise that the two workers add to one computation, derived from the signed spec alone.
 * Immutable.
 *
 * <p>A reach is a lone count: Δ = 1. The opened histogram moves one VID between two buckets: Δ =
 * √2.
 */
public final class HmssNoise {
  /** The workers, each of which contributes. */
  public static final int CONTRIBUTORS = 2;

  private static final HmssNoise NONE = new HmssNoise(null, null);

  private final DistributedGaussian reach;
  private final DistributedGaussian frequency;

  private HmssNoise(DistributedGaussian reach, DistributedGaussian frequency) {
    this.reach = reach;
    this.frequency = frequency;
  }

  /** No noise; only where every data provider's policy allows it. */
  public static HmssNoise none() {
    return NONE;
  }

  /**
   * Noise of a reach.
   *
   * @param toleratedColluders t: 0 while the aggregator colludes with no worker, 1 otherwise
   */
  public static HmssNoise reach(PrivacyParameters reach, int toleratedColluders) {
    return new HmssNoise(DistributedGaussian.of(reach, 1, CONTRIBUTORS, toleratedColluders), null);
  }

  /** Noise of reach and frequency, each with a promise of its own, which add up. */
  public static HmssNoise reachAndFrequency(
      PrivacyParameters reach, PrivacyParameters frequency, int toleratedColluders) {
    return new HmssNoise(
        DistributedGaussian.of(reach, 1, CONTRIBUTORS, toleratedColluders),
        DistributedGaussian.of(frequency, Math.sqrt(2), CONTRIBUTORS, toleratedColluders));
  }

  public boolean isNone() {
    return reach == null;
  }

  /** The noise on the number of VIDs that nobody reached. */
  public Optional<DistributedGaussian> reach() {
    return Optional.ofNullable(reach);
  }

  /** The noise on the number of VIDs that open to each of 1 to q − 2; empty for a reach. */
  public Optional<DistributedGaussian> frequency() {
    return Optional.ofNullable(frequency);
  }

  /** The variance of the noise on the opened reach count; 0 without noise. */
  public double reachVariance() {
    return reach == null ? 0 : reach.totalVariance();
  }

  /** The variance of the noise on each opened frequency count; 0 without noise. */
  public double frequencyVariance() {
    return frequency == null ? 0 : frequency.totalVariance();
  }

  /**
   * How many elements one worker appends, L; 0 without noise.
   *
   * @throws DomainException INVALID_ARGUMENT if this noise is not for such a computation
   */
  public long length(HmssParameters parameters) {
    if (isNone()) {
      return 0;
    }
    if ((parameters.goal() == HmssGoal.REACH_AND_FREQUENCY) != (frequency != null)) {
      throw DomainException.invalid(
          "noise",
          "does not fit the goal "
              + parameters.goal()
              + "; reach needs one pair (epsilon, delta), reach and frequency two");
    }
    long ofReach = 2L * reach.offset();
    return frequency == null
        ? ofReach
        : ofReach + 2L * frequency.offset() * parameters.maximumNoisy();
  }

  /**
   * How many elements each worker sends to the aggregator, M = N + 2L.
   *
   * @param vectorLength N, the number of sampled VIDs
   * @throws DomainException INVALID_ARGUMENT if that is more than an array holds
   */
  public int shuffledLength(HmssParameters parameters, int vectorLength) {
    if (vectorLength < 0) {
      throw DomainException.invalid("vectorLength", "is negative: " + vectorLength);
    }
    long total = vectorLength + CONTRIBUTORS * length(parameters);
    if (total > Integer.MAX_VALUE - 8) {
      throw DomainException.invalid(
          "noise",
          "with the sampled VIDs takes %d elements, above the limit of %d; raise epsilon or delta"
              .formatted(total, Integer.MAX_VALUE - 8));
    }
    return (int) total;
  }
}
