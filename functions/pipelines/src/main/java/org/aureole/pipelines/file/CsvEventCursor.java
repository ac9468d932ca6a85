package org.aureole.pipelines.file;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.aureole.pipelines.template.EventTemplates;
import org.aureole.pipelines.template.FieldType;
import org.aureole.pipelines.template.TemplateField;

/**
 * Reads events from CSV (RFC 4180, UTF-8, a header row). Cells are parsed when they are asked for;
 * VID and timestamp always.
 */
final class CsvEventCursor implements EventCursor {
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final EventFileFault fault;
  private final ObjectStream source;
  private final List<TemplateField> fields;
  private final FieldText parser = new FieldText();
  private final CloseableIterator<CsvRow> records;
  private final ColumnLayout layout;
  private final int vidColumn;
  private final int timestampColumn;
  private CsvRow record;
  private long row;
  private long vid;
  private long timestampMicros;

  /**
   * @param source closed with the cursor
   * @param text the decompressed bytes of {@code source}
   */
  CsvEventCursor(
      EventFileFault fault, EventTemplates templates, ObjectStream source, InputStream text) {
    this.fault = fault;
    this.source = source;
    this.fields = templates.fields();
    var decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    this.records =
        CsvReader.builder()
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .allowUnclosedQuote(false)
            .build(new CsvRow(), new InputStreamReader(text, decoder))
            .iterator();
    this.layout = new ColumnLayout(fault, templates, readHeader());
    this.vidColumn = layout.vidColumn();
    this.timestampColumn = layout.timestampColumn();
  }

  private List<String> readHeader() {
    if (!advance()) {
      throw fault.file(
          "has no header; the first line must name the columns, such as vid,timestamp");
    }
    List<String> columns = new ArrayList<>();
    for (int i = 0; i < record.cellCount(); i++) {
      String column = record.text(i);
      boolean marked = i == 0 && !column.isEmpty() && column.charAt(0) == BYTE_ORDER_MARK;
      columns.add(marked ? column.substring(1).strip() : column);
    }
    return columns;
  }

  private boolean advance() {
    try {
      if (!records.hasNext()) {
        return false;
      }
      record = records.next();
      return true;
    } catch (RuntimeException e) {
      throw fault.translate(e, "CSV in UTF-8", row);
    }
  }

  @Override
  public boolean next() {
    if (!advance()) {
      return false;
    }
    row++;
    if (record.cellCount() != layout.columns().size()) {
      throw fault.row(
          row,
          "has %d cells where the header has %d; quote cells that hold commas"
              .formatted(record.cellCount(), layout.columns().size()));
    }
    int column = vidColumn;
    try {
      vid = parser.parseVid(record.chars(), record.start(column), record.end(column));
      column = timestampColumn;
      timestampMicros =
          parser.parseTimestamp(record.chars(), record.start(column), record.end(column));
    } catch (InvalidValueException e) {
      throw invalidCell(column, e);
    }
    return true;
  }

  private RuntimeException invalidCell(int column, InvalidValueException e) {
    return fault.cell(row, layout.columns().get(column), e.getMessage());
  }

  @Override
  public long row() {
    return row;
  }

  @Override
  public List<String> columns() {
    return layout.columns();
  }

  @Override
  public long bytesRead() {
    return source.bytesRead();
  }

  @Override
  public long vid() {
    return vid;
  }

  @Override
  public long timestampMicros() {
    return timestampMicros;
  }

  @Override
  public boolean isSet(int field) {
    int column = layout.columnOf(field);
    return column >= 0 && record.start(column) < record.end(column);
  }

  @Override
  public long raw(int field) {
    TemplateField target = fields.get(field);
    if (target.type() == FieldType.STRING || !isSet(field)) {
      return target.defaultRaw();
    }
    int column = layout.columnOf(field);
    try {
      return parser.parse(target, record.chars(), record.start(column), record.end(column));
    } catch (InvalidValueException e) {
      throw invalidCell(column, e);
    }
  }

  @Override
  public String text(int field) {
    return isSet(field) ? record.text(layout.columnOf(field)) : "";
  }

  @Override
  public void close() {
    try {
      records.close();
      source.close();
    } catch (IOException e) {
      throw fault.translate(e, "CSV", row);
    }
  }
}
