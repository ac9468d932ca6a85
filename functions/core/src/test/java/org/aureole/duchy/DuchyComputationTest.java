package org.aureole.duchy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.aureole.crypto.vid.SamplingInterval;
import org.aureole.model.error.DomainException;
import org.aureole.model.lifecycle.ComputationStage;
import org.aureole.model.lifecycle.MeasurementState;
import org.aureole.model.name.PartyName;
import org.aureole.platform.work.JobRunner;
import org.aureole.v1.MeasurementResult;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.TimelineEntry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Three Duchies compute what was asked, over real rows, signatures, shares and messages. */
@Tag("store")
class DuchyComputationTest {
  private static final TestMarket MARKET = new TestMarket(3);

  @AfterAll
  static void close() {
    MARKET.close();
  }

  @Test
  void reachAndFrequencyComesOutExactly() {
    TestMeasurement measurement =
        new TestMeasurement(MARKET, TestMeasurement.Question.exact(3, 4)).run();

    assertThat(MARKET.kingdom.state(measurement.computation)).isEqualTo(MeasurementState.SUCCEEDED);
    MeasurementResult result = measurement.result();
    assertThat(result.getReach().getValue()).isEqualTo(measurement.reached());
    assertThat(result.getReach().getStandardDeviation()).isZero();
    assertThat(result.getFrequencyList())
        .extracting(bucket -> Math.round(bucket.getCount().getValue()))
        .isEqualTo(LongStream.of(measurement.truth()).skip(1).boxed().toList());
    assertEnded(measurement, ComputationStage.COMPLETE);
  }

  @Test
  void reachComesOutExactly() {
    TestMeasurement measurement =
        new TestMeasurement(MARKET, TestMeasurement.Question.exact(2, 1)).run();

    assertThat(measurement.result().getReach().getValue()).isEqualTo(measurement.reached());
    assertEnded(measurement, ComputationStage.COMPLETE);
  }

  @Test
  void withNoiseAndSamplingTheResultIsWhereItSaysItIs() {
    TestMeasurement measurement =
        new TestMeasurement(
                MARKET,
                new TestMeasurement.Question(3, 3, NoiseMechanism.DISCRETE_GAUSSIAN, 3L << 30))
            .run();

    MeasurementResult.Estimate reach = measurement.result().getReach();
    double expected = measurement.reached() / 0.75;
    assertThat(reach.getStandardDeviation()).isBetween(1.0, 50.0);
    // Six standard deviations: one run in a billion misses.
    assertThat(reach.getValue())
        .isBetween(
            expected - 6 * reach.getStandardDeviation() - 2,
            expected + 6 * reach.getStandardDeviation() + 2);
    assertThat(reach.getLower()).isLessThan(reach.getValue());
    assertThat(reach.getUpper()).isGreaterThan(reach.getValue());
    assertEnded(measurement, ComputationStage.COMPLETE);
  }

  @Test
  void everyStageIsInTheTimeline() {
    TestMeasurement measurement =
        new TestMeasurement(MARKET, TestMeasurement.Question.exact(2, 2)).run();

    List<TimelineEntry> entries = MARKET.kingdom.timeline(measurement.computation);
    for (PartyName duchy : TestMarket.DUCHIES) {
      boolean worker = !duchy.equals(TestMarket.AGGREGATOR);
      assertThat(entries)
          .filteredOn(entry -> entry.getParty().equals(duchy.toString()))
          .extracting(TimelineEntry::getToState)
          .filteredOn(state -> !state.isEmpty())
          .containsExactlyInAnyOrderElementsOf(
              worker
                  ? List.of("INITIALIZED", "WAIT_FOR_CONFIRMATION", "SETUP", "SHUFFLE", "COMPLETE")
                  : List.of("INITIALIZED", "WAIT_FOR_CONFIRMATION", "AGGREGATION", "COMPLETE"));
    }
    assertThat(entries)
        .filteredOn(entry -> entry.getMessage().startsWith("received and pinned"))
        .hasSize(2 + 2 + 2);
  }

  @Test
  void duplicatesAndDisorderChangeNothing() {
    try (TestMarket market = new TestMarket(3)) {
      for (long seed = 0; seed < 4; seed++) {
        market.disorder(seed);
        TestMeasurement measurement =
            new TestMeasurement(market, TestMeasurement.Question.exact(3, 2)).run();

        assertThat(measurement.result().getReach().getValue())
            .as("seed " + seed)
            .isEqualTo(measurement.reached());
      }
      assertThat(market.deliveredContents().values()).allMatch(contents -> contents.size() == 1);
    }
  }

  @Test
  void whoHearsNothingCatchesUp() {
    TestMeasurement measurement = new TestMeasurement(MARKET, TestMeasurement.Question.exact(3, 2));
    TestMarket.DUCHIES.forEach(duchy -> MARKET.deafen(duchy, true));
    try {
      measurement.run();
    } finally {
      TestMarket.DUCHIES.forEach(duchy -> MARKET.deafen(duchy, false));
    }

    assertThat(measurement.result().getReach().getValue()).isEqualTo(measurement.reached());
    assertEnded(measurement, ComputationStage.COMPLETE);
  }

  @Test
  void whoWasAwayForDaysCatchesUp() {
    TestMeasurement measurement =
        new TestMeasurement(MARKET, TestMeasurement.Question.exact(2, 2)).create();
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

    assertThat(measurement.result().getReach().getValue()).isEqualTo(measurement.reached());
  }

