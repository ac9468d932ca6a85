package org.aureole.platform.sql;

/** Makes a value of one row of a result. Runs inside the transaction, so it may run many times. */
@FunctionalInterface
public interface RowReader<T> {
  T read(Row row);
}
