package org.aureole.emulator.spanner;

import org.aureole.kingdom.LifecycleContract;
import org.aureole.platform.sql.TestDatabases;
import org.junit.jupiter.api.Tag;

@Tag("store")
class SpannerKingdomLifecycleTest extends LifecycleContract {
  @Override
  protected TestDatabases databases() {
    return new SpannerTestDatabases();
  }
}
