package org.aureole.kingdom;

import org.aureole.platform.sql.PostgresTestDatabases;
import org.aureole.platform.sql.TestDatabases;
import org.junit.jupiter.api.Tag;

@Tag("store")
class PostgresRetentionTest extends RetentionContract {
  @Override
  protected TestDatabases databases() {
    return new PostgresTestDatabases();
  }
}
