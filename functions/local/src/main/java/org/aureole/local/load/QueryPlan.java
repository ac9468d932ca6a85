package org.aureole.local.load;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.aureole.platform.sql.Database;

/**
 * How PostgreSQL would run a statement whatever its arguments are. Immutable.
 *
 * @param scans how each table is read, innermost last
 */
record QueryPlan(List<Scan> scans) {
  private static final String NAME = MarketCounts.OWN + "explain";
  private static final String PREPARED = "load_explained";

  /**
   * How one table is read.
   *
   * @param node such as {@code Index Scan}
   * @param table empty where an index alone is named, as in the inner part of a bitmap scan
   * @param index empty for a sequential scan
   * @param isBounded whether a condition on the index says where to begin or end, or a limit stops
   *     the scan in the order of the index
   * @param rows how many the planner expects
   */
  record Scan(String node, String table, String index, boolean isBounded, double rows) {
    /** Whether every row of the table is looked at. */
    boolean isFull() {
      return !isBounded;
    }

    @Override
    public String toString() {
      return node + (index.isEmpty() ? " on " + table : " using " + index);
    }
  }

  /**
   * Asks for the plan of a statement.
   *
   * @param sql with a {@code ?} for each argument and none elsewhere
   */
  static QueryPlan of(Database database, String sql) {
    StringBuilder numbered = new StringBuilder();
    int arguments = 0;
    for (int i = 0; i < sql.length(); i++) {
      char c = sql.charAt(i);
      if (c == '?') {
        numbered.append('$').append(++arguments);
      } else {
        numbered.append(c);
      }
    }
    String execute =
        "explain (format json) execute "
            + PREPARED
            + (arguments == 0
                ? ""
                : "(" + String.join(", ", Collections.nCopies(arguments, "null")) + ")");
    return database.inTransaction(
        NAME,
        tx -> {
          tx.query(
              "select set_config('plan_cache_mode', 'force_generic_plan', true) as mode",
              row -> row.string("mode"));
          tx.update("prepare " + PREPARED + " as " + numbered);
          List<String> lines = tx.query(execute, row -> row.string("QUERY PLAN"));
          tx.update("deallocate " + PREPARED);
          return parse(String.join("\n", lines));
        });
  }

  private static QueryPlan parse(String json) {
    List<Scan> scans = new ArrayList<>();
    JsonElement parsed = JsonParser.parseString(json);
    collect(parsed.getAsJsonArray().get(0).getAsJsonObject().getAsJsonObject("Plan"), false, scans);
    return new QueryPlan(List.copyOf(scans));
  }

  private static void collect(JsonObject node, boolean isLimited, List<Scan> scans) {
    String type = node.get("Node Type").getAsString();
    String table = text(node, "Relation Name");
    String index = text(node, "Index Name");
    if (type.endsWith("Scan") && !type.equals("Bitmap Heap Scan") && !type.contains("Function")) {
      if (!table.isEmpty() || !index.isEmpty()) {
        boolean bounded =
            node.has("Index Cond") || (isLimited && !index.isEmpty() && !node.has("Filter"));
        scans.add(new Scan(type, table, index, bounded, node.get("Plan Rows").getAsDouble()));
      }
    }
    JsonArray children = node.has("Plans") ? node.getAsJsonArray("Plans") : new JsonArray();
    // What sorts or hashes reads everything below it before the limit stops it.
    boolean passes =
        type.equals("Limit") || (isLimited && (type.equals("Result") || type.equals("LockRows")));
    for (JsonElement child : children) {
      collect(child.getAsJsonObject(), passes, scans);
    }
  }

  private static String text(JsonObject node, String name) {
    return node.has(name) ? node.get(name).getAsString() : "";
  }
}
