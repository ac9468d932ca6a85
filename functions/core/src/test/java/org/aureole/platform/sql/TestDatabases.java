package org.aureole.platform.sql;

import java.time.InstantSource;

/**
 * Where a contract suite gets its databases, so that one suite runs on every kind of database.
 *
 * <p>A suite is abstract and asks its subclass for an instance of this: {@link
 * PostgresTestDatabases} here, its Spanner twin in the emulator tests.
 */
public interface TestDatabases {
  /**
   * A database that holds nothing but the migrated tables of {@code platform} and {@code schemas},
   * and that nobody else uses. The caller closes it.
   *
   * @param schemas folders under {@code db/}
   */
  Database create(InstantSource clock, String... schemas);

  /** As {@link #create}, without any table, for tests of the migrator. */
  JdbcDatabase createEmpty(InstantSource clock);

  /** What kind they are, for reports. */
  String kind();

  /**
   * How many transactions at once this kind of database can be tested with in reasonable time; the
   * Spanner emulator runs one at a time and aborts the others.
   */
  int contenders();
}
