package org.aureole.emulator.spanner;

import org.aureole.kingdom.CreationContract;
import org.aureole.platform.sql.TestDatabases;

class SpannerKingdomCreationTest extends CreationContract {
  @Override
  protected TestDatabases databases() {
    return new SpannerTestDatabases();
  }
}
