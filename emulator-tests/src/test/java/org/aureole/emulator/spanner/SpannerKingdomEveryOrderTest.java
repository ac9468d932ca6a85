package org.aureole.emulator.spanner;

import org.aureole.kingdom.InterleavingContract;
import org.aureole.platform.sql.TestDatabases;
import org.junit.jupiter.api.Tag;

/** As {@link SpannerKingdomInterleavingTest}, in the many more orders of all transactions. */
@Tag("long")
class SpannerKingdomEveryOrderTest extends InterleavingContract {
  @Override
  protected TestDatabases plainDatabases() {
    return new SpannerTestDatabases();
  }

  @Override
  protected boolean ofAll() {
    return true;
  }
}
