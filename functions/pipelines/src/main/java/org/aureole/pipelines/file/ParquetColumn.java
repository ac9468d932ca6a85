package org.aureole.pipelines.file;

import java.util.HashMap;
import java.util.Map;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.aureole.pipelines.template.FieldType;
import org.aureole.pipelines.template.TemplateField;

/**
 * One column of a Parquet file, read as a VID, a timestamp or a template field. For use by one
 * thread.
 */
final class ParquetColumn {
  private static final int CACHED_TEXTS = 10_000;
  private static final long JULIAN_DAY_OF_EPOCH = 2_440_588;
  private static final long MICROS_PER_DAY = 86_400_000_000L;

  /** How a present value becomes its raw value. */
  private interface Conversion {
    long raw(ColumnReader reader) throws InvalidValueException;
  }

  /** How the text of a cell becomes its raw value. */
  private interface TextConversion {
    long raw(char[] text) throws InvalidValueException;
  }

  private final String name;
  private final ColumnDescriptor descriptor;
  private final Conversion conversion;
  private final boolean text;
  private ColumnReader reader;
  private boolean set;
  private long raw;
  private String textValue = "";

  private ParquetColumn(
      String name, ColumnDescriptor descriptor, Conversion conversion, boolean text) {
    this.name = name;
    this.descriptor = descriptor;
    this.conversion = conversion;
    this.text = text;
  }

  /**
   * @throws InvalidValueException if the column has a type that cannot hold VIDs
   */
  static ParquetColumn ofVid(ColumnDescriptor column, FieldText parser)
      throws InvalidValueException {
    PrimitiveTypeName type = column.getPrimitiveType().getPrimitiveTypeName();
    Conversion conversion =
        switch (type) {
          case INT32 -> reader -> FieldText.checkedVid(reader.getInteger());
          case INT64 -> reader -> FieldText.checkedVid(reader.getLong());
          case BINARY -> ofText(chars -> parser.parseVid(chars, 0, chars.length));
          default -> throw new InvalidValueException(typeMessage(type, "INT64"));
        };
    return new ParquetColumn(ColumnLayout.VID, column, conversion, false);
  }

  /**
   * @throws InvalidValueException if the column has a type that cannot hold timestamps
   */
  static ParquetColumn ofTimestamp(String name, ColumnDescriptor column, FieldText parser)
      throws InvalidValueException {
    PrimitiveTypeName type = column.getPrimitiveType().getPrimitiveTypeName();
    Conversion conversion =
        switch (type) {
          case INT64 -> ofInstant(column);
          case INT96 -> reader -> TimestampText.checked(julianMicros(reader.getBinary()));
          case BINARY -> ofText(chars -> parser.parseTimestamp(chars, 0, chars.length));
          default -> throw new InvalidValueException(typeMessage(type, "TIMESTAMP(MICROS)"));
        };
    return new ParquetColumn(name, column, conversion, false);
  }

  /**
   * @throws InvalidValueException if the column has a type that cannot hold the field
   */
  static ParquetColumn ofField(TemplateField field, ColumnDescriptor column, FieldText parser)
      throws InvalidValueException {
    if (field.type() == FieldType.TIMESTAMP) {
      return ofTimestamp(field.path(), column, parser);
    }
    PrimitiveTypeName type = column.getPrimitiveType().getPrimitiveTypeName();
    if (field.type() == FieldType.STRING) {
      if (type != PrimitiveTypeName.BINARY) {
        throw new InvalidValueException(typeMessage(type, "STRING"));
      }
      return new ParquetColumn(field.path(), column, null, true);
    }
    Conversion conversion =
        switch (type) {
          case BOOLEAN -> ofBoolean(field);
          case INT32 -> ofInteger(field, ColumnReader::getInteger);
          case INT64 -> ofInteger(field, ColumnReader::getLong);
          case FLOAT -> ofDouble(field, ColumnReader::getFloat);
          case DOUBLE -> ofDouble(field, ColumnReader::getDouble);
          case BINARY -> ofText(chars -> parser.parse(field, chars, 0, chars.length));
          default -> throw new InvalidValueException(typeMessage(type, "a simpler type"));
        };
    return new ParquetColumn(field.path(), column, conversion, false);
  }

  private static String typeMessage(Object type, String expected) {
    return "has the Parquet type " + type + "; write it as " + expected;
  }

