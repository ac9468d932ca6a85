package org.aureole.local.load;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.aureole.platform.sql.Database;

/**
 * Fills the tables of a party with copies of the rows that are there, under other names, so that
 * PostgreSQL plans as for a market that has run for long.
 */
final class ManyRows {
  /** Resource names are at least that long. */
  private static final int SHORTEST_NAME = 100;

  /** Ids and digests are at least that long; states and kinds are shorter. */
  private static final int SHORTEST_ID = 63;

  /** Long enough for a digest; a day, which is a key too, is shorter. */
  private static final int SHORTEST_KEY = 36;

  private final Database database;

  ManyRows(Database database) {
    this.database = database;
  }

  private record Column(String name, String type, long length, boolean isKey) {
    /** Its value in the {@code n}-th copy. */
    String copied() {
      boolean isText = type.equals("character varying");
      if (isText && length >= SHORTEST_NAME) {
        return name + " || 'x' || n::text";
      }
      boolean isId = isText && length >= (isKey ? SHORTEST_KEY : SHORTEST_ID);
      return isId ? "md5('many' || " + name + " || n::text)" : name;
    }
  }

  /** Brings every table that has rows, but for {@code small} ones, to about so many. */
  void fill(List<String> small, int wanted) {
    for (String table : tables()) {
      if (!small.contains(table)) {
        List<Column> columns = columns(table);
        String names = columns.stream().map(Column::name).collect(Collectors.joining(", "));
        String values = columns.stream().map(Column::copied).collect(Collectors.joining(", "));
        database.run(
            MarketCounts.OWN + "fill",
            tx ->
                tx.update(
                    "insert into "
                        + table
                        + " ("
                        + names
                        + ") select "
                        + values
                        + " from "
                        + table
                        + ", generate_series(1, 1 + "
                        + wanted
                        + " / greatest(1, (select count(*)::int from "
                        + table
                        + "))) as n"));
      }
    }
    database.run(MarketCounts.OWN + "analyze", tx -> tx.update("analyze"));
  }

  private List<String> tables() {
    return database.read(
        MarketCounts.OWN + "tables",
        tx ->
            tx.query(
                "select relname from pg_stat_user_tables order by relname",
                row -> row.string("relname")));
  }

  private List<Column> columns(String table) {
    return new ArrayList<>(
        database.read(
            MarketCounts.OWN + "columns",
            tx ->
                tx.query(
                    "select c.column_name, c.data_type,"
                        + " coalesce(c.character_maximum_length, 0)::bigint as length,"
                        + " exists (select 1 from pg_index i join pg_attribute a"
                        + "   on a.attrelid = i.indrelid and a.attnum = any(i.indkey)"
                        + "   where i.indrelid = c.table_name::regclass and i.indisunique"
                        + "   and a.attname = c.column_name) as is_key"
                        + " from information_schema.columns c where c.table_schema = 'public'"
                        + " and c.table_name = ? order by c.ordinal_position",
                    row ->
                        new Column(
                            row.string("column_name"),
                            row.string("data_type"),
                            row.longValue("length"),
                            row.bool("is_key")),
                    table)));
  }
}
