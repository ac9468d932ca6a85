package org.aureole.local.load;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.aureole.local.cli.console.Output;
import org.aureole.local.cli.console.Table;

/** How the database runs each statement. */
final class PlanTables {
  private static final int SQL_CHARS = 100;

  private final PlanStudy.Plans plans;

  PlanTables(PlanStudy.Plans plans) {
    this.plans = plans;
  }

  void show(Output output) {
    for (Part part : Part.values()) {
      output.say("");
      output.say(
          "Rows at the "
              + part.label()
              + ": "
              + String.join(
                  ", ",
                  new TreeMap<>(plans.rows().getOrDefault(part, Map.of()))
                      .entrySet().stream()
                          .map(row -> row.getKey() + " " + row.getValue())
                          .toList()));
      Table table = new Table().text("TRANSACTIONS").text("PLAN").number("ROWS").text("STATEMENT");
      for (PlanStudy.Planned one : plans.statements()) {
        if (one.part() == part && !one.plan().scans().isEmpty()) {
          table.row(
              transactions(one),
              one.scans(),
              KneeTables.number(
                  one.plan().scans().stream().mapToDouble(QueryPlan.Scan::rows).max().orElse(0)),
              one.sql().substring(0, Math.min(SQL_CHARS, one.sql().length())));
        }
      }
      output.table(table);
    }
    output.say("");
    List<PlanStudy.Planned> full =
        plans.statements().stream()
            .filter(one -> one.plan().scans().stream().anyMatch(QueryPlan.Scan::isFull))
            .toList();
    output.say(full.size() + " of " + plans.statements().size() + " statements read a whole table");
    Table table = new Table().text("AT").text("TRANSACTIONS").text("PLAN").number("TABLE'S ROWS");
    for (PlanStudy.Planned one : full) {
      for (QueryPlan.Scan scan : one.plan().scans()) {
        if (scan.isFull()) {
          table.row(
              one.part().label(),
              transactions(one),
              scan.toString(),
              "" + plans.rows().get(one.part()).getOrDefault(scan.table(), 0L));
        }
      }
    }
    output.table(table);
  }

  private static String transactions(PlanStudy.Planned one) {
    List<String> names = List.copyOf(new TreeSet<>(one.transactions()));
    return names.size() <= 2
        ? String.join(", ", names)
        : names.get(0) + " and " + (names.size() - 1) + " more";
  }

  List<Object> json() {
    List<Object> json = new ArrayList<>();
    for (PlanStudy.Planned one : plans.statements()) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("part", one.part().label());
      row.put("transactions", List.copyOf(new TreeSet<>(one.transactions())));
      row.put("sql", one.sql());
      row.put("plan", one.plan().scans().stream().map(Object::toString).toList());
      row.put("full", one.plan().scans().stream().anyMatch(QueryPlan.Scan::isFull));
      json.add(row);
    }
    return json;
  }
}
