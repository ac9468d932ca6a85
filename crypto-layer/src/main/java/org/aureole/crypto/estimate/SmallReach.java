package org.aureole.crypto.estimate;

/** What is said of ratios when the reach itself cannot be told from 0. */
final class SmallReach {
  /** The variance of a number of which nothing is known but that it is in [0, 1]. */
  private static final double UNIFORM_VARIANCE = 1.0 / 12;

  private SmallReach() {}

  static boolean is(double reach, double reachVariance) {
    return reach <= Estimate.NORMAL_95 * Math.sqrt(reachVariance) || reach <= 0;
  }

  /** The ratio of 1 and more is 1 by definition. */
  static double ratioVariance(boolean isOnePlus) {
    return isOnePlus ? 0 : UNIFORM_VARIANCE;
  }
}
