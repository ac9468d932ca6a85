package org.aureole.pipelines.file;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.format.converter.ParquetMetadataConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ColumnPath;
import org.apache.parquet.schema.MessageType;
import org.aureole.edp.events.EventObject;
import org.aureole.pipelines.template.EventTemplates;
import org.aureole.pipelines.template.TemplateField;

/**
 * Reads events from Parquet, only the columns that are needed, one row group in memory at a time. A
 * column is named by its path joined with dots, so {@code person.gender} may be a flat column of
 * that name or a field of a group. Runs without Hadoop.
 */
final class ParquetEventCursor implements EventCursor {
  private static final String FORMAT = "Parquet";

  /** Parquet's own limit of a footer. */
  private static final int MAX_FOOTER_BYTES = 100 << 20;

  private final EventFileFault fault;
  private final ObjectStream source;
  private final ParquetFileReader reader;
  private final MessageType schema;
  private final ColumnLayout layout;
  private final List<TemplateField> fields;
  private final ParquetColumn[] byField;
  private final List<ParquetColumn> wanted = new ArrayList<>();
  private ParquetColumn vid;
  private ParquetColumn timestamp;
  private long leftInGroup;
  private long row;

  /**
   * @param source closed with the cursor
   * @param needed the fields that the caller will ask for; others read as unset
   */
  ParquetEventCursor(
      EventFileFault fault,
      EventTemplates templates,
      ObjectStream source,
      EventObject object,
      IntPredicate needed) {
    this.fault = fault;
    this.source = source;
    this.fields = templates.fields();
    this.byField = new ParquetColumn[fields.size()];
    ObjectInputFile file = new ObjectInputFile(source, object.size());
    this.reader = open(file, object);
    checkSizes(object);
    this.schema = reader.getFileMetaData().getSchema();
    List<ColumnDescriptor> all = schema.getColumns();
    this.layout =
        new ColumnLayout(
            fault, templates, all.stream().map(c -> String.join(".", c.getPath())).toList());
    bindColumns(all, needed);
    reader.setRequestedSchema(wanted.stream().map(ParquetColumn::descriptor).toList());
    file.check(wantedChunks());
  }

  private ParquetFileReader open(ObjectInputFile file, EventObject object) {
    PlainParquetConfiguration configuration = new PlainParquetConfiguration();
    // Memory for a text of the footer is taken before it is read: no text is longer than the file.
    configuration.setInt(
        ParquetMetadataConverter.PARQUET_THRIFT_STRING_SIZE_LIMIT,
        (int) Math.min(object.size(), MAX_FOOTER_BYTES));
    ParquetReadOptions options =
        ParquetReadOptions.builder(configuration)
            .withCodecFactory(new ParquetCodecs())
            // Chunks in a row come in one piece, so that they can be looked through.
            .withMaxAllocationInBytes(Integer.MAX_VALUE - Long.BYTES)
            .build();
    try {
      return ParquetFileReader.open(file, options);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      throw fault.translate(e, FORMAT, 0);
    }
  }

  private List<ColumnChunkMetaData> wantedChunks() {
    Set<ColumnPath> paths =
        wanted.stream()
            .map(column -> ColumnPath.get(column.descriptor().getPath()))
            .collect(Collectors.toSet());
    return reader.getRowGroups().stream()
        .flatMap(group -> group.getColumns().stream())
        .filter(chunk -> paths.contains(chunk.getPath()))
        .toList();
  }

  /** A row group is read into as much memory as the footer says: it may say what is there only. */
  private void checkSizes(EventObject object) {
    for (BlockMetaData group : reader.getRowGroups()) {
      long left = object.size();
      for (ColumnChunkMetaData chunk : group.getColumns()) {
        long size = chunk.getTotalSize();
        long start = chunk.getStartingPos();
        if (size < 0 || start < 0 || size > left || start > object.size() - size) {
          throw fault.file("states columns larger than the file; write it again");
        }
        left -= size;
      }
    }
  }

  private void bindColumns(List<ColumnDescriptor> all, IntPredicate needed) {
    FieldText parser = new FieldText();
    String binding = ColumnLayout.VID;
    try {
      vid = ParquetColumn.ofVid(singular(all.get(layout.vidColumn())), parser);
      wanted.add(vid);
      binding = ColumnLayout.TIMESTAMP;
      ColumnDescriptor time = singular(all.get(layout.timestampColumn()));
      timestamp = ParquetColumn.ofTimestamp(ColumnLayout.TIMESTAMP, time, parser);
      wanted.add(timestamp);
      for (TemplateField field : fields) {
        int column = layout.columnOf(field.index());
        if (column >= 0 && needed.test(field.index())) {
          binding = field.path();
          ParquetColumn bound = ParquetColumn.ofField(field, singular(all.get(column)), parser);
          byField[field.index()] = bound;
          wanted.add(bound);
        }
      }
    } catch (InvalidValueException e) {
      throw fault.file("column " + binding + " " + e.getMessage());
    }
  }

  private static ColumnDescriptor singular(ColumnDescriptor column) throws InvalidValueException {
    if (column.getMaxRepetitionLevel() > 0) {
      throw new InvalidValueException("is repeated; an event has one value per column");
    }
    return column;
  }

  @Override
  public boolean next() {
    try { // A corrupt header may nest structures without end, hence the StackOverflowError.
      while (leftInGroup == 0) {
        PageReadStore pages = reader.readNextRowGroup();
        if (pages == null) {
          return false;
        }
        startGroup(pages);
      }
      leftInGroup--;
      row++;
      for (ParquetColumn column : wanted) {
        advance(column);
      }
      return true;
    } catch (IOException | RuntimeException | StackOverflowError e) {
      throw fault.translate(e, FORMAT, row);
    }
  }

  private void startGroup(PageReadStore pages) {
    ColumnReadStoreImpl store =
        new ColumnReadStoreImpl(
            pages, new NoConverter(schema), schema, reader.getFileMetaData().getCreatedBy());
    for (ParquetColumn column : wanted) {
      column.start(store.getColumnReader(column.descriptor()));
    }
    leftInGroup = pages.getRowCount();
  }

  private void advance(ParquetColumn column) {
    try {
      column.advance();
    } catch (InvalidValueException e) {
      throw fault.cell(row, column.name(), e.getMessage());
    }
    boolean required = column == vid || column == timestamp;
    if (required && !column.isSet()) {
      throw fault.cell(row, column.name(), "is null; every event needs one");
    }
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
    return vid.raw();
  }

  @Override
  public long timestampMicros() {
    return timestamp.raw();
  }

  @Override
  public boolean isSet(int field) {
    return byField[field] != null && byField[field].isSet();
  }

  @Override
  public long raw(int field) {
    return isSet(field) ? byField[field].raw() : fields.get(field).defaultRaw();
  }

  @Override
  public String text(int field) {
    return byField[field] == null ? "" : byField[field].text();
  }

  @Override
  public void close() {
    try {
      reader.close();
      source.close();
    } catch (IOException e) {
      throw fault.translate(e, FORMAT, row);
    }
  }
}
