package org.aureole.platform.sql;

/**
 * Hears what a {@link Database} does, for metrics: the names are those that the code gives its
 * transactions, and no argument of a statement is ever told. Called in the thread that works, so an
 * implementation is fast, thread-safe and throws nothing.
 */
public interface DatabaseMeter {
  /** How an attempt at a transaction ended. */
  enum Ending {
    COMMITTED,
    /** The database gave it up in favour of another one; it may be run again. */
    ABORTED,
    /** The body threw, or the database failed; it is not run again. */
    FAILED
  }

  /** Hears nothing. */
  DatabaseMeter NONE =
      new DatabaseMeter() {
        @Override
        public void statement(String transaction, String sql, long rows, long nanos) {}

        @Override
        public void attempt(String transaction, boolean readOnly, Ending ending, long nanos) {}
      };

  /**
   * A statement was run.
   *
   * @param transaction the name of its transaction
   * @param sql with a {@code ?} for each argument
   * @param rows how many it returned or touched
   * @param nanos from sending it to its last row
   */
  void statement(String transaction, String sql, long rows, long nanos);

  /**
   * An attempt at a transaction is over.
   *
   * @param nanos from asking for a connection to the end of commit or rollback
   */
  void attempt(String transaction, boolean readOnly, Ending ending, long nanos);
}
