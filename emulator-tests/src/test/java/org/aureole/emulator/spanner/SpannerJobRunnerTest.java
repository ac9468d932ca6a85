package org.aureole.emulator.spanner;

import org.aureole.platform.sql.TestDatabases;
import org.aureole.platform.work.JobRunnerContract;
import org.junit.jupiter.api.Tag;

@Tag("store")
class SpannerJobRunnerTest extends JobRunnerContract {
  @Override
  protected TestDatabases databases() {
    return new SpannerTestDatabases();
  }
}
