package org.aureole.platform.sql;

class PostgresDatabaseTest extends DatabaseContract {
  @Override
  protected TestDatabases databases() {
    return new PostgresTestDatabases();
  }
}
