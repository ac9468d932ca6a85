package org.aureole.model.lifecycle;

/** Stages of a Computation at one Duchy, by whatever protocol. */
public enum ComputationStage {
  /** Draws its secrets and publishes what others need of them. */
  INITIALIZED,
  /** Has published its parameters; confirms when all Requisitions are fulfilled. */
  WAIT_FOR_CONFIRMATION,
  /**
   * Share Shuffle, a worker: exchanges seed shares with the other worker and opens the commitments.
   * Liquid Legions: gathers registers and adds noise; the aggregator waits for those of all.
   */
  SETUP,
  /** Share Shuffle, a worker: sums, adds noise, shuffles and hands over to the aggregator. */
  SHUFFLE,
  /** Share Shuffle, the aggregator: waits for both vectors, adds them and estimates. */
  AGGREGATION,
  /** Liquid Legions: blinds indexes on their way round the ring; the aggregator joins them. */
  EXECUTION_ONE,
  /** Liquid Legions: takes flags round the ring; the aggregator keeps registers of one key. */
  EXECUTION_TWO,
  /** Liquid Legions: takes counts round the ring; the aggregator estimates. */
  EXECUTION_THREE,
  /** Its part is done; keys and shares are destroyed. Terminal. */
  COMPLETE,
  /** It found that it cannot go on, and said so. Terminal. */
  FAILED,
  /** The Measurement ended elsewhere: cancelled, failed or expired. Terminal. */
  STOPPED
}
