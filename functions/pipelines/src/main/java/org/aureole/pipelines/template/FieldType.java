package org.aureole.pipelines.template;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import java.util.Optional;

/**
 * The types that a template field can have, each with the {@code long} in which a row carries its
 * value (its <em>raw</em> value), so that reading a row makes no objects.
 */
public enum FieldType {
  /** 0 or 1. */
  BOOL,
  /** The number of the enum value. */
  ENUM,
  /** The number itself. */
  INT32,
  /** The number itself. */
  INT64,
  /** {@link Double#doubleToLongBits} of the float's exact double value; −0.0 is 0.0. */
  FLOAT,
  /** {@link Double#doubleToLongBits}; −0.0 is 0.0, and NaN does not occur. */
  DOUBLE,
  /** Whole milliseconds, at least 0. */
  DURATION,
  /** Microseconds since the epoch. */
  TIMESTAMP,
  /** The one type without a raw value: rows carry it as text. */
  STRING;

  /** The type of a field of an event template; empty if templates cannot have such a field. */
  static Optional<FieldType> of(FieldDescriptor field) {
    return switch (field.getType()) {
      case BOOL -> Optional.of(BOOL);
      case ENUM -> Optional.of(ENUM);
      case INT32 -> Optional.of(INT32);
      case INT64 -> Optional.of(INT64);
      case FLOAT -> Optional.of(FLOAT);
      case DOUBLE -> Optional.of(DOUBLE);
      case STRING -> Optional.of(STRING);
      case MESSAGE -> ofMessage(field.getMessageType().getFullName());
      default -> Optional.empty();
    };
  }

  private static Optional<FieldType> ofMessage(String fullName) {
    if (fullName.equals(Duration.getDescriptor().getFullName())) {
      return Optional.of(DURATION);
    }
    if (fullName.equals(Timestamp.getDescriptor().getFullName())) {
      return Optional.of(TIMESTAMP);
    }
    return Optional.empty();
  }

  /** The raw value of a double or float. */
  public static long rawOf(double value) {
    return Double.doubleToLongBits(value + 0.0);
  }
}
