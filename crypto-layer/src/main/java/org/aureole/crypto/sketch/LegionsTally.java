package org.aureole.crypto.sketch;

import java.util.Arrays;
import org.aureole.model.error.DomainException;

/**
 * What is counted of a sketch's registers, noise offsets subtracted; not yet an estimate of reach.
 * Immutable.
 */
public final class LegionsTally {
  private final long active;
  private final long[] byFrequency;

  private LegionsTally(long active, long[] byFrequency) {
    if (active < 0 || Arrays.stream(byFrequency).anyMatch(n -> n < 0)) {
      throw DomainException.invalid("tally", "has a negative number of registers");
    }
    this.active = active;
    this.byFrequency = byFrequency;
  }

  /**
   * The tally of a reach.
   *
   * @param active the number of active registers, at least 0
   */
  public static LegionsTally reach(long active) {
    return new LegionsTally(active, new long[0]);
  }

  /**
   * The tally of reach and frequency.
   *
   * @param active the number of active registers, at least 0
   * @param byFrequency F numbers of registers, each at least 0; see {@link #byFrequency()}
   */
  public static LegionsTally reachAndFrequency(long active, long[] byFrequency) {
    return new LegionsTally(active, byFrequency.clone());
  }

  /** How many registers are active, destroyed ones among them. */
  public long active() {
    return active;
  }

  /**
   * How many registers that are not destroyed have count k, at index k − 1; the last, index F − 1,
   * counts F and more. Empty for a reach.
   */
  public long[] byFrequency() {
    return byFrequency.clone();
  }

  /**
   * The share of each frequency, laid out as {@link #byFrequency}: registers that are not destroyed
   * are an unbiased sample of persons. They sum to 1, or are all 0 if there are none.
   */
  public double[] frequencyRatios() {
    double total = Arrays.stream(byFrequency).sum();
    return Arrays.stream(byFrequency).mapToDouble(n -> total == 0 ? 0 : n / total).toArray();
  }

  @Override
  public String toString() {
    return "LegionsTally[redacted]";
  }
}
