package org.aureole.emulator.spanner;

import org.aureole.kingdom.RetentionContract;
import org.aureole.platform.sql.TestDatabases;
import org.junit.jupiter.api.Tag;

@Tag("store")
class SpannerKingdomRetentionTest extends RetentionContract {
  @Override
  protected TestDatabases databases() {
    return new SpannerTestDatabases();
  }
}
