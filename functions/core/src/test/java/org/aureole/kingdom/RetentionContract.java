package org.aureole.kingdom;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.aureole.kingdom.store.TimelineStore;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.lifecycle.MeasurementState;
import org.aureole.model.name.MeasurementName;
import org.aureole.v1.CreateMeasurementRequest;
import org.aureole.v1.ListMeasurementsResponse;
import org.aureole.v1.Measurement;
import org.aureole.v1.Requisition;
import org.aureole.v1.TimelineEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ended Measurements are kept for a time, and then nothing of them is left. */
public abstract class RetentionContract extends KingdomContract {
  /** Where a Measurement, its Requisitions or its Computation leave rows, and by what. */
  private static final List<String> TRACES =
      List.of(
          "select count(*) as n from measurements where name = ?",
          "select count(*) as n from results where measurement = ?",
          "select count(*) as n from requisitions where measurement = ?",
          "select count(*) as n from timeline_entries where measurement = ?",
          "select count(*) as n from computations where measurement = ?",
          "select count(*) as n from history where entity = ?");

  private long traces(String sql, String name) {
    return market
        .database
        .read("trace", tx -> tx.one(sql, row -> row.longValue("n"), name))
        .orElseThrow();
  }

  private static RunningMeasurement succeeded(TestMarket market, String id) {
    RunningMeasurement running =
        RunningMeasurement.shuffled(market, id, MeasurementState.PENDING_COMPUTATION);
    running.setResult(market.aggregator, "a result");
    assertThat(running.get().getState()).isEqualTo(Measurement.State.SUCCEEDED);
    return running;
  }

  @Test
  void anEndedMeasurementIsKeptAndThenForgotten() {
    RunningMeasurement running = succeeded(market, "kept");
    String requisition = running.requisition(market.edp1);
    Measurement ended = running.get();
    String participant = running.computation() + "/%";

    market.clock.advance(TestMarket.RETENTION.minusSeconds(1));
    market.sweep();
    assertThat(running.get()).isEqualTo(ended);
    for (String sql : TRACES) {
      assertThat(traces(sql, running.name())).as(sql).isPositive();
    }

    market.clock.advance(Duration.ofSeconds(1));
    market.sweep();
    refused(ErrorCode.NOT_FOUND, running::get);
    refused(ErrorCode.NOT_FOUND, running::timeline);
    refused(
        ErrorCode.NOT_FOUND,
        () -> market.edp1.client().get("/v1/" + requisition, Requisition.getDefaultInstance()));
    refused(ErrorCode.NOT_FOUND, () -> running.computationSeenBy(market.worker1));
    for (String sql : TRACES) {
      assertThat(traces(sql, running.name())).as(sql).isZero();
    }
    assertThat(traces("select count(*) as n from history where entity = ?", requisition)).isZero();
    assertThat(traces("select count(*) as n from history where entity like ?", participant))
        .isZero();
    assertThat(
            traces(
                "select count(*) as n from computation_participants where name like ?",
                participant))
        .isZero();
    assertThat(
            market
                .consumer
                .client()
                .get(
                    "/v1/" + market.consumer.name() + "/measurements",
                    ListMeasurementsResponse.getDefaultInstance())
                .getMeasurementsList())
        .noneMatch(measurement -> measurement.getName().equals(running.name()));
  }

  @Test
  void theRequestThatAskedForItIsForgottenToo() {
    Order order = new Order(market, "asked", market.edp1).reach();
    CreateMeasurementRequest request =
        order.request().toBuilder().setRequestId(UUID.randomUUID().toString()).build();
    String sql = "select count(*) as n from creation_requests where measurement = ?";
    order.create(request);
    assertThat(traces(sql, order.name().toString())).isEqualTo(1);

    market.clock.advance(Duration.ofDays(7));
    market.sweep();
    market.clock.advance(TestMarket.RETENTION);
    market.sweep();
    assertThat(traces(sql, order.name().toString())).isZero();
  }

  /** It is noted at certificates until it ends; what tells of it stays until it is sent. */
  @Test
  void certificatesForgetItAtOnceAndMessagesWhenTheyAreSent() {
    String uses = "select count(*) as n from certificate_uses where measurement = ?";
    String unsent = "select count(*) as n from outbox where message_key = ?";
    RunningMeasurement running =
        RunningMeasurement.shuffled(market, "noted", MeasurementState.PENDING_COMPUTATION);
    assertThat(traces(uses, running.name())).isPositive();
    market.topicsAreDown = true;
    try {
      running.setResult(market.aggregator, "a result");
      assertThat(traces(uses, running.name())).isZero();
      market.clock.advance(TestMarket.RETENTION);
      market.sweep();
      refused(ErrorCode.NOT_FOUND, running::get);
      assertThat(traces(unsent, running.computation())).isPositive();
    } finally {
      market.topicsAreDown = false;
    }
    market.clock.advance(TestMarket.PATIENCE);
    market.sweep();
    assertThat(traces(unsent, running.computation())).isZero();
    assertThat(traces(uses, running.name())).isZero();
  }

