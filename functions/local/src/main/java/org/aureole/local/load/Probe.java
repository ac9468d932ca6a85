package org.aureole.local.load;

import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.aureole.local.market.PartyConfig;

/**
 * Does something a number of times, with nothing else going on, and counts what it cost each side
 * of the market. For use by one thread.
 */
final class Probe {
  private static final Duration QUIET = Duration.ofSeconds(20);

  private final LoadMarket market;

  Probe(LoadMarket market) {
    this.market = market;
  }

  /** What is measured. */
  @FunctionalInterface
  interface Action {
    void run(int time) throws InterruptedException;
  }

  /**
   * What it cost.
   *
   * @param parts for each side of the market, for one time
   * @param statements by party's side and transaction, for one time
   * @param rows read, by table, for one time
   */
  record Result(
      Map<Part, Cost> parts, Map<String, Double> statements, Map<RowsRead.Table, Double> rows) {
    Map<String, Object> json() {
      Map<String, Object> json = new LinkedHashMap<>();
      parts.forEach((part, cost) -> json.put(part.label(), cost.json()));
      json.put("statements", statements);
      Map<String, Object> tables = new LinkedHashMap<>();
      rows.forEach((table, read) -> tables.put(table.part().label() + ": " + table.name(), read));
      json.put("rowsRead", tables);
      return json;
    }
  }

  Result run(int times, Action action) throws InterruptedException, ExecutionException {
    market.awaitQuiet(QUIET);
    RowsRead rowsBefore = RowsRead.now(market);
    Counts before = market.counts().now();
    for (int time = 0; time < times; time++) {
      action.run(time);
    }
    market.awaitQuiet(QUIET);
    Counts counts = market.counts().now().since(before);
    RowsRead rows = RowsRead.now(market).since(rowsBefore);
    Map<String, Part> sides =
        market.servers().stream().collect(Collectors.toMap(PartyConfig::id, Part::of));
    Map<Part, Cost> parts = new EnumMap<>(Part.class);
    Map<RowsRead.Table, Double> tables = new TreeMap<>();
    for (Part part : Part.values()) {
      long read =
          sides.entrySet().stream()
              .filter(side -> side.getValue() == part)
              .mapToLong(side -> rows.of(side.getKey()))
              .sum();
      parts.put(part, Cost.of(counts, key -> sides.get(key.party()) == part, read, times));
    }
    sides.forEach((party, part) ->
        rows.tables(party)
            .forEach((table, read) ->
                tables.merge(new RowsRead.Table(part, table), read / (double) times, Double::sum)));
    Map<String, Double> statements = new TreeMap<>();
    counts
        .all(Counts.Kind.STATEMENTS)
        .forEach((key, run) -> {
          if (sides.containsKey(key.party())) {
            statements.merge(
                sides.get(key.party()).label() + ": " + key.name(),
                run / (double) times,
                Double::sum);
          }
        });
    return new Result(parts, statements, tables);
  }
}
