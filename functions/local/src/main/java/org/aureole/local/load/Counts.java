package org.aureole.local.load;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** What was counted up to a moment, or between two. Immutable. */
final class Counts {
  /** What is counted. */
  enum Kind {
    /** Transactions that committed, by their name. */
    TRANSACTIONS,
    /** Attempts that the database gave up in favour of another transaction. */
    ABORTS,
    /** Attempts that failed otherwise, such as a check that refused a caller. */
    FAILURES,
    /** Statements, by the name of their transaction. */
    STATEMENTS,
    /** Rows that statements returned or wrote. */
    ROWS,
    /** Nanoseconds in transactions, retries included. */
    DATABASE_NANOS,
    /** Calls answered, by route. */
    CALLS,
    /** Calls answered with a server's error. */
    ERRORS
  }

  /**
   * One thing counted.
   *
   * @param party the id of the party in the market
   * @param name of a transaction or route
   */
  record Key(Kind kind, String party, String name) {}

  private final Map<Key, Long> values;

  Counts(Map<Key, Long> values) {
    this.values = Map.copyOf(values);
  }

  /** What came since an earlier moment. */
  Counts since(Counts earlier) {
    Map<Key, Long> difference = new HashMap<>();
    values.forEach((key, value) -> {
      long more = value - earlier.values.getOrDefault(key, 0L);
      if (more != 0) {
        difference.put(key, more);
      }
    });
    return new Counts(difference);
  }

  /** The sum over what is meant. */
  long sum(Kind kind, Predicate<Key> meant) {
    return values.entrySet().stream()
        .filter(entry -> entry.getKey().kind() == kind && meant.test(entry.getKey()))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  long sum(Kind kind) {
    return sum(kind, key -> true);
  }

  /** All of one kind. */
  Map<Key, Long> all(Kind kind) {
    Map<Key, Long> all = new HashMap<>();
    values.forEach((key, value) -> {
      if (key.kind() == kind) {
        all.put(key, value);
      }
    });
    return all;
  }
}
