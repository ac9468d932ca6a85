package org.aureole.edp.fulfillment;

import java.util.Optional;
import org.aureole.model.error.DomainException;
import org.aureole.platform.sql.ColumnText;
import org.aureole.v1.Requisition.Refusal;
import org.aureole.v1.Requisition.Refusal.Justification;

/**
 * Which errors refuse a requisition, and what the consumer is told. The Kingdom reads it, too, so
 * it repeats nothing of the sealed RequisitionSpec and nothing of event files.
 */
final class Refusals {
  /** What a Kingdom takes, in characters. */
  private static final int MAX_MESSAGE = 1000;

  private Refusals() {}

  /**
   * The refusal, or empty for an error that says nothing about the requisition.
   *
   * <p>Once event rows have been read for the answer, an error may depend on them, and its reason
   * would be an answer without noise. Then all errors are refused alike; the operator alone learns
   * which it was.
   *
   * @param eventsRead whether event rows may have been read before the error
   */
  static Optional<Refusal> of(DomainException error, boolean eventsRead) {
    return justification(error)
        .map(
            justification -> eventsRead ? withoutReason() : refusal(justification, message(error)));
  }

  /** The one refusal of whatever goes wrong in making an answer. */
  static Refusal withoutReason() {
    return refusal(
        Justification.UNFULFILLABLE,
        "the data provider could not make the answer; its operator knows why");
  }

  static Refusal refusal(Justification justification, String message) {
    return Refusal.newBuilder()
        .setJustification(justification)
        .setMessage(ColumnText.of(message, MAX_MESSAGE))
        .build();
  }

  private static String message(DomainException error) {
    return switch (error.code()) {
      case INVALID_FILTER ->
          "requisitionSpec: a filter does not fit the event templates; filters compare fields of"
              + " the event group with values";
      case INVALID_ARGUMENT -> "requisitionSpec: asks for what no data provider can count";
      default -> error.getMessage();
    };
  }

  private static Optional<Justification> justification(DomainException error) {
    return switch (error.code()) {
      case CONSENT_SIGNAL_INVALID, CERTIFICATE_INVALID, PROTOCOL_VIOLATION ->
          Optional.of(Justification.CONSENT_SIGNAL_INVALID);
      case SPEC_INVALID, INVALID_FILTER, INVALID_ARGUMENT ->
          Optional.of(Justification.SPEC_INVALID);
      case INSUFFICIENT_PRIVACY_BUDGET -> Optional.of(Justification.INSUFFICIENT_PRIVACY_BUDGET);
      case UNFULFILLABLE, EVENT_FILE_INVALID -> Optional.of(Justification.UNFULFILLABLE);
      case UNAUTHENTICATED,
          PERMISSION_DENIED,
          NOT_FOUND,
          METHOD_NOT_ALLOWED,
          ALREADY_EXISTS,
          FAILED_PRECONDITION,
          PAYLOAD_TOO_LARGE,
          RESOURCE_EXHAUSTED,
          LEASE_LOST,
          ABORTED,
          UNAVAILABLE,
          INTERNAL ->
          Optional.empty();
    };
  }
}
