package org.aureole.crypto.hmss;

import java.util.Arrays;

/**
 * What the aggregator has opened, noise offsets subtracted: numbers of sampled VIDs, not yet scaled
 * to the population. Immutable.
 */
public final class HmssTally {
  private final long reached;
  private final long[] byFrequency;

  HmssTally(long reached, long[] byFrequency) {
    this.reached = reached;
    this.byFrequency = byFrequency;
  }

  /** How many sampled VIDs were reached, in [0, N]. */
  public long reached() {
    return reached;
  }

  /**
   * How many sampled VIDs were reached k times, at index k − 1, each at least 0; the last, index F
   * − 1, counts F times and more. Empty for a reach.
   */
  public long[] byFrequency() {
    return byFrequency.clone();
  }

  /**
   * The share of each frequency in all that were reached, laid out as {@link #byFrequency}; they
   * sum to 1, or are all 0 if nobody was reached.
   */
  public double[] frequencyRatios() {
    double total = Arrays.stream(byFrequency).sum();
    return Arrays.stream(byFrequency).mapToDouble(n -> total == 0 ? 0 : n / total).toArray();
  }

  @Override
  public String toString() {
    return "HmssTally[redacted]";
  }
}
