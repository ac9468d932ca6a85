package org.aureole.kingdom;

import static org.assertj.core.api.Assertions.assertThat;

import org.aureole.platform.sql.TestDatabases;
import org.aureole.v1.Measurement;
import org.aureole.v1.Requisition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The life of a Measurement at the Kingdom, on every database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class LifecycleContract {
  private TestMarket market;

  protected abstract TestDatabases databases();

  @BeforeAll
  void open() {
    market = new TestMarket(databases());
  }

  @AfterAll
  void close() {
    if (market != null) {
      market.close();
    }
  }

  @Test
  void aDirectMeasurementSucceedsWithTheLastAnswer() {
    RunningMeasurement running =
        RunningMeasurement.create(
            market,
            new Order(market, "direct", market.edp1, market.edp2).impressions(10));
    assertThat(running.get().getState())
        .isEqualTo(Measurement.State.AWAITING_REQUISITION_FULFILLMENT);

    running.fulfillDirect(market.edp1, "answer of edp1");
    assertThat(running.get().getInternalState()).isEqualTo("PENDING_REQUISITION_FULFILLMENT");
    assertThat(running.get().getResultsList()).isEmpty();
    Requisition last = running.fulfillDirect(market.edp2, "answer of edp2");

    assertThat(last.getState()).isEqualTo(Requisition.State.FULFILLED);
    Measurement ended = running.get();
    assertThat(ended.getState()).isEqualTo(Measurement.State.SUCCEEDED);
    assertThat(ended.getResultsList())
        .extracting(r -> r.getParty() + ": " + r.getSealedResult().getCiphertext().toStringUtf8())
        .containsExactly(
            "dataProviders/edp1: answer of edp1", "dataProviders/edp2: answer of edp2");
  }

  @Test
  void aShuffledMeasurementGoesThroughEveryStateToTheAggregatorsResult() {
    RunningMeasurement running =
        RunningMeasurement.create(
            market,
            new Order(market, "shuffled", market.edp1, market.edp2, market.edp3)
                .reachAndFrequency(5));
    assertThat(running.get().getInternalState()).isEqualTo("PENDING_REQUISITION_PARAMS");
    market.duchies().forEach(running::setParams);
    assertThat(running.get().getInternalState()).isEqualTo("PENDING_REQUISITION_FULFILLMENT");
    running.fulfill(market.edp1);
    running.fulfill(market.edp3);
    assertThat(running.get().getState())
        .isEqualTo(Measurement.State.AWAITING_REQUISITION_FULFILLMENT);
    running.fulfill(market.edp2);
    assertThat(running.get().getInternalState()).isEqualTo("PENDING_PARTICIPANT_CONFIRMATION");
    market.duchies().forEach(running::confirm);
    assertThat(running.get().getInternalState()).isEqualTo("PENDING_COMPUTATION");
    assertThat(running.get().getState()).isEqualTo(Measurement.State.COMPUTING);

    running.setResult(market.aggregator, "the result");

    Measurement ended = running.get();
    assertThat(ended.getState()).isEqualTo(Measurement.State.SUCCEEDED);
    assertThat(ended.getResultsList()).singleElement().satisfies(result -> {
      assertThat(result.getParty()).isEqualTo("duchies/aggregator");
      assertThat(result.getSealedResult().getCiphertext().toStringUtf8()).isEqualTo("the result");
    });
  }
}
