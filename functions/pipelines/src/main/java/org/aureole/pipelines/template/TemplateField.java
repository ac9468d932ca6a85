package org.aureole.pipelines.template;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;

/**
 * One field of one event template.
 *
 * @param index the place of the field among all fields of the event message
 * @param path template and field name, as in filters and column names: {@code person.gender}
 * @param template the field of the event message that holds the template
 * @param field the field within the template
 * @param populationAttribute whether the value belongs to the virtual person
 * @param watchDuration whether watch-duration measurements sum this field
 */
public record TemplateField(
    int index,
    String path,
    FieldDescriptor template,
    FieldDescriptor field,
    FieldType type,
    boolean populationAttribute,
    boolean watchDuration) {

  /**
   * The value to set in a message of the template.
   *
   * @param raw see {@link FieldType}; not looked at where the type is STRING
   * @param text the value where the type is STRING
   */
  public Object toMessageValue(long raw, String text) {
    return switch (type) {
      case BOOL -> raw != 0;
      case ENUM -> field.getEnumType().findValueByNumberCreatingIfUnknown((int) raw);
      case INT32 -> (int) raw;
      case INT64 -> raw;
      case FLOAT -> (float) Double.longBitsToDouble(raw);
      case DOUBLE -> Double.longBitsToDouble(raw);
      case DURATION -> Durations.fromMillis(raw);
      case TIMESTAMP -> Timestamps.fromMicros(raw);
      case STRING -> text;
    };
  }

  /** The raw value of what a message of the template holds; 0 where the type is STRING. */
  public long toRaw(Object messageValue) {
    return switch (type) {
      case BOOL -> (boolean) messageValue ? 1 : 0;
      case ENUM -> ((EnumValueDescriptor) messageValue).getNumber();
      case INT32 -> (int) messageValue;
      case INT64 -> (long) messageValue;
      case FLOAT -> FieldType.rawOf((float) messageValue);
      case DOUBLE -> FieldType.rawOf((double) messageValue);
      case DURATION -> Durations.toMillis((Duration) messageValue);
      case TIMESTAMP -> Timestamps.toMicros((Timestamp) messageValue);
      case STRING -> 0;
    };
  }

  /** What an unset field compares as. */
  public long defaultRaw() {
    return type == FieldType.ENUM ? field.getEnumType().getValues().get(0).getNumber() : 0;
  }

  /** The name of an enum value, or the number if the enum has no such value. */
  public String enumName(long number) {
    EnumValueDescriptor value = field.getEnumType().findValueByNumber((int) number);
    return value == null ? Long.toString(number) : value.getName();
  }

  /** What the raw value reads as in an event file or a message to a person. */
  public String format(long raw, String text) {
    return switch (type) {
      case BOOL -> Boolean.toString(raw != 0);
      case ENUM -> enumName(raw);
      case INT32, INT64 -> Long.toString(raw);
      case FLOAT -> Float.toString((float) Double.longBitsToDouble(raw));
      case DOUBLE -> Double.toString(Double.longBitsToDouble(raw));
      case DURATION -> formatSeconds(raw);
      case TIMESTAMP -> Timestamps.toString(Timestamps.fromMicros(raw));
      case STRING -> text;
    };
  }

  private static String formatSeconds(long millis) {
    long fraction = millis % 1000;
    String seconds = Long.toString(millis / 1000);
    return fraction == 0 ? seconds : seconds + "." + Long.toString(1000 + fraction).substring(1);
  }
}
