package org.aureole.local.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.aureole.platform.sql.DatabaseMeter;
import org.aureole.platform.sql.DatabaseMeter.Ending;
import org.junit.jupiter.api.Test;

class MarketCountsTest {
  private final MarketCounts counts = new MarketCounts();

  @Test
  void whatIsCountedIsWhatCameSince() {
    DatabaseMeter kingdom = counts.database("kingdom");
    kingdom.statement("getMeasurement", "select 1", 3, 10);
    kingdom.attempt("getMeasurement", true, Ending.COMMITTED, 100);
    Counts before = counts.now();

    kingdom.statement("getMeasurement", "select 1", 2, 10);
    kingdom.statement("getMeasurement", "select 2", 4, 10);
    kingdom.attempt("getMeasurement", true, Ending.ABORTED, 100);
    kingdom.attempt("getMeasurement", true, Ending.COMMITTED, 50);
    counts.database("worker1").attempt("other", false, Ending.FAILED, 7);
    counts.requests("kingdom").answered("kingdom.getMeasurement", 200, 1);
    counts.requests("kingdom").answered("kingdom.getMeasurement", 503, 1);
    Counts since = counts.now().since(before);

    assertThat(since.sum(Counts.Kind.STATEMENTS)).isEqualTo(2);
    assertThat(since.sum(Counts.Kind.ROWS)).isEqualTo(6);
    assertThat(since.sum(Counts.Kind.TRANSACTIONS)).isEqualTo(1);
    assertThat(since.sum(Counts.Kind.ABORTS)).isEqualTo(1);
    assertThat(since.sum(Counts.Kind.FAILURES, key -> key.party().equals("worker1"))).isEqualTo(1);
    assertThat(since.sum(Counts.Kind.DATABASE_NANOS, key -> key.party().equals("kingdom")))
        .isEqualTo(150);
    assertThat(since.sum(Counts.Kind.CALLS)).isEqualTo(2);
    assertThat(since.sum(Counts.Kind.ERRORS)).isEqualTo(1);
  }

  @Test
  void eachStatementIsRememberedOnce() {
    counts.database("kingdom").statement("a", "select 1", 0, 1);
    counts.database("kingdom").statement("a", "select 1", 0, 1);
    counts.database("kingdom").statement("b", "select 1", 0, 1);

    assertThat(counts.statements())
        .containsExactlyInAnyOrder(
            new MarketCounts.Statement("kingdom", "a", "select 1"),
            new MarketCounts.Statement("kingdom", "b", "select 1"));
  }

  @Test
  void whatTheStudyAsksItselfIsLeftOut() {
    counts.database("kingdom").statement(MarketCounts.OWN + "x", "select 1", 1, 1);
    counts.database("kingdom").attempt(MarketCounts.OWN + "x", true, Ending.COMMITTED, 1);

    assertThat(counts.now().sum(Counts.Kind.STATEMENTS)).isZero();
    assertThat(counts.now().sum(Counts.Kind.TRANSACTIONS)).isZero();
    assertThat(counts.statements()).isEmpty();
  }
}
