package org.aureole.platform.sql;

class PostgresMigratorTest extends MigratorContract {
  @Override
  protected TestDatabases databases() {
    return new PostgresTestDatabases();
  }
}
