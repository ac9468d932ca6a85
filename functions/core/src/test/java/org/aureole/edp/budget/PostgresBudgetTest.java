package org.aureole.edp.budget;

import org.aureole.platform.sql.PostgresTestDatabases;
import org.aureole.platform.sql.TestDatabases;

class PostgresBudgetTest extends BudgetContract {
  @Override
  protected TestDatabases databases() {
    return new PostgresTestDatabases();
  }
}
