package org.aureole.pipelines.synthetic;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.pipelines.template.FieldType;
import org.aureole.pipelines.template.TemplateField;
import org.aureole.v1.SyntheticEventGroupSpec.FieldValue;

/** The field values of a synthetic specification. */
final class SpecFields {
  private SpecFields() {}

  /**
   * Sets a field to a specified value.
   *
   * @throws DomainException {@code SPEC_INVALID} if the value has another type than the field
   */
  static void set(EventValues values, TemplateField field, FieldValue value) {
    FieldType given =
        switch (value.getValueCase()) {
          case STRING_VALUE -> FieldType.STRING;
          case BOOL_VALUE -> FieldType.BOOL;
          case ENUM_VALUE -> FieldType.ENUM;
          case DOUBLE_VALUE -> FieldType.DOUBLE;
          case FLOAT_VALUE -> FieldType.FLOAT;
          case INT32_VALUE -> FieldType.INT32;
          case INT64_VALUE -> FieldType.INT64;
          case DURATION_VALUE -> FieldType.DURATION;
          case TIMESTAMP_VALUE -> FieldType.TIMESTAMP;
          case VALUE_NOT_SET -> throw wrong(field, "has no value");
        };
    if (given != field.type()) {
      throw wrong(field, "is given as " + given + " but is " + field.type());
    }
    if (!isValid(value)) {
      throw wrong(
          field,
          "must be a finite number, a duration of at least 0 s or a time of the years 1 to 9999");
    }
    if (given == FieldType.STRING) {
      values.setText(field, value.getStringValue());
    } else {
      values.setRaw(field, raw(value));
    }
  }

  /** Whether an event can have it, see {@link FieldType}. */
  private static boolean isValid(FieldValue value) {
    return switch (value.getValueCase()) {
      case DOUBLE_VALUE -> Double.isFinite(value.getDoubleValue());
      case FLOAT_VALUE -> Float.isFinite(value.getFloatValue());
      case DURATION_VALUE ->
          Durations.isValid(value.getDurationValue())
              && !Durations.isNegative(value.getDurationValue());
      case TIMESTAMP_VALUE -> Timestamps.isValid(value.getTimestampValue());
      default -> true;
    };
  }

  private static DomainException wrong(TemplateField field, String message) {
    return DomainException.at(
        ErrorCode.SPEC_INVALID, "non_population_field_values", field.path() + " " + message);
  }

  private static long raw(FieldValue value) {
    return switch (value.getValueCase()) {
      case BOOL_VALUE -> value.getBoolValue() ? 1 : 0;
      case ENUM_VALUE -> value.getEnumValue();
      case DOUBLE_VALUE -> FieldType.rawOf(value.getDoubleValue());
      case FLOAT_VALUE -> FieldType.rawOf(value.getFloatValue());
      case INT32_VALUE -> value.getInt32Value();
      case INT64_VALUE -> value.getInt64Value();
      case DURATION_VALUE -> Durations.toMillis(value.getDurationValue());
      case TIMESTAMP_VALUE -> Timestamps.toMicros(value.getTimestampValue());
      case STRING_VALUE, VALUE_NOT_SET -> throw new IllegalArgumentException("has no raw value");
    };
  }

  /**
   * The bytes by which the sampling of VIDs tells one set of values from another: by ascending
   * path, path then value, numbers little-endian, texts in UTF-8, a boolean as one byte, a Duration
   * or Timestamp as seconds then nanoseconds.
   */
  static ByteString samplingBytes(Map<String, FieldValue> values) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new TreeMap<>(values)
        .forEach((path, value) -> {
          bytes.writeBytes(path.getBytes(StandardCharsets.UTF_8));
          bytes.writeBytes(encoded(value));
        });
    return ByteString.copyFrom(bytes.toByteArray());
  }

  private static byte[] encoded(FieldValue value) {
    ByteBuffer number = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    switch (value.getValueCase()) {
      case STRING_VALUE -> {
        return value.getStringValue().getBytes(StandardCharsets.UTF_8);
      }
      case BOOL_VALUE -> number.put((byte) (value.getBoolValue() ? 1 : 0));
      case ENUM_VALUE -> number.putInt(value.getEnumValue());
      case DOUBLE_VALUE -> number.putDouble(value.getDoubleValue());
      case FLOAT_VALUE -> number.putFloat(value.getFloatValue());
      case INT32_VALUE -> number.putInt(value.getInt32Value());
      case INT64_VALUE -> number.putLong(value.getInt64Value());
      case DURATION_VALUE -> {
        Duration duration = value.getDurationValue();
        number.putLong(duration.getSeconds()).putInt(duration.getNanos());
      }
      case TIMESTAMP_VALUE -> {
        Timestamp timestamp = value.getTimestampValue();
        number.putLong(timestamp.getSeconds()).putInt(timestamp.getNanos());
      }
      case VALUE_NOT_SET -> {}
    }
    byte[] used = new byte[number.position()];
    number.flip().get(used);
    return used;
  }
}
