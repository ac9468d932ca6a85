package org.aureole.crypto.hmss;

/** What a computation of the protocol measures. */
public enum HmssGoal {
  /** How many different VIDs were reached. */
  REACH,
  /** How many VIDs were reached, and how many of them once, twice, … */
  REACH_AND_FREQUENCY
}
