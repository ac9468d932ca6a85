package org.aureole.crypto.noise;

import org.aureole.crypto.prng.RandomIntegers;
import org.aureole.model.error.DomainException;

/**
 * Gaussian noise that several parties add together, none of whom knows the sum. Immutable.
 *
 * <p>Of n contributors of whom t may collude, each adds discrete Gaussian noise of variance σ²/(n −
 * t), so that what the honest ones add is worth σ whatever the colluders know of their own; σ is
 * the analytic one of (ε, δ/2). A contribution is truncated to [−μ, μ] with
 *
 * <pre>μ = ⌈σ_c·√(2·ln(n·max(1, c/2)·(1+e^ε)/(δ/2)))⌉,</pre>
 *
 * <p>σ_c being the contributor's scale and c the number of counts that one VID changes, and offset
 * by μ, which makes it a count in [0, 2μ]; the other half of δ pays for the truncation.
 *
 * <p>It pays for each of the c counts: of n·c draws, each is beyond ±μ with probability at most
 * 2Q(μ/σ_c), as a discrete Gaussian's tail from μ + 1 on is below the continuous one's from μ on
 * (Canonne, Kamath and Steinke, 2020), and what all of them together change costs a factor 1 + e^ε.
 * As 2Q(x) is at most half of e^(−x²/2) for x above 1.1, and μ/σ_c is at least √(2·ln 4), a μ
 * without c in it pays for two counts; hence c/2, and not c.
 */
public final class DistributedGaussian {
  private final PrivacyParameters privacy;
  private final double sensitivity;
  private final int changedCounts;
  private final int contributors;
  private final int toleratedColluders;
  private final double contributorSigma;
  private final int offset;

  private DistributedGaussian(
      PrivacyParameters privacy,
      double sensitivity,
      int changedCounts,
      int contributors,
      int toleratedColluders) {
    requireParties(contributors, toleratedColluders);
    this.privacy = privacy;
    this.sensitivity = sensitivity;
    this.changedCounts = changedCounts;
    this.contributors = contributors;
    this.toleratedColluders = toleratedColluders;
    double sigma = AnalyticGaussian.sigma(privacy.withShareOfDelta(0.5), sensitivity);
    this.contributorSigma = sigma / Math.sqrt(contributors - toleratedColluders);
    // ln(1+e^ε) in a form that large ε does not overflow.
    double logOnePlusExp = privacy.epsilon() + Math.log1p(Math.exp(-privacy.epsilon()));
    double logOdds =
        Math.log(contributors * truncationFactor()) + logOnePlusExp - Math.log(privacy.delta() / 2);
    double bound = Math.ceil(contributorSigma * Math.sqrt(2 * logOdds));
    if (bound > Integer.MAX_VALUE / 2.0) {
      throw DomainException.invalid(
          "epsilon",
          privacy.epsilon() + " asks for more noise than a shuffled vector can carry; raise it");
    }
    this.offset = (int) bound;
  }

  /**
   * Noise that keeps the promise against whoever sees the opened values, and against up to t
   * colluding contributors, on counts of which one VID changes some by 1 each.
   *
   * @param sensitivity Δ, the Euclidean change that one VID makes, √c where it changes c counts: 1
   *     for a lone count, √2 where an opened histogram moves a VID from one bucket to another
   * @param contributors n, at least 1
   * @param toleratedColluders t, in [0, n)
   */
  public static DistributedGaussian of(
      PrivacyParameters privacy, double sensitivity, int contributors, int toleratedColluders) {
    // Δ² of changes by 1 is a whole number but for the rounding of a square root.
    int changedCounts = (int) Math.ceil(sensitivity * sensitivity - 1e-9);
    return new DistributedGaussian(
        privacy, sensitivity, changedCounts, contributors, toleratedColluders);
  }

  /**
   * The same for a lone count that one VID changes by more than 1.
   *
   * @param change Δ, by how much at most
   * @param contributors n, at least 1
   * @param toleratedColluders t, in [0, n)
   */
  public static DistributedGaussian ofLoneCount(
      PrivacyParameters privacy, double change, int contributors, int toleratedColluders) {
    return new DistributedGaussian(privacy, change, 1, contributors, toleratedColluders);
  }

  private static void requireParties(int contributors, int toleratedColluders) {
    if (contributors < 1) {
      throw DomainException.invalid(
          "contributors", "is " + contributors + "; at least one adds noise");
    }
    if (toleratedColluders < 0 || toleratedColluders >= contributors) {
      throw DomainException.invalid(
          "toleratedColluders",
          "is %d; of %d contributors at least one is honest"
              .formatted(toleratedColluders, contributors));
    }
  }

  public PrivacyParameters privacy() {
    return privacy;
  }

  /** Δ. */
  public double sensitivity() {
    return sensitivity;
  }

  /** c, how many counts one VID changes. */
  public int changedCounts() {
    return changedCounts;
  }

  /**
   * max(1, c/2): by how much more truncation takes where one VID changes several counts, as the
   * bound e^(−μ²/2σ_c²) on what one draw loses holds for two.
   */
  public double truncationFactor() {
    return Math.max(1, changedCounts / 2.0);
  }

  /** n. */
  public int contributors() {
    return contributors;
  }

  /** t. */
  public int toleratedColluders() {
    return toleratedColluders;
  }

  /** The standard deviation σ_c of one contribution. */
  public double contributorSigma() {
    return contributorSigma;
  }

  /** μ: the mean of one contribution; the sum's is n·μ. */
  public int offset() {
    return offset;
  }

  /** The mean of the sum, n·μ, to be subtracted from an opened value. */
  public long baseline() {
    return (long) contributors * offset;
  }

  /** The variance of the sum, n·σ_c² = σ²·n/(n − t), truncation being negligible. */
  public double totalVariance() {
    return contributors * contributorSigma * contributorSigma;
  }

  /** A sampler of contributions; not thread-safe, as its randomness is not. */
  public Contribution contribution(RandomIntegers random) {
    return new Contribution(new DiscreteGaussian(contributorSigma), offset, random);
  }

  /** Draws what one contributor adds to each of a number of counts. */
  public static final class Contribution {
    private final DiscreteGaussian gaussian;
    private final int offset;
    private final RandomIntegers random;

    private Contribution(DiscreteGaussian gaussian, int offset, RandomIntegers random) {
      this.gaussian = gaussian;
      this.offset = offset;
      this.random = random;
    }

    /** The next contribution, offset included, in [0, 2μ]. */
    public int next() {
      return offset + (int) gaussian.drawWithin(offset, random);
    }
  }
}
