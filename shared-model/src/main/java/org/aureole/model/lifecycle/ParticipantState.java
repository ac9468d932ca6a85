package org.aureole.model.lifecycle;

/** States of a Duchy's part in a Computation. */
public enum ParticipantState {
  /** Has not published its parameters. */
  CREATED,
  /** Has published its parameters. */
  REQUISITION_PARAMS_SET,
  /** Has confirmed that all inputs match the signed spec. */
  READY,
  /** Cannot go on. Terminal. */
  FAILED
}
