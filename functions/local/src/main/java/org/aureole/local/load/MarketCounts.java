package org.aureole.local.load;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.aureole.local.market.MarketMeters;
import org.aureole.platform.http.RequestMeter;
import org.aureole.platform.sql.DatabaseMeter;

/**
 * Counts what the parties of a market do, and remembers every distinct statement. What this package
 * itself asks a party's database is left out. Thread-safe.
 */
final class MarketCounts implements MarketMeters {
  /** How the names of this package's own transactions begin. */
  static final String OWN = "load:";

  private static final int SERVER_ERROR = 500;

  private final Map<Counts.Key, LongAdder> counts = new ConcurrentHashMap<>();
  private final Set<Statement> statements = ConcurrentHashMap.newKeySet();

  /**
   * A distinct statement.
   *
   * @param sql with a {@code ?} for each argument
   */
  record Statement(String party, String transaction, String sql) {}

  @Override
  public DatabaseMeter database(String party) {
    return new DatabaseMeter() {
      @Override
      public void statement(String transaction, String sql, long rows, long nanos) {
        if (!transaction.startsWith(OWN)) {
          add(Counts.Kind.STATEMENTS, party, transaction, 1);
          add(Counts.Kind.ROWS, party, transaction, rows);
          statements.add(new Statement(party, transaction, sql));
        }
      }

      @Override
      public void attempt(String transaction, boolean readOnly, Ending ending, long nanos) {
        if (!transaction.startsWith(OWN)) {
          Counts.Kind kind =
              switch (ending) {
                case COMMITTED -> Counts.Kind.TRANSACTIONS;
                case ABORTED -> Counts.Kind.ABORTS;
                case FAILED -> Counts.Kind.FAILURES;
              };
          add(kind, party, transaction, 1);
          add(Counts.Kind.DATABASE_NANOS, party, transaction, nanos);
        }
      }
    };
  }

  @Override
  public RequestMeter requests(String party) {
    return (route, status, nanos) -> {
      add(Counts.Kind.CALLS, party, route, 1);
      if (status >= SERVER_ERROR) {
        add(Counts.Kind.ERRORS, party, route, 1);
      }
    };
  }

  private void add(Counts.Kind kind, String party, String name, long value) {
    counts.computeIfAbsent(new Counts.Key(kind, party, name), key -> new LongAdder()).add(value);
  }

  /** What was counted up to now. */
  Counts now() {
    Map<Counts.Key, Long> values = new HashMap<>();
    counts.forEach((key, adder) -> values.put(key, adder.sum()));
    return new Counts(values);
  }

  /** Every distinct statement seen so far. */
  Set<Statement> statements() {
    return Set.copyOf(statements);
  }
}
