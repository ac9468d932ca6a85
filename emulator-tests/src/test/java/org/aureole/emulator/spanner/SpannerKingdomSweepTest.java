package org.aureole.emulator.spanner;

import org.aureole.kingdom.SweepContract;
import org.aureole.platform.sql.TestDatabases;
import org.junit.jupiter.api.Tag;

@Tag("store")
@Tag("long")
class SpannerKingdomSweepTest extends SweepContract {
  @Override
  protected TestDatabases databases() {
    return new SpannerTestDatabases();
  }
}
