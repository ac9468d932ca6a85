package org.aureole.emulator.spanner;

import org.aureole.kingdom.LegionsContract;
import org.aureole.platform.sql.TestDatabases;
import org.junit.jupiter.api.Tag;

@Tag("store")
@Tag("long")
class SpannerKingdomLegionsTest extends LegionsContract {
  @Override
  protected TestDatabases databases() {
    return new SpannerTestDatabases();
  }
}
