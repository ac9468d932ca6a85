package org.aureole.emulator.spanner;

import org.aureole.platform.sql.DatabaseContract;
import org.aureole.platform.sql.TestDatabases;

class SpannerDatabaseTest extends DatabaseContract {
  @Override
  protected TestDatabases databases() {
    return new SpannerTestDatabases();
  }
}