  /** A Kingdom that is down, or lists nonsense, holds up nothing else of a sweep. */
  @Test
  void aSweepLooksAtWhatIsOpenHereWhateverTheKingdomDoes() {
    TestMeasurement measurement =
        new TestMeasurement(MARKET, TestMeasurement.Question.exact(2, 2)).create();
    measurement.awaitParams();
    TestDuchy duchy = MARKET.duchy(TestMarket.WORKER1);
    long before = requested(duchy, measurement);
    try {
      MARKET.clock.advance(Duration.ofMinutes(5));
      MARKET.kingdom.lie((to, truth) -> {
        throw DomainException.unavailable("the Kingdom does not answer", null);
      });
      assertThatThrownBy(duchy::sweep).hasMessageContaining("does not answer");
      assertThat(requested(duchy, measurement)).isEqualTo(before + 1);

      MARKET.clock.advance(Duration.ofMinutes(10));
      MARKET.kingdom.lie((to, truth) -> truth.toBuilder().setName("no name").build());
      assertThatThrownBy(duchy::sweep).isInstanceOf(DomainException.class);
      assertThat(requested(duchy, measurement)).isEqualTo(before + 2);
    } finally {
      MARKET.kingdom.lie((to, truth) -> truth);
    }
  }

  private static long requested(TestDuchy duchy, TestMeasurement measurement) {
    return duchy.database.read(
        "readRequested",
        tx ->
            tx.one(
                    "select requested from jobs where name = ?",
                    row -> row.longValue("requested"),
                    "computation/" + measurement.computation)
                .orElseThrow());
  }

  /** What is left of a settlement that was given up is destroyed by the next sweep. */
  @Test
  void secretsAreDestroyedAlsoWhereTheSettlementWasGivenUp() {
    TestDuchy duchy = MARKET.duchy(TestMarket.WORKER1);
    AtomicBoolean broken = new AtomicBoolean(true);
    duchy.faults.watch(where -> {
      if (broken.get() && where.startsWith("before delete")) {
        throw DomainException.precondition("the bucket does not let anybody delete");
      }
    });
    try {
      TestMeasurement measurement =
          new TestMeasurement(MARKET, TestMeasurement.Question.exact(2, 2)).create();
      measurement.awaitParams();
      MARKET.kingdom.move(measurement.computation, MeasurementState.CANCELLED);
      MARKET.pump();
      assertThat(duchy.stage(measurement.computation)).contains(ComputationStage.STOPPED);
      assertThat(duchy.outcomes).endsWith(JobRunner.Outcome.ABANDONED);
      assertThat(duchy.objects(measurement.computation)).isPositive();

      broken.set(false);
      duchy.sweep();
      MARKET.pump();
      assertThat(duchy.objects(measurement.computation)).isZero();
      int runs = duchy.outcomes.size();
      duchy.sweep();
      MARKET.pump();
      assertThat(duchy.outcomes).as("settled once and for all").hasSize(runs);
    } finally {
      duchy.faults.watch(where -> {});
    }
  }

  @Test
  void nobodyWorksOnWhatHasExpired() {
    TestMeasurement measurement =
        new TestMeasurement(MARKET, TestMeasurement.Question.exact(2, 2)).create();
    measurement.awaitParams();
    MARKET.clock.advance(Duration.ofDays(8));
    MARKET.settle(measurement.computation);

    assertThat(MARKET.kingdom.failures(measurement.computation)).isEmpty();
    assertEnded(measurement, ComputationStage.STOPPED);
  }

  /** A Kingdom that does not answer keeps no secrets alive. */
  @Test
  void whatHasExpiredIsDestroyedAlsoWhenTheKingdomDoesNotAnswer() {
    TestMeasurement measurement =
        new TestMeasurement(MARKET, TestMeasurement.Question.exact(2, 2)).create();
    measurement.awaitParams();
    TestDuchy duchy = MARKET.duchy(TestMarket.WORKER1);
    assertThat(duchy.objects(measurement.computation)).isPositive();
    MARKET.clock.advance(Duration.ofDays(8));
    try {
      MARKET.kingdom.lie((to, truth) -> {
        throw DomainException.unavailable("the Kingdom does not answer", null);
      });
      assertThatThrownBy(duchy::sweep).hasMessageContaining("does not answer");
      MARKET.pump();
    } finally {
      MARKET.kingdom.lie((to, truth) -> truth);
    }
    assertThat(duchy.stage(measurement.computation)).contains(ComputationStage.STOPPED);
    assertThat(duchy.objects(measurement.computation)).isZero();
  }

  @Test
  void aWideRingTakesTwoBytesPerElement() {
    TestMeasurement measurement =
        new TestMeasurement(MARKET, TestMeasurement.Question.exact(3, 200)).run();

    assertThat(((TestShares) measurement.answers).parameters.elementBytes()).isEqualTo(2);
    assertThat(measurement.result().getReach().getValue()).isEqualTo(measurement.reached());
    assertEnded(measurement, ComputationStage.COMPLETE);
  }

  @Test
  @Tag("long")
  void tenMillionPeopleFit() {
    TestMeasurement measurement =
        new TestMeasurement(
                MARKET,
                new TestMeasurement.Question(
                    3, 10, NoiseMechanism.NONE, SamplingInterval.CIRCLE, 10_000_000))
            .run();

    assertThat(measurement.result().getReach().getValue()).isEqualTo(measurement.reached());
    assertEnded(measurement, ComputationStage.COMPLETE);
  }

  private static void assertEnded(TestMeasurement measurement, ComputationStage stage) {
    MARKET
        .duchies
        .values()
        .forEach(duchy -> {
          assertThat(duchy.stage(measurement.computation)).contains(stage);
          assertThat(duchy.objects(measurement.computation)).isZero();
        });
  }
}
