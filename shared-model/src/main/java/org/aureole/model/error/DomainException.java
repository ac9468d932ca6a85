package org.aureole.model.error;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * The one error type of Aureole: a stable code, the place, and a message for a person that says
 * what was wrong and what would be right.
 *
 * <p>Messages are shown to callers and written to logs: they never hold a secret, a share, a VID,
 * or plaintext of a sealed message. Immutable.
 */
public final class DomainException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final String field;
  private final Duration retryAfter;

  private DomainException(ErrorCode code, String field, String message, Throwable cause) {
    this(code, field, message, cause, null);
  }

  private DomainException(
      ErrorCode code, String field, String message, Throwable cause, Duration retryAfter) {
    super(Objects.requireNonNull(message), cause);
    this.code = Objects.requireNonNull(code);
    this.field = field;
    this.retryAfter = retryAfter;
  }

  public static DomainException of(ErrorCode code, String message) {
    return new DomainException(code, null, message, null);
  }

  public static DomainException of(ErrorCode code, String message, Throwable cause) {
    return new DomainException(code, null, message, cause);
  }

  /**
   * An {@link ErrorCode#INVALID_ARGUMENT} at one field.
   *
   * @param field the path of the field as the caller wrote it, such as {@code
   *     measurementSpec.vidSamplingInterval.width}
   */
  public static DomainException invalid(String field, String message) {
    return new DomainException(
        ErrorCode.INVALID_ARGUMENT, Objects.requireNonNull(field), field + ": " + message, null);
  }

  /** An error of any code at one field. */
  public static DomainException at(ErrorCode code, String field, String message) {
    return new DomainException(code, Objects.requireNonNull(field), field + ": " + message, null);
  }

  public static DomainException notFound(String resourceName) {
    return of(ErrorCode.NOT_FOUND, resourceName + " does not exist or is not visible to you");
  }

  public static DomainException denied(String message) {
    return of(ErrorCode.PERMISSION_DENIED, message);
  }

  public static DomainException precondition(String message) {
    return of(ErrorCode.FAILED_PRECONDITION, message);
  }

  public static DomainException unavailable(String message, Throwable cause) {
    return of(ErrorCode.UNAVAILABLE, message, cause);
  }

  /**
   * A RESOURCE_EXHAUSTED that says when to come again.
   *
   * @param retryAfter the time after which the same request may pass
   */
  public static DomainException exhausted(String message, Duration retryAfter) {
    return new DomainException(
        ErrorCode.RESOURCE_EXHAUSTED, null, message, null, Objects.requireNonNull(retryAfter));
  }

  public static DomainException bug(String message) {
    return of(ErrorCode.INTERNAL, message);
  }

  public ErrorCode code() {
    return code;
  }

  /** The path of the field that is wrong, when the error is about one. */
  public Optional<String> field() {
    return Optional.ofNullable(field);
  }

  /** After what time another try makes sense, where whoever refused has said so. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /** The same error, with the time after which another try makes sense. */
  public DomainException retryAfter(Duration time) {
    return new DomainException(code, field, getMessage(), getCause(), Objects.requireNonNull(time));
  }

  public boolean isRetryable() {
    return code.handling() == ErrorCode.Handling.RETRY;
  }
}
