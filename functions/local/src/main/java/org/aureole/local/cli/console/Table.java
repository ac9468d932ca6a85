package org.aureole.local.cli.console;

import java.util.ArrayList;
import java.util.List;

/** Rows of text in columns as wide as what is in them. For use by one thread. */
public final class Table {
  private static final String GAP = "  ";

  private final List<Column> columns = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();

  private record Column(String header, boolean right) {}

  /** Adds a column of texts. */
  public Table text(String header) {
    columns.add(new Column(header, false));
    return this;
  }

  /** Adds a column of numbers, which stand at the right. */
  public Table number(String header) {
    columns.add(new Column(header, true));
    return this;
  }

  /** Adds a row; control characters, as in names that others chose, are shown as question marks. */
  public Table row(String... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(cells.length + " cells for " + columns.size());
    }
    List<String> row = new ArrayList<>();
    for (String cell : cells) {
      row.add(Output.printable(cell));
    }
    rows.add(row);
    return this;
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** The header, then the rows. */
  public List<String> lines() {
    int[] widths = new int[columns.size()];
    List<List<String>> all = new ArrayList<>();
    all.add(columns.stream().map(Column::header).toList());
    all.addAll(rows);
    for (List<String> row : all) {
      for (int c = 0; c < widths.length; c++) {
        widths[c] = Math.max(widths[c], width(row.get(c)));
      }
    }
    return all.stream().map(row -> line(row, widths)).toList();
  }

  private String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int c = 0; c < widths.length; c++) {
      String padding = " ".repeat(widths[c] - width(row.get(c)));
      line.append(c == 0 ? "" : GAP);
      line.append(columns.get(c).right() ? padding + row.get(c) : row.get(c) + padding);
    }
    return line.toString().stripTrailing();
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }
}
