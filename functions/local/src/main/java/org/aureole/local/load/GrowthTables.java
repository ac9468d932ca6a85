package org.aureole.local.load;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import org.aureole.local.cli.console.Output;
import org.aureole.local.cli.console.Table;
import org.aureole.local.load.GrowthStudy.Dimension;
import org.aureole.local.load.GrowthStudy.Level;

/** The cost of the same thing in markets of several sizes. */
final class GrowthTables {
  /** What grows by less than a tenth is flat. */
  private static final double FLAT = 1.1;

  private static final double FEW_ROWS = 2;

  private final List<Level> levels;

  GrowthTables(List<Level> levels) {
    this.levels = levels;
  }

  void show(Output output) {
    for (Dimension dimension : Dimension.values()) {
      List<Level> grown = levels.stream().filter(level -> level.dimension() == dimension).toList();
      if (grown.isEmpty()) {
        continue;
      }
      output.say("");
      output.say(
          "The cost of one, with "
              + String.join(", ", grown.stream().map(level -> "" + level.size()).toList())
              + " "
              + dimension.label()
              + "; × is the last to the first");
      output.table(table(grown));
      Table tables = tables(grown);
      if (!tables.isEmpty()) {
        output.say("");
        output.say("Tables of which one reads more rows in the larger market");
        output.table(tables);
      }
    }
  }

  /** What makes rows read grow, if it does. */
  private static Table tables(List<Level> grown) {
    Table table = new Table().text("WHAT").text("AT").text("TABLE");
    grown.forEach(level -> table.number("" + level.size()));
    for (String what : grown.get(0).costs().keySet()) {
      TreeSet<RowsRead.Table> names = new TreeSet<>();
      grown.forEach(level -> names.addAll(level.costs().get(what).rows().keySet()));
      for (RowsRead.Table name : names) {
        double[] values =
            grown.stream()
                .mapToDouble(level -> level.costs().get(what).rows().getOrDefault(name, 0.0))
                .toArray();
        double last = values[values.length - 1];
        if (last > FLAT * values[0] && last > values[0] + FEW_ROWS) {
          String[] cells = new String[values.length + 3];
          cells[0] = what;
          cells[1] = name.part().label();
          cells[2] = name.name();
          for (int i = 0; i < values.length; i++) {
            cells[3 + i] = KneeTables.number(values[i]);
          }
          table.row(cells);
        }
      }
    }
    return table;
  }

  private static Table table(List<Level> grown) {
    Table table = new Table().text("WHAT").text("AT").text("COUNTED");
    grown.forEach(level -> table.number("" + level.size()));
    table.number("×");
    for (String what : grown.get(0).costs().keySet()) {
      for (Part part : Part.values()) {
        Map<String, ToDoubleFunction<Cost>> measures = new LinkedHashMap<>();
        measures.put("transactions", Cost::transactions);
        measures.put("statements", Cost::statements);
        measures.put("rows read", Cost::rowsRead);
        measures.put("function calls", Cost::calls);
        measures.forEach((name, measure) -> {
          double[] values =
              grown.stream()
                  .mapToDouble(
                      level -> measure.applyAsDouble(level.costs().get(what).parts().get(part)))
                  .toArray();
          if (values[0] != 0 || values[values.length - 1] != 0) {
            row(table, what, part, name, values);
          }
        });
      }
    }
    return table;
  }

  private static void row(Table table, String what, Part part, String measure, double[] values) {
    String[] cells = new String[values.length + 4];
    cells[0] = what;
    cells[1] = part.label();
    cells[2] = measure;
    for (int i = 0; i < values.length; i++) {
      cells[3 + i] = KneeTables.number(values[i]);
    }
    cells[cells.length - 1] =
        values[0] == 0
            ? "-"
            : String.format(Locale.ROOT, "%.2f", values[values.length - 1] / values[0]);
    table.row(cells);
  }
}
