package org.aureole.emulator.spanner;

import org.aureole.platform.sql.TestDatabases;
import org.aureole.platform.work.OutboxContract;
import org.junit.jupiter.api.Tag;

@Tag("store")
class SpannerOutboxTest extends OutboxContract {
  @Override
  protected TestDatabases databases() {
    return new SpannerTestDatabases();
  }
}
