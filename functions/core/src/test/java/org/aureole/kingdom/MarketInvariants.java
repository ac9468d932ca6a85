package org.aureole.kingdom;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.aureole.model.lifecycle.Lifecycles;
import org.aureole.model.lifecycle.MeasurementState;
import org.aureole.model.lifecycle.RequisitionState;

/** What must hold of every Measurement at any time. */
final class MarketInvariants {
  private MarketInvariants() {}

  /** Checks all rows of the market's database. */
  static void check(TestMarket market) {
    market
        .database
        .read(
            "checkInvariants",
            tx ->
                tx.query(
                    "select name, state, computation, due_at, expire_at from measurements",
                    row ->
                        new Found(
                            row.string("name"),
                            MeasurementState.valueOf(row.string("state")),
                            row.optString("computation").orElse(""),
                            row.optInstant("due_at").isPresent(),
                            row.optInstant("due_at")
                                .filter(due -> due.isAfter(row.instant("expire_at")))
                                .isPresent())))
        .forEach(found -> check(market, found));
  }

  private record Found(
      String name,
      MeasurementState state,
      String computation,
      boolean isDue,
      boolean isDueAfterExpiry) {}

  private static void check(TestMarket market, Found measurement) {
    String what = measurement.toString();
    boolean terminal = Lifecycles.MEASUREMENT.isTerminal(measurement.state());
    assertThat(measurement.isDue()).as(what).isEqualTo(!terminal);
    assertThat(measurement.isDueAfterExpiry()).as(what).isFalse();
    List<RequisitionState> requisitions =
        strings(market, "select state from requisitions where measurement = ?", measurement.name())
            .stream()
            .map(RequisitionState::valueOf)
            .toList();
    assertThat(requisitions).as(what).isNotEmpty();
    if (terminal) {
      assertThat(requisitions).as(what).allMatch(Lifecycles.REQUISITION::isTerminal);
      assertThat(
              strings(
                  market,
                  "select certificate as state from certificate_uses where measurement = ?",
                  measurement.name()))
          .as(what)
          .isEmpty();
    }
    switch (measurement.state()) {
      case PENDING_REQUISITION_PARAMS ->
          assertThat(requisitions).as(what).containsOnly(RequisitionState.PENDING_PARAMS);
      case PENDING_REQUISITION_FULFILLMENT ->
          assertThat(requisitions)
              .as(what)
              .contains(RequisitionState.UNFULFILLED)
              .isSubsetOf(RequisitionState.UNFULFILLED, RequisitionState.FULFILLED);
      case PENDING_PARTICIPANT_CONFIRMATION, PENDING_COMPUTATION, SUCCEEDED ->
          assertThat(requisitions).as(what).containsOnly(RequisitionState.FULFILLED);
      case FAILED, CANCELLED -> {
        // Any terminal states.
      }
    }
    List<String> open =
        strings(
            market,
            "select state from computation_participants"
                + " where computation = ? and open_since is not null",
            measurement.computation());
    assertThat(open).as(what).hasSize(terminal || measurement.computation().isEmpty() ? 0 : 3);
  }

  private static List<String> strings(TestMarket market, String sql, String argument) {
    return market.database.read(
        "readStates", tx -> tx.query(sql, row -> row.string("state"), argument));
  }
}
