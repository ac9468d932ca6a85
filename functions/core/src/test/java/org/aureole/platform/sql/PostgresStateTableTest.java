package org.aureole.platform.sql;

class PostgresStateTableTest extends StateTableContract {
  @Override
  protected TestDatabases databases() {
    return new PostgresTestDatabases();
  }
}
