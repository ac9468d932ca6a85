package org.aureole.edp.fulfillment;

import java.time.Instant;
import java.util.Optional;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.model.lifecycle.FulfillmentState;
import org.aureole.model.name.MeasurementName;
import org.aureole.model.name.RequisitionName;
import org.aureole.v1.PinnedInputs;
import org.aureole.v1.Requisition;

/**
 * The work on one requisition as its row says. Immutable.
 *
 * @param requisition as the Kingdom first delivered it
 * @param expiry nobody waits for the answer after this
 * @param message what it waits for or how it ended, for a person
 * @param refusal once it is to be refused
 * @param inputs once they are pinned
 * @param eventsRead whether event rows may have been read for the answer
 * @param answer the object that holds the CommittedAnswer, once there is one
 */
public record FulfillmentRow(
    RequisitionName name,
    FulfillmentState state,
    Instant createdAt,
    Instant updatedAt,
    MeasurementName measurement,
    Requisition requisition,
    Instant expiry,
    String message,
    Optional<Requisition.Refusal> refusal,
    Optional<PinnedInputs> inputs,
    boolean eventsRead,
    Optional<AnswerRef> answer) {

  /**
   * The fingerprint of the measurement specification as delivered. A consumer signs it, and not the
   * requisition's name, which is the Kingdom's: so it is what an answer and its charge go by.
   */
  public Fingerprint specFingerprint() {
    return Fingerprint.of(requisition.getMeasurementSpec().getPayload().toByteArray());
  }

  /**
   * Names the bytes of an answer.
   *
   * @param object in the provider's own bucket
   * @param sha256 of the object, in lower-case hexadecimal
   */
  public record AnswerRef(String object, String sha256) {}
}
