package org.aureole.platform.sql;

import java.util.Objects;
import java.util.function.Consumer;

/** A database that tells a test of each transaction before it begins. */
public final class WatchedDatabase implements Database {
  private final Database real;
  private final Consumer<String> beforeTransaction;

  /**
   * @param beforeTransaction hears its name; what it throws keeps the transaction from beginning
   */
  public WatchedDatabase(Database real, Consumer<String> beforeTransaction) {
    this.real = Objects.requireNonNull(real);
    this.beforeTransaction = Objects.requireNonNull(beforeTransaction);
  }

  @Override
  public <T> T inTransaction(String name, Work<T> work) {
    beforeTransaction.accept(name);
    return real.inTransaction(name, work);
  }

  @Override
  public <T> T read(String name, Work<T> work) {
    beforeTransaction.accept(name);
    return real.read(name, work);
  }

  @Override
  public void close() {
    real.close();
  }
}
