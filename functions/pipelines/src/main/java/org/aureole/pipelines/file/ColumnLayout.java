package org.aureole.pipelines.file;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.aureole.model.error.DomainException;
import org.aureole.pipelines.template.EventTemplates;
import org.aureole.pipelines.template.TemplateField;

/** Where the columns of one event file are. Immutable. */
final class ColumnLayout {
  static final String VID = "vid";
  static final String TIMESTAMP = "timestamp";
  private static final int ABSENT = -1;

  private final List<String> columns;
  private final int[] ofField;

  /**
   * @throws DomainException {@code EVENT_FILE_INVALID} if {@code vid} or {@code timestamp} is
   *     missing, a column occurs twice, or a column names a field that its template lacks
   */
  ColumnLayout(EventFileFault fault, EventTemplates templates, List<String> columns) {
    this.columns = List.copyOf(columns);
    this.ofField = new int[templates.fields().size()];
    Arrays.fill(ofField, ABSENT);
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < columns.size(); i++) {
      String column = columns.get(i);
      if (!seen.add(column)) {
        throw fault.file("column " + column + " occurs twice; keep one");
      }
      Optional<TemplateField> field = templates.field(column);
      if (field.isPresent()) {
        ofField[field.get().index()] = i;
      } else if (column.contains(".")) {
        throw fault.file(unknownField(templates, column));
      }
    }
    for (String required : List.of(VID, TIMESTAMP)) {
      if (!seen.contains(required)) {
        throw fault.file(
            "column %s is missing; the columns are %s"
                .formatted(required, String.join(", ", columns)));
      }
    }
  }

  private static String unknownField(EventTemplates templates, String column) {
    return "column %s is not a field of an event template; the fields are %s"
        .formatted(
            column,
            templates.fields().stream().map(TemplateField::path).collect(Collectors.joining(", ")));
  }

  List<String> columns() {
    return columns;
  }

  int vidColumn() {
    return columns.indexOf(VID);
  }

  int timestampColumn() {
    return columns.indexOf(TIMESTAMP);
  }

  /** The column of a field, or −1 if the file has none. */
  int columnOf(int field) {
    return ofField[field];
  }
}
