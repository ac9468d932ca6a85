package org.aureole.local.load;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What something cost one side of the market, divided by how often it was done. Immutable.
 *
 * @param transactions committed
 * @param statements run
 * @param rowsRead that the database touched to answer, by scan or by index
 * @param calls that functions answered
 * @param aborts attempts that were given up for another transaction
 * @param databaseMillis in transactions
 */
record Cost(
    double transactions,
    double statements,
    double rowsRead,
    double calls,
    double aborts,
    double databaseMillis) {
  private static final double NANOS = 1e6;

  /**
   * The cost of {@code times} equal things.
   *
   * @param rowsRead in all; 0 where it was not asked
   */
  static Cost of(Counts counts, Predicate<Counts.Key> meant, long rowsRead, double times) {
    return new Cost(
        counts.sum(Counts.Kind.TRANSACTIONS, meant) / times,
        counts.sum(Counts.Kind.STATEMENTS, meant) / times,
        rowsRead / times,
        counts.sum(Counts.Kind.CALLS, meant) / times,
        counts.sum(Counts.Kind.ABORTS, meant) / times,
        counts.sum(Counts.Kind.DATABASE_NANOS, meant) / NANOS / times);
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("transactions", transactions);
    json.put("statements", statements);
    json.put("rowsRead", rowsRead);
    json.put("calls", calls);
    json.put("aborts", aborts);
    json.put("databaseMillis", databaseMillis);
    return json;
  }
}
