package org.aureole.local.load;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.aureole.local.market.PartyConfig;
import org.aureole.platform.sql.Database;

/**
 * How many rows each party's PostgreSQL has read, table by table, as {@code pg_stat_user_tables}
 * counts them. Immutable.
 */
final class RowsRead {
  /** As many as a party's pool has, so that each one tells what it counted. */
  private static final int CONNECTIONS = 8;

  /** A server process tells what it counted at most once a second. */
  private static final long TELL_MILLIS = 1_100;

  private static final String NAME = MarketCounts.OWN + "rowsRead";

  /** A table on one side of the market. */
  record Table(Part part, String name) implements Comparable<Table> {
    @Override
    public int compareTo(Table other) {
      int parts = part.compareTo(other.part);
      return parts != 0 ? parts : name.compareTo(other.name);
    }
  }

  private final Map<String, Map<String, Long>> byParty;

  private RowsRead(Map<String, Map<String, Long>> byParty) {
    this.byParty = byParty;
  }

  /** What was read up to now. */
  static RowsRead now(LoadMarket market) throws InterruptedException, ExecutionException {
    Thread.sleep(TELL_MILLIS);
    List<PartyConfig> parties = market.servers();
    ExecutorService threads = Executors.newFixedThreadPool(parties.size() * CONNECTIONS);
    try {
      List<Future<?>> told = new ArrayList<>();
      for (PartyConfig party : parties) {
        for (int i = 0; i < CONNECTIONS; i++) {
          told.add(threads.submit(() -> tell(market.database(party))));
        }
      }
      for (Future<?> each : told) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }
    Map<String, Map<String, Long>> byParty = new LinkedHashMap<>();
    parties.forEach(party -> byParty.put(party.id(), read(market.database(party))));
    return new RowsRead(byParty);
  }

  /** Long enough that all connections of the pool are taken at once. */
  private static void tell(Database database) {
    database.read(
        NAME, tx -> tx.query("select pg_sleep(0.15)::text as slept", row -> row.string("slept")));
  }

  private static Map<String, Long> read(Database database) {
    Map<String, Long> rows = new HashMap<>();
    database
        .read(
            NAME,
            tx ->
                tx.query(
                    "select relname, coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) as rows"
                        + " from pg_stat_user_tables",
                    row -> Map.entry(row.string("relname"), row.longValue("rows"))))
        .forEach(entry -> rows.put(entry.getKey(), entry.getValue()));
    return rows;
  }

  /** What was read since an earlier moment. */
  RowsRead since(RowsRead earlier) {
    Map<String, Map<String, Long>> difference = new LinkedHashMap<>();
    byParty.forEach((party, tables) -> {
      Map<String, Long> more = new HashMap<>();
      tables.forEach((table, rows) ->
          more.put(
              table, rows - earlier.byParty.getOrDefault(party, Map.of()).getOrDefault(table, 0L)));
      difference.put(party, more);
    });
    return new RowsRead(difference);
  }

  /** Over all tables of one party. */
  long of(String party) {
    return byParty.getOrDefault(party, Map.of()).values().stream().mapToLong(Long::longValue).sum();
  }

  /** By table, of one party; tables of which nothing was read are left out. */
  Map<String, Long> tables(String party) {
    Map<String, Long> tables = new HashMap<>(byParty.getOrDefault(party, Map.of()));
    tables.values().removeIf(rows -> rows == 0);
    return tables;
  }
}
