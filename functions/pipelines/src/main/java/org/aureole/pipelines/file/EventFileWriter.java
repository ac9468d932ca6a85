package org.aureole.pipelines.file;

import blue.strategic.parquet.ParquetWriter;
import blue.strategic.parquet.ValueWriter;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.aureole.pipelines.template.EventTemplates;
import org.aureole.pipelines.template.FieldType;
import org.aureole.pipelines.template.TemplateField;

/**
 * Writes the rest of a cursor's events as an event file, with the columns {@code vid}, {@code
 * timestamp} and those of the cursor's columns that are template fields. Immutable.
 */
public final class EventFileWriter {
  private final EventTemplates templates;

  public EventFileWriter(EventTemplates templates) {
    this.templates = templates;
  }

  /**
   * Writes CSV in UTF-8.
   *
   * @param out closed at the end
   * @return the number of events
   */
  public long writeCsv(EventCursor events, OutputStream out) throws IOException {
    List<TemplateField> fields = fieldsOf(events);
    try (CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(out)) {
      String[] cells = new String[fields.size() + 2];
      cells[0] = ColumnLayout.VID;
      cells[1] = ColumnLayout.TIMESTAMP;
      for (int i = 0; i < fields.size(); i++) {
        cells[i + 2] = fields.get(i).path();
      }
      csv.writeRecord(cells);
      long rows = 0;
      while (events.next()) {
        cells[0] = Long.toString(events.vid());
        cells[1] = Instant.EPOCH.plus(events.timestampMicros(), ChronoUnit.MICROS).toString();
        for (int i = 0; i < fields.size(); i++) {
          cells[i + 2] = cell(events, fields.get(i));
        }
        csv.writeRecord(cells);
        rows++;
      }
      return rows;
    }
  }

  private static String cell(EventCursor event, TemplateField field) {
    int index = field.index();
    return event.isSet(index) ? field.format(event.raw(index), event.text(index)) : "";
  }

  /**
   * Writes Parquet with Snappy compression.
   *
   * @param file made anew; its folder exists
   * @return the number of events
   */
  public long writeParquet(EventCursor events, Path file) throws IOException {
    List<TemplateField> fields = fieldsOf(events);
    try (ParquetWriter<EventCursor> parquet =
        ParquetWriter.writeFile(
            schema(fields), file.toFile(), (event, values) -> write(event, fields, values))) {
      long rows = 0;
      while (events.next()) {
        parquet.write(events);
        rows++;
      }
      return rows;
    }
  }

  private List<TemplateField> fieldsOf(EventCursor events) {
    return templates.fields().stream()
        .filter(field -> events.columns().contains(field.path()))
        .toList();
  }

  private static MessageType schema(List<TemplateField> fields) {
    var schema =
        Types.buildMessage()
            .required(PrimitiveTypeName.INT64)
            .named(ColumnLayout.VID)
            .required(PrimitiveTypeName.INT64)
            .as(LogicalTypeAnnotation.timestampType(true, TimeUnit.MICROS))
            .named(ColumnLayout.TIMESTAMP);
    for (TemplateField field : fields) {
      var column = Types.optional(primitive(field.type()));
      switch (field.type()) {
        case ENUM, STRING -> column.as(LogicalTypeAnnotation.stringType());
        case TIMESTAMP -> column.as(LogicalTypeAnnotation.timestampType(true, TimeUnit.MICROS));
        default -> {}
      }
      schema = schema.addField(column.named(field.path()));
    }
    return schema.named("event");
  }

  private static PrimitiveTypeName primitive(FieldType type) {
    return switch (type) {
      case BOOL -> PrimitiveTypeName.BOOLEAN;
      case ENUM, STRING -> PrimitiveTypeName.BINARY;
      case INT32 -> PrimitiveTypeName.INT32;
      case INT64, TIMESTAMP -> PrimitiveTypeName.INT64;
      case FLOAT -> PrimitiveTypeName.FLOAT;
      case DOUBLE, DURATION -> PrimitiveTypeName.DOUBLE;
    };
  }

  private static void write(EventCursor event, List<TemplateField> fields, ValueWriter values) {
    values.write(ColumnLayout.VID, event.vid());
    values.write(ColumnLayout.TIMESTAMP, event.timestampMicros());
    for (TemplateField field : fields) {
      int index = field.index();
      if (event.isSet(index)) {
        values.write(field.path(), value(field, event.raw(index), event.text(index)));
      }
    }
  }

  private static Object value(TemplateField field, long raw, String text) {
    return switch (field.type()) {
      case BOOL -> raw != 0;
      case ENUM -> field.enumName(raw);
      case INT32 -> (int) raw;
      case INT64, TIMESTAMP -> raw;
      case FLOAT -> (float) Double.longBitsToDouble(raw);
      case DOUBLE -> Double.longBitsToDouble(raw);
      case DURATION -> raw / 1000.0;
      case STRING -> text;
    };
  }
}
