package org.aureole.emulator.spanner;

import org.aureole.platform.sql.TestDatabases;
import org.aureole.platform.work.JobsContract;
import org.junit.jupiter.api.Tag;

@Tag("store")
class SpannerJobsTest extends JobsContract {
  @Override
  protected TestDatabases databases() {
    return new SpannerTestDatabases();
  }
}
