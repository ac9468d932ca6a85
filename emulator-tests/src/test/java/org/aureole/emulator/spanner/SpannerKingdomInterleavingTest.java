package org.aureole.emulator.spanner;

import org.aureole.kingdom.InterleavingContract;
import org.aureole.platform.sql.TestDatabases;
import org.junit.jupiter.api.Tag;

@Tag("store")
class SpannerKingdomInterleavingTest extends InterleavingContract {
  @Override
  protected TestDatabases plainDatabases() {
    return new SpannerTestDatabases();
  }

  @Override
  protected boolean ofAll() {
    return false;
  }
}
