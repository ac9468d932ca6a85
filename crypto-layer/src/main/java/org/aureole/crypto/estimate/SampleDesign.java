package org.aureole.crypto.estimate;

import org.aureole.crypto.vid.SamplingInterval;
import org.aureole.model.error.DomainException;

/**
 * How the measured VIDs were drawn: a uniform sample without replacement of the part w of a
 * population of U persons. Immutable.
 *
 * <p>U is the true population, which every party knows, not ⌈N/w⌉ reckoned back from the sample.
 *
 * @param sampling the VID sampling interval, of width w
 * @param population U, at least 1
 */
public record SampleDesign(SamplingInterval sampling, long population) {
  public SampleDesign {
    if (population < 1) {
      throw DomainException.invalid("population", "is " + population + "; it is at least 1");
    }
  }

  /** w, in (0, 1]. */
  double width() {
    return sampling.fraction();
  }

  /**
   * The variance that sampling alone gives to a sum in the sample.
   *
   * <p>Of values in [0, cap] whose sum over the population is v it is at most w(1−w)·v·(U·cap −
   * v)/(U − 1), and exactly that if each value is 0 or cap, as in a reach.
   */
  double sumVariance(double value, double cap) {
    double total = Math.max(0, Math.min(value, population * cap));
    return hypergeometric(cap, total, total);
  }

  /** The covariance in the sample of the count of a set of {@code whole} and of a part of it. */
  double countCovariance(double whole, double part) {
    double a = Math.max(0, Math.min(whole, (double) population));
    double b = Math.max(0, Math.min(part, a));
    return hypergeometric(1, a, b);
  }

  private double hypergeometric(double cap, double a, double b) {
    double w = width();
    return population == 1 ? 0 : w * (1 - w) * (population * cap - a) * b / (population - 1);
  }
}
