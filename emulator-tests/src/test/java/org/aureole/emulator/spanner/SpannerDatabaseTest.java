package org.aureole.emulator.spanner;

import org.aureole.platform.sql.DatabaseContract;
import org.aureole.platform.sql.TestDatabases;
import org.junit.jupiter.api.Tag;

@Tag("store")
class SpannerDatabaseTest extends DatabaseContract {
  @Override
  protected TestDatabases databases() {
    return new SpannerTestDatabases();
  }
}
