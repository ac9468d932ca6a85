package org.aureole.platform.work;

import org.aureole.platform.sql.PostgresTestDatabases;
import org.aureole.platform.sql.TestDatabases;
import org.junit.jupiter.api.Tag;

@Tag("store")
class PostgresJobProcessTest extends JobProcessContract {
  @Override
  protected TestDatabases databases() {
    return new PostgresTestDatabases();
  }
}
