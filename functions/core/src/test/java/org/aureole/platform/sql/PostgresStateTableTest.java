package org.aureole.platform.sql;

import org.junit.jupiter.api.Tag;

@Tag("store")
class PostgresStateTableTest extends StateTableContract {
  @Override
  protected TestDatabases databases() {
    return new PostgresTestDatabases();
  }
}
