package org.aureole.model.lifecycle;

/** States of a Requisition at the Kingdom. */
public enum RequisitionState {
  /** Hidden from the data provider: the Duchies' parameters are missing. */
  PENDING_PARAMS,
  /** Waits for the data provider. */
  UNFULFILLED,
  /** Answered. Terminal. */
  FULFILLED,
  /** The data provider does not answer it. Terminal. */
  REFUSED,
  /** Its Measurement ended before it was answered. Terminal. */
  WITHDRAWN
}
