package org.aureole.platform.sql;

/**
 * One party's database: the only way to its rows.
 *
 * <p>Thread-safe. Every transaction is SERIALIZABLE. A transaction does not nest: calling this from
 * inside a {@link Work} of the same database is a bug and is refused.
 */
public interface Database extends AutoCloseable {

  /**
   * Runs {@code work} in a read-write transaction and commits it.
   *
   * <p>The body <b>may run many times</b>: when the database aborts it, everything it did is undone
   * and it is run again, a bounded number of times with growing, jittered pauses. So it does no I/O
   * of its own, changes nothing outside the database, draws nothing at random that must stay the
   * same, and catches no exception of a {@link Tx}. Any exception it throws rolls back.
   *
   * @param name names the transaction in logs, metrics and history rows, such as {@code
   *     cancelMeasurement}
   * @return what the committed run returned
   * @throws org.aureole.model.error.DomainException {@code ABORTED} when the retries are used up;
   *     {@code UNAVAILABLE} when the connection is lost. If it was lost while committing, <b>the
   *     outcome is unknown</b>: the caller must be able to repeat the whole call, and so looks at
   *     the state it finds before it acts; {@code ALREADY_EXISTS} for a duplicate key that two runs
   *     in a row have met, so not for one of a row that came only after the body had looked for it
   */
  <T> T inTransaction(String name, Work<T> work);

  /**
   * Runs {@code work} in a read-only transaction: one consistent view that includes everything
   * committed before the call. The same rules hold for the body. A write inside it fails.
   */
  <T> T read(String name, Work<T> work);

  /** As {@link #inTransaction}, for work without a result. */
  default void run(String name, Action action) {
    inTransaction(
        name,
        tx -> {
          action.run(tx);
          return Boolean.TRUE;
        });
  }

  /** Closes the connections. Idempotent. */
  @Override
  void close();

  /** The body of a transaction. */
  @FunctionalInterface
  interface Work<T> {
    T run(Tx tx);
  }

  /** The body of a transaction that has no result. */
  @FunctionalInterface
  interface Action {
    void run(Tx tx);
  }
}
