package org.aureole.emulator.spanner;

import org.aureole.platform.sql.TestDatabases;
import org.aureole.platform.work.JobProcessContract;
import org.junit.jupiter.api.Tag;

@Tag("store")
class SpannerJobProcessTest extends JobProcessContract {
  @Override
  protected TestDatabases databases() {
    return new SpannerTestDatabases();
  }
}
