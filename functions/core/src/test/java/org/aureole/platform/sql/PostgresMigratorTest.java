package org.aureole.platform.sql;

import org.junit.jupiter.api.Tag;

@Tag("store")
class PostgresMigratorTest extends MigratorContract {
  @Override
  protected TestDatabases databases() {
    return new PostgresTestDatabases();
  }
}
