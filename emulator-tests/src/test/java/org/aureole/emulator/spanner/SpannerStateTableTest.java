package org.aureole.emulator.spanner;

import org.aureole.platform.sql.StateTableContract;
import org.aureole.platform.sql.TestDatabases;
import org.junit.jupiter.api.Tag;

@Tag("store")
class SpannerStateTableTest extends StateTableContract {
  @Override
  protected TestDatabases databases() {
    return new SpannerTestDatabases();
  }
}
