package org.aureole.emulator.spanner;

import org.aureole.kingdom.LifecycleTableContract;
import org.aureole.platform.sql.TestDatabases;
import org.junit.jupiter.api.Tag;

@Tag("store")
@Tag("long")
class SpannerKingdomLifecycleTableTest extends LifecycleTableContract {
  @Override
  protected TestDatabases databases() {
    return new SpannerTestDatabases();
  }
}
