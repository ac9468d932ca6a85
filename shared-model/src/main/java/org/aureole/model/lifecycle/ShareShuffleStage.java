package org.aureole.model.lifecycle;

/** Stages of a Computation of Honest Majority Share Shuffle at one Duchy. */
public enum ShareShuffleStage {
  /** Makes the key and, at a worker, the commitment to its share of the common seed. */
  INITIALIZED,
  /** Has published its parameters; confirms when all Requisitions are fulfilled. */
  WAIT_FOR_CONFIRMATION,
  /** A worker: exchanges seed shares with the other worker and opens the commitments. */
  SETUP,
  /** A worker: sums, adds noise, shuffles and hands over to the aggregator. */
  SHUFFLE,
  /** The aggregator: waits for both vectors, adds them and estimates. */
  AGGREGATION,
  /** Its part is done; keys and shares are destroyed. Terminal. */
  COMPLETE,
  /** It found that it cannot go on, and said so. Terminal. */
  FAILED,
  /** The Measurement ended elsewhere: cancelled, failed or expired. Terminal. */
  STOPPED
}
