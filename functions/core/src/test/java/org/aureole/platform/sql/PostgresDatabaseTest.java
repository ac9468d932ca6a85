package org.aureole.platform.sql;

import org.junit.jupiter.api.Tag;

@Tag("store")
class PostgresDatabaseTest extends DatabaseContract {
  @Override
  protected TestDatabases databases() {
    return new PostgresTestDatabases();
  }
}
