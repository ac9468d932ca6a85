package org.aureole.gcp.logging;

import java.util.concurrent.atomic.AtomicLong;
import org.aureole.platform.sql.DatabaseMeter;

/**
 * Counts the transactions that this process commits, for its log: over all lines they add up to the
 * party's. Thread-safe.
 */
public final class CountedTransactions implements DatabaseMeter {
  /** The field of the log. */
  public static final String FIELD = "transactions";

  private final AtomicLong committed = new AtomicLong();

  @Override
  public void statement(String transaction, String sql, long rows, long nanos) {}

  @Override
  public void attempt(String transaction, boolean readOnly, Ending ending, long nanos) {
    if (ending == Ending.COMMITTED) {
      committed.incrementAndGet();
    }
  }

  /** How many since the last call, whoever's they were. */
  public long take() {
    return committed.getAndSet(0);
  }
}
