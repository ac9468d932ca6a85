package org.aureole.emulator.spanner;

import org.aureole.platform.sql.MigratorContract;
import org.aureole.platform.sql.TestDatabases;
import org.junit.jupiter.api.Tag;

@Tag("store")
class SpannerMigratorTest extends MigratorContract {
  @Override
  protected TestDatabases databases() {
    return new SpannerTestDatabases();
  }
}
