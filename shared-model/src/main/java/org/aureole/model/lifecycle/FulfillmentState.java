package org.aureole.model.lifecycle;

/** States of a data provider's work on one Requisition. */
public enum FulfillmentState {
  /** Known; nothing checked yet. */
  RECEIVED,
  /** Consent is verified; the declared availability does not cover it yet. */
  AWAITING_DATA,
  /** The input objects are pinned; budget is charged and the answer made. */
  PREPARING,
  /** The answer is committed, and only its bytes are ever delivered. */
  DELIVERING,
  /** Decided to refuse; the Kingdom has not acknowledged. */
  REFUSING,
  /** The Kingdom knows that it is answered. Terminal. */
  FULFILLED,
  /** The Kingdom knows that it is refused. Terminal. */
  REFUSED,
  /** The Measurement ended before. Terminal. */
  WITHDRAWN
}
