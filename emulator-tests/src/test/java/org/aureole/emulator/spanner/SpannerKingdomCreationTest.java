package org.aureole.emulator.spanner;

import org.aureole.kingdom.CreationContract;
import org.aureole.platform.sql.TestDatabases;
import org.junit.jupiter.api.Tag;

@Tag("store")
class SpannerKingdomCreationTest extends CreationContract {
  @Override
  protected TestDatabases databases() {
    return new SpannerTestDatabases();
  }
}