  /** What comes late, or once more, finds nothing and leaves nothing. */
  @Test
  void whoComesLateFindsNothing() {
    RunningMeasurement running = succeeded(market, "late");
    market.clock.advance(TestMarket.RETENTION);
    market.sweep();
    market.sweep();

    refused(ErrorCode.NOT_FOUND, () -> running.setResult(market.aggregator, "another result"));
    refused(ErrorCode.NOT_FOUND, () -> running.confirm(market.worker1));
    refused(ErrorCode.NOT_FOUND, running::cancel);
    for (String sql : TRACES) {
      assertThat(traces(sql, running.name())).as(sql).isZero();
    }
  }

  /** One that expires is kept from its end on, not from its beginning; one that waits is kept. */
  @Test
  void theTimeIsThatOfTheEnd() {
    RunningMeasurement expires =
        RunningMeasurement.shuffled(market, "expires", MeasurementState.PENDING_COMPUTATION);
    market.clock.advance(Duration.ofDays(7));
    market.sweep();
    assertThat(expires.get().getState()).isEqualTo(Measurement.State.FAILED);

    market.clock.advance(TestMarket.RETENTION.minusDays(3));
    RunningMeasurement waits =
        RunningMeasurement.create(market, new Order(market, "waits", market.edp1).reach());
    market.sweep();
    assertThat(expires.get().getState()).isEqualTo(Measurement.State.FAILED);

    market.clock.advance(Duration.ofDays(3));
    market.sweep();
    refused(ErrorCode.NOT_FOUND, expires::get);
    assertThat(waits.get().getInternalState())
        .isEqualTo(MeasurementState.PENDING_REQUISITION_FULFILLMENT.name());
  }

  /** Longer than one transaction may be. */
  @Test
  void aLongTimelineIsForgottenToo() {
    RunningMeasurement running = succeeded(market, "long");
    MeasurementName name = running.order().name();
    market.database.run(
        "manyEntries",
        tx -> {
          for (int i = 0; i < 1100; i++) {
            new TimelineStore()
                .add(
                    tx,
                    name,
                    tx.now(),
                    TimelineEntry.newBuilder().setParty("duchies/worker1").setId("e" + i).build());
          }
        });
    market.clock.advance(TestMarket.RETENTION);
    market.sweep();

    for (String sql : TRACES) {
      assertThat(traces(sql, running.name())).as(sql).isZero();
    }
  }

  /** The name is free again, and what is created under it is another Measurement. */
  @Test
  void theNameIsFreeAgain() {
    RunningMeasurement first = succeeded(market, "again");
    market.clock.advance(TestMarket.RETENTION);
    market.sweep();

    RunningMeasurement second =
        RunningMeasurement.create(
            market, new Order(market, "again", market.edp1, market.edp2).reach());
    assertThat(second.computation()).isNotEqualTo(first.computation());
    assertThat(second.get().getInternalState())
        .isEqualTo(MeasurementState.PENDING_REQUISITION_PARAMS.name());
    assertThat(second.get().getResultsList()).isEmpty();
  }

  /**
   * Two sweeps list it, one forgets it, and its consumer takes the name before the other goes on.
   */
  @ParameterizedTest
  @ValueSource(strings = {"forgetTimeline", "forgetMeasurement"})
  void aSweepThatComesLateLeavesWhatIsNewUnderTheName(String transaction) {
    String id = "taken-" + transaction.length();
    succeeded(market, id);
    market.clock.advance(TestMarket.RETENTION);
    List<RunningMeasurement> created = new ArrayList<>();
    market.beforeTransaction =
        name -> {
          if (name.equals(transaction)) {
            market.beforeTransaction = any -> {};
            market.sweep();
            created.add(
                RunningMeasurement.create(
                    market, new Order(market, id, market.edp1, market.edp2).reach()));
          }
        };
    market.sweep();

    RunningMeasurement second = created.get(0);
    assertThat(second.get().getInternalState())
        .isEqualTo(MeasurementState.PENDING_REQUISITION_PARAMS.name());
    assertThat(second.timeline().getEntriesList()).isNotEmpty();
    market.duchies().forEach(second::setParams);
    second.fulfill(market.edp1);
    second.fulfill(market.edp2);
    assertThat(second.get().getInternalState())
        .isEqualTo(MeasurementState.PENDING_PARTICIPANT_CONFIRMATION.name());
  }
}
