package org.aureole.crypto.hmss;

import org.aureole.model.error.DomainException;

/**
 * What all parties of one Honest Majority Share Shuffle agree on about its vectors. Immutable.
 *
 * <p>The modulus is chosen by the rule below from goal, number of data providers E and maximum
 * frequency F, so every party computes it itself and none need trust another's.
 *
 * <ul>
 *   <li>Reach and frequency: the least power of two above F·E + 1. Honest sums reach F·E; q − 1 is
 *       the sentinel that fills unused noise places; a power of two makes share expansion a mask.
 *       The residues between F·E and q − 1 open where a data provider shared larger values than
 *       agreed. They carry noise like all others, for one that adds a constant to its vector moves
 *       every other provider's counts to residues of its choice.
 *   <li>Reach: a prime above E + 1, because the workers multiply sums by random non-zero residues,
 *       and only in a field does a non-zero sum become a <em>uniform</em> non-zero one. Of the
 *       primes that fit, the one that refuses the fewest candidates when shares are expanded: 127,
 *       251, or 65521.
 * </ul>
 *
 * @param goal what is measured
 * @param dataProviders E, at least 1
 * @param maximumFrequency F, at least 1; 1 if the goal is reach
 */
public record HmssParameters(HmssGoal goal, int dataProviders, int maximumFrequency) {
  private static final int[] REACH_MODULI = {127, 251, 65_521};
  private static final long MODULUS_LIMIT = 1 << 16;

  public HmssParameters {
    if (dataProviders < 1) {
      throw DomainException.invalid(
          "dataProviders", "is " + dataProviders + "; at least one takes part");
    }
    if (maximumFrequency < 1) {
      throw DomainException.invalid(
          "maximumFrequency", "is " + maximumFrequency + "; it is at least 1");
    }
    if (goal == HmssGoal.REACH && maximumFrequency != 1) {
      throw DomainException.invalid(
          "maximumFrequency", "is " + maximumFrequency + "; a reach counts every VID once: 1");
    }
    if ((long) dataProviders * maximumFrequency + 1 >= maximumModulus(goal)) {
      throw DomainException.invalid(
          "maximumFrequency",
          "%d times %d data providers does not fit two bytes; their product is below %d"
              .formatted(maximumFrequency, dataProviders, maximumModulus(goal) - 1));
    }
  }

  /** A computation of reach over that many data providers. */
  public static HmssParameters reach(int dataProviders) {
    return new HmssParameters(HmssGoal.REACH, dataProviders, 1);
  }

  /** A computation of reach and frequency. */
  public static HmssParameters reachAndFrequency(int dataProviders, int maximumFrequency) {
    return new HmssParameters(HmssGoal.REACH_AND_FREQUENCY, dataProviders, maximumFrequency);
  }

  /** The largest sum of all data providers' elements of one VID, F·E. */
  public int maximumCombined() {
    return dataProviders * maximumFrequency;
  }

  /** The modulus q, in [4, 65536]. */
  public int modulus() {
    int reserved = maximumCombined() + 1;
    if (goal == HmssGoal.REACH_AND_FREQUENCY) {
      return Integer.highestOneBit(reserved) << 1;
    }
    for (int prime : REACH_MODULI) {
      if (prime > reserved) {
        return prime;
      }
    }
    throw new AssertionError("excluded by the constructor");
  }

  /**
   * The largest residue whose number of elements carries noise, q − 2; only for reach and
   * frequency.
   */
  public int maximumNoisy() {
    return sentinel() - 1;
  }

  /** The residue that marks a noise place as unused, q − 1; only for reach and frequency. */
  public int sentinel() {
    return modulus() - 1;
  }

  /** Bytes per element of a share, 1 or 2. */
  public int elementBytes() {
    return ResidueVector.elementBytes(modulus());
  }

  private static long maximumModulus(HmssGoal goal) {
    return goal == HmssGoal.REACH ? REACH_MODULI[REACH_MODULI.length - 1] : MODULUS_LIMIT;
  }
}
