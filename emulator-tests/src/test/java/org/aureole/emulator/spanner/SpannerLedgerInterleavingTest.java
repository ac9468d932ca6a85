package org.aureole.emulator.spanner;

import org.aureole.edp.budget.LedgerInterleavingContract;
import org.aureole.interleaving.Turns;
import org.aureole.platform.sql.TestDatabases;
import org.junit.jupiter.api.Tag;

@Tag("store")
class SpannerLedgerInterleavingTest extends LedgerInterleavingContract {
  @Override
  protected Turns turns() {
    return new Turns();
  }

  @Override
  protected TestDatabases databases(Turns turns) {
    return new SpannerTestDatabases();
  }

  @Override
  protected boolean overlap() {
    return false;
  }
}
