package org.aureole.crypto.llv2;

/** What a computation of the protocol measures. */
public enum Llv2Goal {
  /** How many different VIDs were reached: the Reach-Only protocol, one round of the ring. */
  REACH,
  /** Reach, and how many were reached once, twice, …: three rounds of the ring. */
  REACH_AND_FREQUENCY
}
