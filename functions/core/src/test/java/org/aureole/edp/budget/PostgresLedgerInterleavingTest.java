package org.aureole.edp.budget;

import org.aureole.interleaving.PausingConnections;
import org.aureole.interleaving.Turns;
import org.aureole.platform.sql.PostgresTestDatabases;
import org.aureole.platform.sql.TestDatabases;
import org.junit.jupiter.api.Tag;

@Tag("store")
class PostgresLedgerInterleavingTest extends LedgerInterleavingContract {
  @Override
  protected Turns turns() {
    return new Turns(PostgresTestDatabases::waits);
  }

  @Override
  protected TestDatabases databases(Turns turns) {
    return new PostgresTestDatabases(source -> PausingConnections.of(source, turns));
  }

  @Override
  protected boolean overlap() {
    return true;
  }
}
