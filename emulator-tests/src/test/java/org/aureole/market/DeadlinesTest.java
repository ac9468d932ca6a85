package org.aureole.market;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Empty;
import com.google.protobuf.Timestamp;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.aureole.consumer.MeasurementOrder;
import org.aureole.local.market.MarketPatience;
import org.aureole.local.market.MarketSettings;
import org.aureole.model.lifecycle.MeasurementState;
import org.aureole.platform.http.HttpMethod;
import org.aureole.v1.Measurement;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.Requisition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What time does to Measurements. All parties share a clock that the tests move, and nobody sweeps
 * unless a test says so: hence it is certain who finds first that something is over.
 */
@Tag("market")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeadlinesTest {
  private static final Duration WEEK = Duration.ofDays(7);
  private static final Duration LATER = Duration.ofDays(1);

  private final MovableClock clock = new MovableClock();
  private TwoPublishers publishers;
  private MarketRehearsal market;
  private PartyViews views;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    MarketPatience usual = MarketPatience.USUAL;
    MarketPatience withoutSweeps =
        new MarketPatience(
            Duration.ofDays(1),
            usual.outboxGrace(),
            usual.startGrace(),
            usual.lease(),
            usual.reminder(),
            usual.uploadValidity());
    publishers =
        TwoPublishers.start(
            folder, "deadlines", MarketSettings.usual().with(clock).with(withoutSweeps));
    market = publishers.market();
    views = new PartyViews(market);
  }

  @AfterAll
  void stop() {
    market.close();
  }

  @Test
  void providerThatWasDownForAWeekCatchesUp() {
    Measurement held;
    try (MeasurementStages stages = new MeasurementStages(market, this::sweep)) {
      held =
          stages.hold(
              MeasurementState.PENDING_REQUISITION_FULFILLMENT,
              () -> market.consumer().create(publishers.reach("week")));
      for (int day = 0; day < WEEK.toDays(); day++) {
        clock.pass(Duration.ofDays(1));
        market.market().routes().keySet().forEach(this::sweep);
      }
      Measurement waiting = views.measurement(held.getName());
      assertThat(waiting.getInternalState())
          .as(waiting.getFailure().getMessage())
          .isEqualTo(MeasurementState.PENDING_REQUISITION_FULFILLMENT.name());
      stages.start("edp2");
      stages.await(held, MeasurementState.SUCCEEDED);
    }
    Measurement ended = views.measurement(held.getName());
    assertThat(market.consumer().results(ended).get(0).getReach().getValue())
        .isEqualTo(TwoPublishers.REACH);
  }

  @Test
  void workerThatWasDownForAWeekCatchesUp() {
    Measurement held;
    try (MeasurementStages stages = new MeasurementStages(market, this::sweep)) {
      held =
          stages.hold(
              MeasurementState.PENDING_COMPUTATION,
              () -> market.consumer().create(publishers.reach("worker-week")));
      clock.pass(WEEK);
      stages.start("worker2");
      stages.await(held, MeasurementState.SUCCEEDED);
    }
    Measurement ended = views.measurement(held.getName());
    assertThat(market.consumer().results(ended).get(0).getReach().getValue())
        .isEqualTo(TwoPublishers.REACH);
  }

  @Test
  void expiresWhileAWorkerHasNotPublishedItsParameters() {
    Measurement expired = expires(MeasurementState.PENDING_REQUISITION_PARAMS, "expires-params");
    assertThat(requisition("edp1", expired)).isEqualTo(Requisition.State.WITHDRAWN);
    assertThat(requisition("edp2", expired)).isEqualTo(Requisition.State.WITHDRAWN);
  }

  @Test
  void expiresWhileAProviderHasNotAnswered() {
    Measurement expired =
        expires(MeasurementState.PENDING_REQUISITION_FULFILLMENT, "expires-fulfillment");
    assertThat(requisition("edp1", expired)).isEqualTo(Requisition.State.FULFILLED);
    assertThat(requisition("edp2", expired)).isEqualTo(Requisition.State.WITHDRAWN);
  }

  @Test
  void expiresWhileDuchiesCompute() {
    Measurement expired = expires(MeasurementState.PENDING_COMPUTATION, "expires-computation");
    assertThat(requisition("edp1", expired)).isEqualTo(Requisition.State.FULFILLED);
    assertThat(requisition("edp2", expired)).isEqualTo(Requisition.State.FULFILLED);
  }

  @Test
  void dutyOfAWorkerThatWakesTooLateIsOverWithoutBlame() {
    Measurement held;
    try (MeasurementStages stages = new MeasurementStages(market, this::sweep)) {
      held =
          stages.hold(
              MeasurementState.PENDING_REQUISITION_PARAMS,
              () -> market.consumer().create(expiringSoon("late-worker")));
      clock.pass(LATER);
      stages.start("worker2");
    }
    try (MeasurementStages stages = new MeasurementStages(market, this::sweepDuchy)) {
      stages.awaitStopped(held, "worker2");
    }
    sweep("kingdom");
    assertExpired(views.measurement(held.getName()), MeasurementState.PENDING_REQUISITION_PARAMS);
  }

  @Test
  void expiresWhileProvidersWaitForData() {
    Measurement created = createBeyondTheData("expires-data");
    clock.pass(LATER);
    sweep("kingdom");
    Measurement expired = views.measurement(created.getName());
    assertExpired(expired, MeasurementState.PENDING_REQUISITION_FULFILLMENT);
    for (String dataProvider : List.of("edp1", "edp2")) {
      assertThat(requisition(dataProvider, expired)).isEqualTo(Requisition.State.WITHDRAWN);
      awaitFulfillment(dataProvider, expired, "WITHDRAWN");
    }
    assertThat(views.measurement(expired.getName())).isEqualTo(expired);
  }

  @Test
  void refusedAsUnfulfillableWhereDataDidNotComeInTime() {
    Measurement created = createBeyondTheData("no-data");
    clock.pass(LATER);
    try (MeasurementStages stages =
        new MeasurementStages(market, party -> sweepOnly("edp1", party))) {
      stages.await(created, MeasurementState.FAILED);
    }
    Measurement failed = views.measurement(created.getName());
    assertThat(failed.getFailure().getReason())
        .isEqualTo(Measurement.Failure.Reason.REQUISITION_REFUSED);
    Requisition refused = views.requisition("edp1", failed);
    assertThat(refused.getState()).isEqualTo(Requisition.State.REFUSED);
    assertThat(refused.getRefusal().getJustification())
        .isEqualTo(Requisition.Refusal.Justification.UNFULFILLABLE);
    assertThat(failed.getFailure().getMessage())
        .contains(refused.getName(), "UNFULFILLABLE", refused.getRefusal().getMessage());
    assertThat(requisition("edp2", failed)).isEqualTo(Requisition.State.WITHDRAWN);
    awaitFulfillment("edp2", failed, "WITHDRAWN");
    try (MeasurementStages stages = new MeasurementStages(market, this::sweep)) {
      stages.awaitStopped(failed, "aggregator", "worker1", "worker2");
    }
    assertThat(views.measurement(failed.getName())).isEqualTo(failed);
  }

  /** A Measurement for which both providers wait for a file. */
  private Measurement createBeyondTheData(String id) {
    Measurement created =
        market.consumer().create(publishers.reach(id, TwoPublishers.BOTH_WEEKS, this::expireSoon));
    awaitFulfillment("edp1", created, "AWAITING_DATA");
    awaitFulfillment("edp2", created, "AWAITING_DATA");
    return created;
  }

  private Measurement expires(MeasurementState state, String id) {
    Measurement expired;
    try (MeasurementStages stages = new MeasurementStages(market, this::sweep)) {
      Measurement held = stages.hold(state, () -> market.consumer().create(expiringSoon(id)));
      clock.pass(LATER);
      sweep("kingdom");
      expired = views.measurement(held.getName());
      assertExpired(expired, state);
    }
    try (MeasurementStages stages = new MeasurementStages(market, this::sweep)) {
      stages.awaitStopped(expired, "aggregator", "worker1", "worker2");
    }
    assertThat(views.measurement(expired.getName())).isEqualTo(expired);
    return expired;
  }

  private static void assertExpired(Measurement measurement, MeasurementState during) {
    assertThat(measurement.getState()).isEqualTo(Measurement.State.FAILED);
    assertThat(measurement.getFailure().getReason())
        .as(measurement.getFailure().getMessage())
        .isEqualTo(Measurement.Failure.Reason.EXPIRED);
    assertThat(measurement.getFailure().getMessage()).contains(during.name());
  }

  private MeasurementOrder expiringSoon(String id) {
    return publishers.reach(id, TwoPublishers.FIRST_WEEK, this::expireSoon);
  }

  /** Long enough for everything that a test does before it moves the clock. */
  private void expireSoon(MeasurementSpec.Builder question) {
    question.setExpireTime(
        Timestamp.newBuilder()
            .setSeconds(clock.instant().plus(Duration.ofHours(12)).getEpochSecond()));
  }

  private Requisition.State requisition(String dataProvider, Measurement measurement) {
    return views.requisition(dataProvider, measurement).getState();
  }

  private void awaitFulfillment(String dataProvider, Measurement measurement, String state) {
    MarketRehearsal.await(
        dataProvider + " is " + state + " with " + measurement.getName(),
        () -> {
          market.market().routes().keySet().forEach(this::sweepDuchy);
          return views.fulfillmentState(dataProvider, measurement).equals(state);
        });
  }

  private void sweepDuchy(String party) {
    if (PartyViews.DUCHIES.contains(party)) {
      sweep(party);
    }
  }

  private void sweepOnly(String wanted, String party) {
    if (wanted.equals(party)) {
      sweep(party);
    }
  }

  private void sweep(String party) {
    var config = market.market().config().party(party);
    market
        .market()
        .client(config, config.platformSubject())
        .call(
            HttpMethod.POST,
            "/v1/internal:sweep",
            Empty.getDefaultInstance(),
            Empty.getDefaultInstance());
  }
}
