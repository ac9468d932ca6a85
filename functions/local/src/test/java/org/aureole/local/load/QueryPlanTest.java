package org.aureole.local.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import org.aureole.platform.sql.Database;
import org.aureole.platform.sql.PostgresTestDatabases;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** On the table {@code history}, whose key begins with {@code entity}. */
@Tag("store")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QueryPlanTest {
  private Database database;

  @BeforeAll
  void fill() {
    database = new PostgresTestDatabases().create(InstantSource.system());
    database.run(
        "fill",
        tx ->
            tx.update(
                "insert into history (entity, kind, version, to_state, at, cause,"
                    + " transaction_name, detail) select 'e/' || n, 'job', 1, 'DONE', now(), 'c',"
                    + " 't', '' from generate_series(1, 5000) as n"));
    database.run("analyze", tx -> tx.update("analyze"));
  }

  @AfterAll
  void close() {
    database.close();
  }

  @Test
  void aKeyIsLookedUp() {
    QueryPlan plan = QueryPlan.of(database, "select cause from history where entity = ?");

    assertThat(plan.scans()).extracting(QueryPlan.Scan::index).containsExactly("history_pkey");
    assertThat(plan.scans()).noneMatch(QueryPlan.Scan::isFull);
  }

  @Test
  void aColumnWithoutIndexIsAFullScan() {
    QueryPlan plan = QueryPlan.of(database, "select entity from history where cause = ?");

    assertThat(plan.scans())
        .containsExactly(new QueryPlan.Scan("Seq Scan", "history", "", false, 5000));
    assertThat(plan.scans()).allMatch(QueryPlan.Scan::isFull);
  }

  @Test
  void anIndexReadFromEndToEndIsAFullScan() {
    QueryPlan plan =
        QueryPlan.of(database, "select entity from history where version = ? order by entity");

    assertThat(plan.scans()).anyMatch(QueryPlan.Scan::isFull);
  }

  @Test
  void aPageInTheOrderOfAnIndexIsNone() {
    QueryPlan plan = QueryPlan.of(database, "select entity from history order by entity limit ?");

    assertThat(plan.scans()).noneMatch(QueryPlan.Scan::isFull);
  }

  @Test
  void aPageThatSortsAllIsAFullScan() {
    QueryPlan plan = QueryPlan.of(database, "select entity from history order by at limit ?");

    assertThat(plan.scans()).anyMatch(QueryPlan.Scan::isFull);
  }

  @Test
  void changesHavePlansToo() {
    assertThat(QueryPlan.of(database, "delete from history where entity = any(?)").scans())
        .noneMatch(QueryPlan.Scan::isFull);
    assertThat(QueryPlan.of(database, "update history set cause = ? where to_state = ?").scans())
        .allMatch(QueryPlan.Scan::isFull);
  }
}
