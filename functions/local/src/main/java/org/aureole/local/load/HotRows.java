package org.aureole.local.load;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.aureole.local.cli.console.Output;
import org.aureole.local.cli.console.Table;
import org.aureole.local.market.PartyConfig;
import org.aureole.platform.sql.Database;

/**
 * Which rows are changed often. Every row with a state counts its changes in {@code version}: one
 * that many Measurements change would stand out.
 */
final class HotRows {
  private static final String NAME = MarketCounts.OWN + "hotRows";

  private HotRows() {}

  /**
   * The most often changed row of a table.
   *
   * @param rows how many the table has
   * @param mean changes of a row, its creation included
   * @param most changes of the row that has most
   * @param name of that row
   */
  record Hottest(Part part, String table, long rows, double mean, long most, String name) {}

  /** For each side of the market and each table whose rows have a state. */
  static List<Hottest> find(LoadMarket market) {
    Map<Part, PartyConfig> examples = new EnumMap<>(Part.class);
    for (PartyConfig party : market.servers()) {
      examples.putIfAbsent(Part.of(party), party);
    }
    examples.put(Part.PROVIDERS, market.providers().get(0));
    List<Hottest> found = new ArrayList<>();
    examples.forEach((part, party) -> {
      Database database = market.database(party);
      for (String table : tablesWithStates(database)) {
        found.addAll(
            database.read(
                NAME,
                tx ->
                    tx.query(
                        "select name, version, (select count(*) from "
                            + table
                            + ") as rows, (select avg(version)::float8 from "
                            + table
                            + ") as mean from "
                            + table
                            + " order by version desc limit 1",
                        row ->
                            new Hottest(
                                part,
                                table,
                                row.longValue("rows"),
                                row.doubleValue("mean"),
                                row.longValue("version"),
                                row.string("name")))));
      }
    });
    return found;
  }

  private static List<String> tablesWithStates(Database database) {
    return database.read(
        NAME,
        tx ->
            tx.query(
                "select table_name from information_schema.columns where table_schema = 'public'"
                    + " and column_name = 'version' and table_name <> 'history'"
                    + " order by table_name",
                row -> row.string("table_name")));
  }

  static void show(Output output, List<Hottest> found) {
    output.say("");
    output.say("The row of each table that was changed most often");
    Table table =
        new Table()
            .text("AT")
            .text("TABLE")
            .number("ROWS")
            .number("CHANGES, MEAN")
            .number("MOST")
            .text("OF");
    for (Hottest one : found) {
      table.row(
          one.part().label(),
          one.table(),
          "" + one.rows(),
          KneeTables.number(one.mean()),
          "" + one.most(),
          one.name());
    }
    output.table(table);
  }
}
