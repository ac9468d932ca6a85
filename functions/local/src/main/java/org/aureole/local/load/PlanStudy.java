package org.aureole.local.load;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.aureole.local.market.PartyConfig;
import org.aureole.platform.sql.Database;

/** The plans of every distinct statement that the parties ran. */
final class PlanStudy {
  private static final String NAME = MarketCounts.OWN + "tables";

  private final LoadMarket market;

  PlanStudy(LoadMarket market) {
    this.market = market;
  }

  /**
   * One statement.
   *
   * @param part of the parties that run it
   * @param transactions in which it is run
   */
  record Planned(Part part, Set<String> transactions, String sql, QueryPlan plan) {
    /** How it is run, in a few words. */
    String scans() {
      return plan.scans().isEmpty()
          ? "-"
          : plan.scans().stream()
              .map(Object::toString)
              .distinct()
              .collect(Collectors.joining(", "));
    }
  }

  /**
   * What was found.
   *
   * @param statements in the order of parts and transactions
   * @param rows how many rows each table holds, by part and table
   */
  record Plans(List<Planned> statements, Map<Part, Map<String, Long>> rows) {}

  Plans run() {
    Map<Part, PartyConfig> examples = new HashMap<>();
    Map<String, Part> sides = new HashMap<>();
    for (PartyConfig party : market.servers()) {
      sides.put(party.id(), Part.of(party));
      examples.putIfAbsent(Part.of(party), party);
    }
    examples.put(Part.PROVIDERS, market.providers().get(0));
    Map<Part, Map<String, Set<String>>> bySql = new HashMap<>();
    for (MarketCounts.Statement statement : market.counts().statements()) {
      Part part = sides.get(statement.party());
      if (part != null) {
        bySql
            .computeIfAbsent(part, p -> new HashMap<>())
            .computeIfAbsent(statement.sql(), s -> new HashSet<>())
            .add(statement.transaction());
      }
    }
    List<Planned> planned = new ArrayList<>();
    Map<Part, Map<String, Long>> rows = new HashMap<>();
    for (Part part : Part.values()) {
      Database database = market.database(examples.get(part));
      rows.put(part, rows(database));
      bySql
          .getOrDefault(part, Map.of())
          .forEach((sql, transactions) ->
              planned.add(new Planned(part, transactions, sql, QueryPlan.of(database, sql))));
    }
    planned.sort(
        Comparator.comparing(Planned::part)
            .thenComparing(statement -> first(statement.transactions()))
            .thenComparing(Planned::sql));
    return new Plans(List.copyOf(planned), rows);
  }

  private static String first(Set<String> names) {
    return names.stream().sorted().findFirst().orElse("");
  }

  private static Map<String, Long> rows(Database database) {
    Map<String, Long> rows = new HashMap<>();
    database
        .read(
            NAME,
            tx ->
                tx.query(
                    "select relname, n_live_tup from pg_stat_user_tables",
                    row -> Map.entry(row.string("relname"), row.longValue("n_live_tup"))))
        .forEach(entry -> rows.put(entry.getKey(), entry.getValue()));
    return rows;
  }
}