  private static Conversion ofInstant(ColumnDescriptor column) {
    LogicalTypeAnnotation annotation = column.getPrimitiveType().getLogicalTypeAnnotation();
    TimeUnit unit =
        annotation instanceof TimestampLogicalTypeAnnotation timestamp
            ? timestamp.getUnit()
            : TimeUnit.MICROS;
    return switch (unit) {
      case MICROS -> reader -> TimestampText.checked(reader.getLong());
      case NANOS -> reader -> TimestampText.checked(Math.floorDiv(reader.getLong(), 1000L));
      case MILLIS ->
          reader -> {
            long millis = reader.getLong();
            return TimestampText.checked(millis > Long.MAX_VALUE / 1000 ? -1 : millis * 1000);
          };
    };
  }

  /** INT96: nanoseconds of the day, then the Julian day, little-endian. */
  private static long julianMicros(Binary value) {
    var bytes = value.toByteBuffer().order(java.nio.ByteOrder.LITTLE_ENDIAN);
    long nanos = bytes.getLong(bytes.position());
    long day = bytes.getInt(bytes.position() + Long.BYTES);
    return (day - JULIAN_DAY_OF_EPOCH) * MICROS_PER_DAY + nanos / 1000;
  }

  private static Conversion ofBoolean(TemplateField field) throws InvalidValueException {
    if (field.type() != FieldType.BOOL) {
      throw new InvalidValueException(typeMessage("BOOLEAN", field.type().name()));
    }
    return reader -> reader.getBoolean() ? 1 : 0;
  }

  private interface LongGetter {
    long get(ColumnReader reader);
  }

  private static Conversion ofInteger(TemplateField field, LongGetter getter)
      throws InvalidValueException {
    return switch (field.type()) {
      case ENUM -> reader -> FieldText.checkedEnum(field, getter.get(reader));
      case INT32, INT64 -> reader -> FieldText.checkedInteger(field, getter.get(reader));
      case DURATION -> reader -> FieldText.checkedSeconds((double) getter.get(reader));
      case FLOAT, DOUBLE -> reader -> FieldType.rawOf((double) getter.get(reader));
      default -> throw new InvalidValueException(typeMessage("INT", field.type().name()));
    };
  }

  private interface DoubleGetter {
    double get(ColumnReader reader);
  }

  private static Conversion ofDouble(TemplateField field, DoubleGetter getter)
      throws InvalidValueException {
    return switch (field.type()) {
      case DURATION -> reader -> FieldText.checkedSeconds(getter.get(reader));
      case DOUBLE -> reader -> finite(getter.get(reader));
      case FLOAT -> reader -> finite((float) getter.get(reader));
      default -> throw new InvalidValueException(typeMessage("DOUBLE", field.type().name()));
    };
  }

  private static long finite(double value) throws InvalidValueException {
    if (!Double.isFinite(value)) {
      throw new InvalidValueException("must be a finite number");
    }
    return FieldType.rawOf(value);
  }

  /** Texts repeat, so what they mean is kept for the first ones. */
  private static Conversion ofText(TextConversion parser) {
    Map<Binary, Long> known = new HashMap<>();
    return reader -> {
      Binary value = reader.getBinary();
      Long seen = known.get(value);
      if (seen != null) {
        return seen;
      }
      long parsed = parser.raw(value.toStringUsingUTF8().strip().toCharArray());
      if (known.size() < CACHED_TEXTS) {
        known.put(value.copy(), parsed);
      }
      return parsed;
    };
  }

  String name() {
    return name;
  }

  ColumnDescriptor descriptor() {
    return descriptor;
  }

  /** Starts on the values of the next row group. */
  void start(ColumnReader groupReader) {
    reader = groupReader;
  }

  /** Reads the value of the next row. */
  void advance() throws InvalidValueException {
    set = reader.getCurrentDefinitionLevel() == descriptor.getMaxDefinitionLevel();
    if (set && text) {
      textValue = reader.getBinary().toStringUsingUTF8();
      set = !textValue.isEmpty();
    } else if (set) {
      raw = conversion.raw(reader);
    }
    reader.consume();
  }

  boolean isSet() {
    return set;
  }

  /** Only where {@link #isSet}. */
  long raw() {
    return raw;
  }

  String text() {
    return set ? textValue : "";
  }
}
