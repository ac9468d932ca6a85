package org.aureole.emulator.spanner;

import org.aureole.platform.sql.TestDatabases;
import org.aureole.platform.work.LeaseInterleavingContract;
import org.junit.jupiter.api.Tag;

@Tag("store")
class SpannerLeaseInterleavingTest extends LeaseInterleavingContract {
  @Override
  protected TestDatabases databases() {
    return new SpannerTestDatabases();
  }
}
