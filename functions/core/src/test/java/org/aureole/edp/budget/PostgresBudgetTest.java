package org.aureole.edp.budget;

import org.aureole.platform.sql.PostgresTestDatabases;
import org.aureole.platform.sql.TestDatabases;
import org.junit.jupiter.api.Tag;

@Tag("store")
class PostgresBudgetTest extends BudgetContract {
  @Override
  protected TestDatabases databases() {
    return new PostgresTestDatabases();
  }
}
