package org.aureole.emulator.spanner;

import org.aureole.kingdom.TimelineContract;
import org.aureole.platform.sql.TestDatabases;
import org.junit.jupiter.api.Tag;

@Tag("store")
@Tag("long")
class SpannerKingdomTimelineTest extends TimelineContract {
  @Override
  protected TestDatabases databases() {
    return new SpannerTestDatabases();
  }
}
