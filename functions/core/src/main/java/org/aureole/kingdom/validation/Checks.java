package org.aureole.kingdom.validation;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import java.time.Instant;
import java.util.function.Function;
import org.aureole.model.error.DomainException;

/** Checks that several requests share. Each throws INVALID_ARGUMENT at the field. */
public final class Checks {
  private Checks() {}

  /** Text of at most {@code max} characters without control characters. */
  public static String text(FieldPath path, String value, int max) {
    if (value.length() > max) {
      throw path.invalid("has " + value.length() + " characters; at most " + max);
    }
    if (value.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n')) {
      throw path.invalid("holds a control character");
    }
    return value;
  }

  /** As {@link #text}, but not blank. */
  public static String requiredText(FieldPath path, String value, int max) {
    if (value.isBlank()) {
      throw path.invalid("is missing");
    }
    return text(path, value, max);
  }

  /** 1 to {@code max} bytes. */
  public static ByteString bytes(FieldPath path, ByteString value, int max) {
    if (value.isEmpty()) {
      throw path.invalid("is missing");
    }
    if (value.size() > max) {
      throw path.invalid("has " + value.size() + " bytes; at most " + max);
    }
    return value;
  }

  /** Exactly {@code size} bytes. */
  public static ByteString exactBytes(FieldPath path, ByteString value, int size) {
    if (value.size() != size) {
      throw path.invalid("has " + value.size() + " bytes; must have " + size);
    }
    return value;
  }

  /** A resource name of a certain form. */
  public static <N> N name(FieldPath path, String value, Function<String, N> parse) {
    if (value.isEmpty()) {
      throw path.invalid("is missing; a resource name is needed");
    }
    try {
      return parse.apply(value);
    } catch (DomainException e) {
      throw path.invalid(e.getMessage().replaceFirst("^name: ", ""));
    }
  }

  /** A moment between the years 1 and 9999. */
  public static Instant time(FieldPath path, boolean present, Timestamp value) {
    if (!present) {
      throw path.invalid("is missing");
    }
    if (!Timestamps.isValid(value)) {
      throw path.invalid("is no valid time");
    }
    return Times.instant(value);
  }

  /** Refuses what only the Kingdom sets. */
  public static void absent(FieldPath path, boolean present) {
    if (present) {
      throw path.invalid("is set by the Kingdom; leave it out");
    }
  }
}
