package org.aureole.interleaving;

import java.util.Set;
import java.util.function.Predicate;

/**
 * A place where an actor may pause.
 *
 * @param kind what comes next
 * @param name of the transaction that it is in or about to begin, or of the step
 */
public record Point(Kind kind, String name) {
  /** What comes next. */
  public enum Kind {
    /** A transaction. */
    TRANSACTION,
    /** A statement within one. */
    STATEMENT,
    /** The first statement of a transaction that writes. */
    WRITES,
    /** The commit. */
    COMMIT,
    /** Something else that the others notice, such as time that passes. */
    STEP
  }

  /** Between transactions, wherever they are. */
  public static Predicate<Point> betweenTransactions() {
    return point -> point.kind() == Kind.TRANSACTION || point.kind() == Kind.STEP;
  }

  /**
   * Before these transactions and within them twice, so that each is three parts: what it reads
   * before it writes, what it writes, and its commit.
   */
  public static Predicate<Point> inThreeParts(Set<String> transactions) {
    return point ->
        transactions.contains(point.name())
            && (point.kind() == Kind.TRANSACTION
                || point.kind() == Kind.WRITES
                || point.kind() == Kind.COMMIT);
  }

  /** Before these transactions, before each of their statements and before their commit. */
  public static Predicate<Point> atEveryStatement(Set<String> transactions) {
    return point ->
        transactions.contains(point.name())
            && (point.kind() == Kind.STATEMENT || point.kind() == Kind.COMMIT);
  }

  @Override
  public String toString() {
    return kind == Kind.TRANSACTION ? name : name + " (" + kind + ")";
  }
}
