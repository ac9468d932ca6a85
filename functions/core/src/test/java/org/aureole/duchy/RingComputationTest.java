package org.aureole.duchy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.aureole.crypto.estimate.Estimate;
import org.aureole.crypto.estimate.FrequencyEstimate;
import org.aureole.model.lifecycle.ComputationStage;
import org.aureole.model.lifecycle.MeasurementState;
import org.aureole.model.name.PartyName;
import org.aureole.platform.handover.InboxFolder;
import org.aureole.v1.DifferentialPrivacyParams;
import org.aureole.v1.LocalComputation;
import org.aureole.v1.MeasurementResult;
import org.aureole.v1.TimelineEntry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Duchies in a ring compute what a sketch in clear would say, over real rows and ciphertexts. */
@Tag("store")
class RingComputationTest {
  private static final TestMarket MARKET = new TestMarket(3, 5);

  /** Little noise, for a small sketch. */
  private static final DifferentialPrivacyParams WEAK =
      DifferentialPrivacyParams.newBuilder().setEpsilon(20).setDelta(1e-6).build();

  @AfterAll
  static void close() {
    MARKET.close();
  }

  private static TestMeasurement.Question question(
      int duchies, int dataProviders, int maximumFrequency) {
    return TestMeasurement.Question.exact(dataProviders, maximumFrequency).inRingOf(duchies);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5})
  void reachAndFrequencyAreThoseOfTheSketchInClear(int duchies) {
    TestMeasurement measurement = new TestMeasurement(MARKET, question(duchies, 3, 4)).run();

    assertFrequency(measurement);
    assertThat(registers(measurement).inClear().activeRegisters())
        .as("the sketch is neither empty nor full")
        .isBetween(50, 190);
    assertEnded(measurement, ComputationStage.COMPLETE);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5})
  void reachIsThatOfTheSketchInClear(int duchies) {
    TestMeasurement measurement = new TestMeasurement(MARKET, question(duchies, 2, 1)).run();

    assertReach(measurement);
    assertThat(measurement.result().getFrequencyList()).isEmpty();
    assertEnded(measurement, ComputationStage.COMPLETE);
  }

  /** Duchies to which no provider hands over take part all the same. */
  @Test
  void aSingleProviderIsEnough() {
    TestMeasurement measurement = new TestMeasurement(MARKET, question(3, 1, 2)).run();

    assertFrequency(measurement);
    assertEnded(measurement, ComputationStage.COMPLETE);
  }

  @Test
  void withNoiseReachAndFrequencyAreWhereTheySay() {
    TestMeasurement measurement =
        new TestMeasurement(
                MARKET,
                question(2, 2, 2).noisy(),
                spec -> {
                  spec.getReachAndFrequencyBuilder()
                      .setReachPrivacyParams(WEAK)
                      .setFrequencyPrivacyParams(WEAK);
                  return spec;
                })
            .run();

    assertClose(measurement);
    List<Estimate> exact = registers(measurement).reachAndFrequency().ratios();
    List<MeasurementResult.FrequencyBucket> buckets = measurement.result().getFrequencyList();
    for (int k = 0; k < 2; k++) {
      MeasurementResult.Estimate share = buckets.get(k).getShare();
      assertThat(share.getStandardDeviation()).isPositive();
      assertThat(share.getValue())
          .isCloseTo(exact.get(k).value(), within(6 * share.getStandardDeviation()));
    }
    assertEnded(measurement, ComputationStage.COMPLETE);
  }

  @Test
  void withNoiseAReachIsWhereItSays() {
    TestMeasurement measurement =
        new TestMeasurement(
                MARKET,
                question(3, 2, 1).noisy(),
                spec -> {
                  spec.getReachBuilder().setPrivacyParams(WEAK);
                  return spec;
                })
            .run();

    assertClose(measurement);
    assertEnded(measurement, ComputationStage.COMPLETE);
  }

  /**
   * Within six standard deviations, at the true reach or at the stated one: reaches that are some
   * registers apart differ by a factor.
   */
  private static void assertClose(TestMeasurement measurement) {
    MeasurementResult.Estimate reach = measurement.result().getReach();
    Estimate exact = registers(measurement).reach();
    Estimate noisy = registers(measurement).noisyReach();
    assertThat(reach.getStandardDeviation()).isGreaterThan(0);
    assertThat(noisy.standardDeviation()).isGreaterThan(exact.standardDeviation());
    assertThat(noisy.standardDeviation()).as("this says something").isLessThan(exact.value() / 5);
    double deviation = Math.max(reach.getStandardDeviation(), noisy.standardDeviation());
    assertThat(reach.getValue()).isCloseTo(exact.value(), within(6 * deviation));
  }

  @Test
  void everyStageIsInTheTimeline() {
    TestMeasurement measurement = new TestMeasurement(MARKET, question(3, 2, 2)).run();

    assertStages(
        measurement,
        "INITIALIZED",
        "WAIT_FOR_CONFIRMATION",
        "SETUP",
        "EXECUTION_ONE",
        "EXECUTION_TWO",
        "EXECUTION_THREE",
        "COMPLETE");
    // Two providers; two workers at the aggregator; three Duchies in each of three phases.
    assertPinned(measurement, 2 + 2 + 3 * 3);
  }

  @Test
  void theStagesOfAReachAreFewer() {
    TestMeasurement measurement = new TestMeasurement(MARKET, question(3, 2, 1)).run();

    assertStages(
        measurement, "INITIALIZED", "WAIT_FOR_CONFIRMATION", "SETUP", "EXECUTION_ONE", "COMPLETE");
    assertPinned(measurement, 2 + 2 + 3);
  }

  /** Each Duchy pins one hand-over of each phase, and all of them are one another's. */
  @Test
  void theOperatorSeesFromWhomEachPhaseCame() {
    TestMeasurement measurement = new TestMeasurement(MARKET, question(5, 1, 2)).run();

    for (String phase : List.of("phase-one", "phase-two", "phase-three")) {
      assertThat(measurement.duchies())
          .as(phase)
          .extracting(duchy -> senderOf(measurement, duchy, phase))
          .containsExactlyInAnyOrderElementsOf(
              measurement.duchies().stream().map(PartyName::toString).toList());
    }
  }

  private static String senderOf(TestMeasurement measurement, PartyName duchy, String phase) {
    List<String> senders =
        MARKET.duchy(duchy).view(measurement.computation).getInputsList().stream()
            .filter(input -> input.getStage().equals(phase))
            .filter(input -> input.getState() == LocalComputation.Input.State.PINNED)
            .map(LocalComputation.Input::getSender)
            .toList();
    assertThat(senders).as(duchy + " at " + phase).hasSize(1).doesNotContain(duchy.toString());
    return senders.get(0);
  }

  @Test
  void duplicatesAndDisorderChangeNothing() {
    try (TestMarket market = new TestMarket(3, 4)) {
      for (long seed = 0; seed < 4; seed++) {
        market.disorder(seed);
        TestMeasurement measurement =
            new TestMeasurement(market, question(4, 3, seed % 2 == 0 ? 2 : 1)).run();

        assertThat(measurement.result().getReach().getValue())
            .as("seed " + seed)
            .isEqualTo(registers(measurement).reach().value());
      }
      assertThat(market.deliveredContents().values()).allMatch(contents -> contents.size() == 1);
    }
  }

  @Test
  void whoHearsNothingCatchesUp() {
    TestMeasurement measurement = new TestMeasurement(MARKET, question(3, 3, 2));
    measurement.duchies().forEach(duchy -> MARKET.deafen(duchy, true));
    try {
      measurement.run();
    } finally {
      measurement.duchies().forEach(duchy -> MARKET.deafen(duchy, false));
    }

    assertFrequency(measurement);
    assertEnded(measurement, ComputationStage.COMPLETE);
  }

  @Test
  void whoWasAwayForDaysCatchesUp() {
    TestMeasurement measurement = new TestMeasurement(MARKET, question(3, 3, 2)).create();
    measurement.awaitParams();
    MARKET.deafen(TestMarket.WORKER2, true);
    measurement.fulfillAll();
    MARKET.pump();
    MARKET.clock.advance(Duration.ofDays(3));
    MARKET.pump();
    assertThat(MARKET.kingdom.state(measurement.computation))
        .isEqualTo(MeasurementState.PENDING_REQUISITION_FULFILLMENT);

    MARKET.deafen(TestMarket.WORKER2, false);
    MARKET.settle(measurement.computation);

    assertFrequency(measurement);
    assertEnded(measurement, ComputationStage.COMPLETE);
  }

  /** It confirms, then hears nothing while the others are waiting for it in the ring. */
  @Test
  void whoIsAwayInTheMiddleOfTheRingHoldsItUpAndCatchesUp() {
    TestMeasurement measurement = new TestMeasurement(MARKET, question(3, 2, 2)).create();
    measurement.awaitParams();
    TestDuchy away = MARKET.duchy(TestMarket.WORKER1);
    away.faults.watch(where -> {
      if (where.equals("after confirm")) {
        MARKET.deafen(away.name, true);
      }
    });
    try {
      measurement.fulfillAll();
      MARKET.pump();
      assertThat(away.stage(measurement.computation))
          .contains(ComputationStage.WAIT_FOR_CONFIRMATION);
      assertThat(MARKET.kingdom.state(measurement.computation))
          .isEqualTo(MeasurementState.PENDING_COMPUTATION);
      assertThat(MARKET.duchy(TestMarket.AGGREGATOR).stage(measurement.computation))
          .contains(ComputationStage.SETUP);
      MARKET.clock.advance(Duration.ofDays(2));
    } finally {
      away.faults.watch(where -> {});
      MARKET.deafen(away.name, false);
    }
    MARKET.settle(measurement.computation);

    assertFrequency(measurement);
    assertEnded(measurement, ComputationStage.COMPLETE);
  }

  @Test
  void nobodyWorksOnWhatHasExpired() {
    TestMeasurement measurement = new TestMeasurement(MARKET, question(3, 2, 2)).create();
    measurement.awaitParams();
    measurement.fulfillAll();
    MARKET.clock.advance(Duration.ofDays(8));
    MARKET.settle(measurement.computation);

    assertThat(MARKET.kingdom.failures(measurement.computation)).isEmpty();
    assertThat(MARKET.kingdom.result(measurement.computation)).isNull();
    assertEnded(measurement, ComputationStage.STOPPED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "after deliver setup manifest",
        "after deliver phase-one records",
        "after deliver phase-two manifest",
        "before deliver phase-three records"
      })
  void whatIsCancelledOnItsWayStopsEverywhereAndLeavesNothing(String where) {
    TestMeasurement measurement = new TestMeasurement(MARKET, question(3, 3, 2));
    TestDuchy duchy = MARKET.duchy(TestMarket.WORKER2);
    boolean[] cancelled = {false};
    duchy.faults.watch(point -> {
      if (point.equals(where) && !cancelled[0]) {
        cancelled[0] = true;
        MARKET.kingdom.move(measurement.computation, MeasurementState.CANCELLED);
      }
    });
    try {
      measurement.run();
    } finally {
      duchy.faults.watch(point -> {});
    }

    assertThat(cancelled[0]).as("it came to " + where).isTrue();
    assertThat(MARKET.kingdom.failures(measurement.computation)).isEmpty();
    assertThat(MARKET.kingdom.result(measurement.computation)).isNull();
    assertThat(MARKET.duchy(TestMarket.AGGREGATOR).stage(measurement.computation))
        .contains(ComputationStage.STOPPED);
    for (PartyName worker : List.of(TestMarket.WORKER1, TestMarket.WORKER2)) {
      // Who hands over in the last phase has done its part.
      assertThat(MARKET.duchy(worker).stage(measurement.computation).orElseThrow())
          .isIn(
              where.contains("phase-three")
                  ? List.of(ComputationStage.STOPPED, ComputationStage.COMPLETE)
                  : List.of(ComputationStage.STOPPED));
    }
    assertNothingLeft(measurement);
  }

  @Test
  void whereOneFailsAllOthersStopAndNothingIsLeft() {
    TestMeasurement measurement = new TestMeasurement(MARKET, question(3, 3, 2));
    MARKET.tamper(
        new RingBreach(measurement, TestMarket.AGGREGATOR, InboxFolder.PHASE_TWO)
            .records(RingBreach::noPoint));
    try {
      measurement.run();
    } finally {
      MARKET.tamper(delivery -> delivery);
    }

    assertThat(MARKET.kingdom.state(measurement.computation)).isEqualTo(MeasurementState.FAILED);
    assertThat(measurement.duchies())
        .extracting(duchy -> MARKET.duchy(duchy).stage(measurement.computation).orElseThrow())
        .containsOnlyOnce(ComputationStage.FAILED)
        .allMatch(stage -> stage == ComputationStage.FAILED || stage == ComputationStage.STOPPED);
    assertNothingLeft(measurement);
  }

  private static TestRegisters registers(TestMeasurement measurement) {
    return (TestRegisters) measurement.answers;
  }

  private static void assertReach(TestMeasurement measurement) {
    assertThat(MARKET.kingdom.state(measurement.computation)).isEqualTo(MeasurementState.SUCCEEDED);
    Estimate expected = registers(measurement).reach();
    MeasurementResult.Estimate reach = measurement.result().getReach();
    assertThat(reach.getValue()).isEqualTo(expected.value());
    assertThat(reach.getStandardDeviation()).isEqualTo(expected.standardDeviation());
  }

  private static void assertFrequency(TestMeasurement measurement) {
    assertReach(measurement);
    FrequencyEstimate expected = registers(measurement).reachAndFrequency();
    assertThat(measurement.result().getFrequencyList())
        .extracting(bucket -> bucket.getShare().getValue())
        .containsExactlyElementsOf(expected.ratios().stream().map(Estimate::value).toList());
    assertThat(measurement.result().getFrequencyList())
        .extracting(bucket -> bucket.getCount().getStandardDeviation())
        .containsExactlyElementsOf(
            expected.counts().stream().map(Estimate::standardDeviation).toList());
  }

  private static void assertStages(TestMeasurement measurement, String... stages) {
    List<TimelineEntry> entries = MARKET.kingdom.timeline(measurement.computation);
    for (PartyName duchy : measurement.duchies()) {
      assertThat(entries)
          .filteredOn(entry -> entry.getParty().equals(duchy.toString()))
          .extracting(TimelineEntry::getToState)
          .filteredOn(state -> !state.isEmpty())
          .as(duchy.toString())
          .containsExactlyInAnyOrder(stages);
    }
  }

  private static void assertPinned(TestMeasurement measurement, int handOvers) {
    assertThat(MARKET.kingdom.timeline(measurement.computation))
        .filteredOn(entry -> entry.getMessage().startsWith("received and pinned"))
        .hasSize(handOvers);
  }

  private static void assertEnded(TestMeasurement measurement, ComputationStage stage) {
    for (PartyName name : measurement.duchies()) {
      assertThat(MARKET.duchy(name).stage(measurement.computation))
          .as(name.toString())
          .contains(stage);
    }
    assertNothingLeft(measurement);
    List<PartyName> others = new ArrayList<>(MARKET.duchies.keySet());
    others.removeAll(measurement.duchies());
    assertThat(others)
        .as("who has no part in it never hears of it")
        .allSatisfy(
            other -> assertThat(MARKET.duchy(other).stage(measurement.computation)).isEmpty());
  }

  private static void assertNothingLeft(TestMeasurement measurement) {
    for (PartyName name : measurement.duchies()) {
      assertThat(MARKET.duchy(name).objects(measurement.computation)).as(name.toString()).isZero();
    }
  }
}
