package org.aureole.model.error;

/**
 * The stable reasons for which an operation of Aureole does not take place.
 *
 * <p>The name of a code is part of the contract: it travels as {@code reason} in the error body of
 * every HTTP answer, and scripts may match on it. A code is added, never renamed. Each one declares
 * what an entry point must do with it ({@link #handling()}) and which HTTP status tells of it.
 */
public enum ErrorCode {
  /** A field of the request is malformed, missing or outside its range; the message names it. */
  INVALID_ARGUMENT(Handling.REJECT, 400),
  /** No valid credentials came with the request. */
  UNAUTHENTICATED(Handling.REJECT, 401),
  /** The caller is known, but this resource or method is not theirs. */
  PERMISSION_DENIED(Handling.REJECT, 403),
  /** The named resource does not exist, or the caller may not learn that it does. */
  NOT_FOUND(Handling.REJECT, 404),
  /** The method is not offered on that path. */
  METHOD_NOT_ALLOWED(Handling.REJECT, 405),
  /** Something else already has that name, or the request id was used with another payload. */
  ALREADY_EXISTS(Handling.REJECT, 409),
  /** The resource is not in a state in which the operation is possible. */
  FAILED_PRECONDITION(Handling.REJECT, 409),
  /** The body is larger than the endpoint takes. */
  PAYLOAD_TOO_LARGE(Handling.REJECT, 413),
  /** A quota or rate is used up; the same request may pass later. */
  RESOURCE_EXHAUSTED(Handling.RETRY, 429),
  /** A signature, chain, nonce, sealed message or fingerprint does not verify. */
  CONSENT_SIGNAL_INVALID(Handling.REJECT, 400),
  /** A certificate is expired, not yet valid, revoked, or does not chain to an approved root. */
  CERTIFICATE_INVALID(Handling.REJECT, 400),
  /** A signed specification asks for something that this party does not do. */
  SPEC_INVALID(Handling.REJECT, 400),
  /** A filter expression does not compile against the event templates. */
  INVALID_FILTER(Handling.REJECT, 400),
  /** An event file cannot be read as what it claims to be; the message names row and column. */
  EVENT_FILE_INVALID(Handling.REJECT, 400),
  /** The data provider's privacy budget does not cover the measurement. */
  INSUFFICIENT_PRIVACY_BUDGET(Handling.REJECT, 409),
  /** The data asked for is not, and will not be, available. */
  UNFULFILLABLE(Handling.REJECT, 409),
  /** A peer broke the protocol: wrong share, wrong manifest, wrong digest, opened commitment. */
  PROTOCOL_VIOLATION(Handling.REJECT, 400),
  /** The job's lease has expired or another attempt holds it; this attempt changes nothing. */
  LEASE_LOST(Handling.REJECT, 409),
  /** The database aborted the transaction more often than the bounded retry allows. */
  ABORTED(Handling.RETRY, 409),
  /** A dependency did not answer; the same request may pass later. */
  UNAVAILABLE(Handling.RETRY, 503),
  /** Our own fault. */
  INTERNAL(Handling.BUG, 500);

  /** What an entry point does with an error. */
  public enum Handling {
    /** Throw, so that the platform delivers the event again. */
    RETRY,
    /** Record it, acknowledge, tell the caller: a second try would end the same. */
    REJECT,
    /** Alert: the code is wrong. */
    BUG
  }

  private final Handling handling;
  private final int httpStatus;

  ErrorCode(Handling handling, int httpStatus) {
    this.handling = handling;
    this.httpStatus = httpStatus;
  }

  public Handling handling() {
    return handling;
  }

  /** The HTTP status code, 400 to 599. */
  public int httpStatus() {
    return httpStatus;
  }
}
