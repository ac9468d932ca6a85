package org.aureole.kingdom;

import org.aureole.platform.sql.PostgresTestDatabases;
import org.aureole.platform.sql.TestDatabases;
import org.junit.jupiter.api.Tag;

@Tag("store")
class PostgresInterleavingTest extends InterleavingContract {
  @Override
  protected TestDatabases plainDatabases() {
    return new PostgresTestDatabases();
  }

  @Override
  protected boolean ofAll() {
    return true;
  }
}
