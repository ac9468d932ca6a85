package org.aureole.local.load;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.aureole.platform.sql.Database;

/**
 * Copies the rows of open Measurements under other names, at every party that has some: to the
 * parties these are Measurements like the ones that came through the API.
 */
final class CopiedRows {
  private static final String NAME = MarketCounts.OWN + "copy";

  /** How the ids of open Measurements that came through the API begin. */
  static final String OPEN = "open-";

  private static final String IS_ORIGINAL = " ~ 'measurements/" + OPEN + "[0-9]+$'";
  private static final String MEASUREMENTS = "measurement" + IS_ORIGINAL;
  private static final String IDS = "(measurements/[^/]+|requisitions/[^/]+|computations/[^/]+)";

  private CopiedRows() {}

  /**
   * Adds copies to one party.
   *
   * @param from the number of the first copy of each row
   * @param until the number of the last
   */
  static void add(Part part, Database database, int from, int until) {
    database.run(
        NAME,
        tx -> {
          // What others are chosen by comes last.
          for (Map.Entry<String, String> table : tables(part).entrySet()) {
            List<Column> columns =
                tx.query(
                    "select column_name, data_type from information_schema.columns"
                        + " where table_schema = 'public' and table_name = ?"
                        + " order by ordinal_position",
                    row -> new Column(row.string("column_name"), row.string("data_type")),
                    table.getKey());
            tx.update(
                "insert into "
                    + table.getKey()
                    + " ("
                    + columns.stream().map(Column::name).collect(Collectors.joining(", "))
                    + ") select "
                    + columns.stream().map(Column::copied).collect(Collectors.joining(", "))
                    + " from "
                    + table.getKey()
                    + ", generate_series(?::int, ?::int) as n where "
                    + table.getValue(),
                from,
                until);
          }
        });
  }

  private record Column(String name, String type) {
    /** Its value in the n-th copy of a row. */
    String copied() {
      if (name.equals("spec_fingerprint")) {
        return "md5(" + name + " || n)";
      }
      return type.equals("character varying")
          ? "regexp_replace(" + name + ", '" + IDS + "', '\\1-' || n, 'g')"
          : name;
    }
  }

  private static Map<String, String> tables(Part part) {
    Map<String, String> tables = new LinkedHashMap<>();
    switch (part) {
      case KINGDOM -> {
        String computations = "select name from computations where " + MEASUREMENTS;
        String participants =
            "select name from computation_participants where computation in (" + computations + ")";
        tables.put(
            "history",
            "entity"
                + IS_ORIGINAL
                + " or entity in (select name from requisitions where "
                + MEASUREMENTS
                + ") or entity in ("
                + participants
                + ")");
        tables.put("timeline_entries", MEASUREMENTS);
        tables.put("certificate_uses", MEASUREMENTS);
        tables.put("computation_participants", "computation in (" + computations + ")");
        tables.put("computations", MEASUREMENTS);
        tables.put("requisitions", MEASUREMENTS);
        tables.put("measurements", "name" + IS_ORIGINAL);
      }
      case DUCHIES -> {
        String computations = "(select name from computations where " + MEASUREMENTS + ")";
        tables.put("history", ofRowsAndJobs(computations));
        tables.put("jobs", "resource in " + computations);
        for (String table :
            List.of(
                "computation_requisitions",
                "computation_peers",
                "computation_inputs",
                "computation_outputs")) {
          tables.put(table, "computation in " + computations);
        }
        tables.put("computations", MEASUREMENTS);
      }
      case PROVIDERS -> {
        String fulfillments = "(select name from fulfillments where " + MEASUREMENTS + ")";
        tables.put("history", ofRowsAndJobs(fulfillments));
        tables.put("jobs", "resource in " + fulfillments);
        tables.put("fulfillments", MEASUREMENTS);
      }
    }
    return tables;
  }

  private static String ofRowsAndJobs(String names) {
    return "entity in "
        + names
        + " or entity in (select name from jobs where resource in "
        + names
        + ")";
  }
}
