package org.aureole.model.error;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The one error type of Aureole: a stable code, the place, and a message for a person that says
 * what was wrong and what would be right.
 *
 * <p>Messages are shown to callers and written to logs: they never hold a secret, a share, a VID,
 * or plaintext of a sealed message. Because they may quote what somebody sent, a message is cut at
 * {@link #MAX_MESSAGE_CHARS} and the path of a field at {@link #MAX_FIELD_CHARS} characters, and
 * control characters but line feeds become question marks. Immutable.
 */
public final class DomainException extends RuntimeException {
  /** The longest text of an error, in characters. */
  public static final int MAX_MESSAGE_CHARS = 2000;

  /** The longest path of a field, in characters. */
  public static final int MAX_FIELD_CHARS = 200;

  private static final long serialVersionUID = 1L;

  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\u0080-\u009f&&[^\n]]");

  private final ErrorCode code;
  private final String field;
  private final Duration retryAfter;

  private DomainException(ErrorCode code, String field, String message, Throwable cause) {
    this(code, field, message, cause, null);
  }

  private DomainException(
      ErrorCode code, String field, String message, Throwable cause, Duration retryAfter) {
    super(printable(message, MAX_MESSAGE_CHARS), cause);
    this.code = Objects.requireNonNull(code);
    this.field = field;
    this.retryAfter = retryAfter;
  }

  private static DomainException at(ErrorCode code, String field, String message, Throwable cause) {
    String shown = printable(field, MAX_FIELD_CHARS);
    return new DomainException(code, shown, shown + ": " + message, cause);
  }

  private static String printable(String text, int max) {
    String cut = text.length() > max ? text.substring(0, max - 1) + "…" : text;
    return CONTROL.matcher(cut).replaceAll("?");
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
    return at(ErrorCode.INVALID_ARGUMENT, field, message, null);
  }

  /** An error of any code at one field. */
  public static DomainException at(ErrorCode code, String field, String message) {
    return at(code, field, message, null);
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
