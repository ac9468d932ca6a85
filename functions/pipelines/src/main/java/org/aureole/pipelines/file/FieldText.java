package org.aureole.pipelines.file;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import java.util.List;
import java.util.stream.Collectors;
import org.aureole.pipelines.template.FieldType;
import org.aureole.pipelines.template.TemplateField;

/** Reads the cells of a row from characters. For use by one thread. */
final class FieldText {
  private static final String VID_EXPECTED = "must be a whole number from 1 to 2147483647";
  private static final double LONGEST_DURATION_SECONDS = 1e9;

  private final TimestampText timestamps = new TimestampText();

  long parseVid(char[] text, int from, int to) throws InvalidValueException {
    return checkedVid(NumberText.parseLong(text, from, to, VID_EXPECTED));
  }

  static long checkedVid(long vid) throws InvalidValueException {
    if (vid < 1 || vid > Integer.MAX_VALUE) {
      throw new InvalidValueException(VID_EXPECTED);
    }
    return vid;
  }

  long parseTimestamp(char[] text, int from, int to) throws InvalidValueException {
    return timestamps.parse(text, from, to);
  }

  /** The raw value of a field that is not a STRING. */
  long parse(TemplateField field, char[] text, int from, int to) throws InvalidValueException {
    return switch (field.type()) {
      case BOOL -> parseBool(text, from, to);
      case ENUM -> parseEnum(field, text, from, to);
      case INT32, INT64 ->
          checkedInteger(field, NumberText.parseLong(text, from, to, expectedInteger(field)));
      case FLOAT ->
          FieldType.rawOf(
              (float) NumberText.parseDouble(text, from, to, "must be a number, such as 0.5"));
      case DOUBLE ->
          FieldType.rawOf(NumberText.parseDouble(text, from, to, "must be a number, such as 0.5"));
      case DURATION -> parseDuration(text, from, to);
      case TIMESTAMP -> timestamps.parse(text, from, to);
      case STRING -> throw new IllegalArgumentException(field.path() + " has no raw value");
    };
  }

  static long checkedInteger(TemplateField field, long value) throws InvalidValueException {
    if (field.type() == FieldType.INT32 && (int) value != value) {
      throw new InvalidValueException(expectedInteger(field));
    }
    return value;
  }

  private static String expectedInteger(TemplateField field) {
    return "must be a whole number of " + (field.type() == FieldType.INT32 ? "32" : "64") + " bits";
  }

  static long checkedEnum(TemplateField field, long number) throws InvalidValueException {
    if ((int) number != number
        || field.field().getEnumType().findValueByNumber((int) number) == null) {
      throw new InvalidValueException(expectedEnum(field));
    }
    return number;
  }

  static long checkedSeconds(double seconds) throws InvalidValueException {
    if (!(seconds >= 0 && seconds <= LONGEST_DURATION_SECONDS)) {
      throw new InvalidValueException("must be seconds, at least 0, such as 12.5");
    }
    return Math.round(seconds * 1000);
  }

  private static long parseDuration(char[] text, int from, int to) throws InvalidValueException {
    int end = to > from && text[to - 1] == 's' ? to - 1 : to;
    return checkedSeconds(
        NumberText.parseDouble(text, from, end, "must be seconds, at least 0, such as 12.5"));
  }

  private static long parseBool(char[] text, int from, int to) throws InvalidValueException {
    if (equal("true", text, from, to) || equal("1", text, from, to)) {
      return 1;
    }
    if (equal("false", text, from, to) || equal("0", text, from, to)) {
      return 0;
    }
    throw new InvalidValueException("must be true or false");
  }

  private static long parseEnum(TemplateField field, char[] text, int from, int to)
      throws InvalidValueException {
    List<EnumValueDescriptor> values = field.field().getEnumType().getValues();
    for (int i = 0; i < values.size(); i++) {
      if (equal(values.get(i).getName(), text, from, to)) {
        return values.get(i).getNumber();
      }
    }
    return checkedEnum(field, NumberText.parseLong(text, from, to, expectedEnum(field)));
  }

  private static String expectedEnum(TemplateField field) {
    return field.field().getEnumType().getValues().stream()
        .map(EnumValueDescriptor::getName)
        .collect(Collectors.joining(", ", "must be one of ", " or its number"));
  }

  private static boolean equal(String word, char[] text, int from, int to) {
    if (word.length() != to - from) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      char c = text[from + i];
      if (c != word.charAt(i)
          && Character.toUpperCase(c) != Character.toUpperCase(word.charAt(i))) {
        return false;
      }
    }
    return true;
  }
}
