package org.aureole.emulator.spanner;

import org.aureole.kingdom.PartyContract;
import org.aureole.platform.sql.TestDatabases;
import org.junit.jupiter.api.Tag;

@Tag("store")
class SpannerKingdomPartyTest extends PartyContract {
  @Override
  protected TestDatabases databases() {
    return new SpannerTestDatabases();
  }
}
