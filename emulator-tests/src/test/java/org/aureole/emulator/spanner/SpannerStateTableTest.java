package org.aureole.emulator.spanner;

import org.aureole.platform.sql.StateTableContract;
import org.aureole.platform.sql.TestDatabases;

class SpannerStateTableTest extends StateTableContract {
  @Override
  protected TestDatabases databases() {
    return new SpannerTestDatabases();
  }
}
