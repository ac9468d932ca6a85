package org.aureole.model.lifecycle;

/** Internal states of a Measurement at the Kingdom; the public ones are fewer. */
public enum MeasurementState {
  /** Waits until every participating Duchy has published its parameters. */
  PENDING_REQUISITION_PARAMS,
  /** Waits until the last Requisition is fulfilled. */
  PENDING_REQUISITION_FULFILLMENT,
  /** Waits until every Duchy has confirmed that all inputs match the signed spec. */
  PENDING_PARTICIPANT_CONFIRMATION,
  /** Waits for the aggregator's signed and sealed result. */
  PENDING_COMPUTATION,
  /** The results are there. Terminal. */
  SUCCEEDED,
  /** There will be no result; the failure says why. Terminal. */
  FAILED,
  /** The consumer withdrew it. Terminal. */
  CANCELLED
}
