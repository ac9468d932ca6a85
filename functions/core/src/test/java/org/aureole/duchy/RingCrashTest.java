package org.aureole.duchy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.aureole.model.lifecycle.ComputationStage;
import org.aureole.model.lifecycle.MeasurementState;
import org.aureole.model.name.PartyName;
import org.aureole.platform.work.JobRunner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A Duchy of a ring dies between any two calls of its ports, or is overtaken there by another run.
 * Every ciphertext is fresh, so that a stage that was worked on twice would show in what is handed
 * over; without other noise, so that a register that was lost or came twice shows in the result.
 */
@Tag("store")
class RingCrashTest {
  private static final TestMarket MARKET = new TestMarket(3);
  private static final TestMeasurement.Question QUESTION =
      TestMeasurement.Question.exact(3, 2).inRingOf(3);

  @AfterAll
  static void close() {
    MARKET.close();
  }

  @Test
  void aDeathHereAndThereChangesNothing() {
    for (PartyName duchy : TestMarket.DUCHIES) {
      int points = pointsOf(duchy);
      for (int point = points / 6; point < points; point += points / 3) {
        dieAt(duchy, point);
      }
    }
  }

  /** Of the workers, which are alike: whose turn comes first is drawn anew each time. */
  @Test
  @Tag("long")
  void aDeathAnywhereChangesNothing() {
    List<String> places = new ArrayList<>();
    for (PartyName duchy : List.of(TestMarket.AGGREGATOR, TestMarket.WORKER1)) {
      int points = pointsOf(duchy);
      for (int point = 0; point < points; point++) {
        places.add(dieAt(duchy, point));
      }
    }
    assertThat(places)
        .contains(
            "after transaction beginComputation",
            "after setRequisitionParams",
            "after fulfill",
            "after transaction pinPeers",
            "after confirm",
            "before transaction commitHop",
            "after transaction commitHop",
            "after deliver setup records",
            "after deliver setup manifest",
            "after deliver phase-one manifest",
            "after deliver phase-two records",
            "after deliver phase-three manifest",
            "after transaction commitResult",
            "after setResult",
            "after transaction finishHop");
  }

  /** How many calls of its ports a Duchy makes in an undisturbed computation. */
  private static int pointsOf(PartyName duchy) {
    Faults faults = MARKET.duchy(duchy).faults;
    faults.killAt(-1);
    assertEnds(new TestMeasurement(MARKET, QUESTION).run(), duchy + " undisturbed");
    return faults.count();
  }

  private static String dieAt(PartyName duchy, int point) {
    Faults faults = MARKET.duchy(duchy).faults;
    TestMeasurement measurement = new TestMeasurement(MARKET, QUESTION);
    faults.killAt(point);
    measurement.run();
    faults.stop();
    assertEnds(measurement, duchy + " died at point " + point + ", " + faults.lastKill());
    return faults.lastKill();
  }

  @ParameterizedTest
  @CsvSource({
    "worker1, before transaction beginComputation",
    "worker2, before transaction pinManifest",
    "worker1, before transaction pinPeers",
    "worker2, before transaction commitHop",
    "aggregator, before transaction commitHop",
    "worker1, before deliver setup records",
    "worker2, before deliver phase-one manifest",
    "aggregator, before deliver phase-two records",
    "worker1, before deliver phase-three records",
    "worker2, before transaction finishHop",
    "aggregator, before transaction commitResult",
    "aggregator, before transaction finishAggregation"
  })
  void aRunThatWasOvertakenChangesNothing(String id, String where) {
    TestDuchy duchy = MARKET.duchy(PartyName.duchy(id));
    TestMeasurement measurement = new TestMeasurement(MARKET, QUESTION);
    duchy.outcomes.clear();
    boolean[] overtaken = {false};
    duchy.faults.watch(point -> {
      if (point.equals(where) && !overtaken[0]) {
        overtaken[0] = true;
        MARKET.clock.advance(Duration.ofMinutes(3));
        duchy.sweep();
        MARKET.pump();
      }
    });

    measurement.run();
    duchy.faults.watch(point -> {});

    assertThat(overtaken[0]).as("the run came to " + where).isTrue();
    assertThat(duchy.outcomes).contains(JobRunner.Outcome.LEASE_LOST);
    assertEnds(measurement, id + " overtaken " + where);
  }

  private static void assertEnds(TestMeasurement measurement, String as) {
    assertThat(MARKET.kingdom.state(measurement.computation))
        .as(as)
        .isEqualTo(MeasurementState.SUCCEEDED);
    assertThat(MARKET.kingdom.offered(measurement.computation)).as(as).hasSize(1);
    assertThat(measurement.result().getReach().getValue())
        .as(as)
        .isEqualTo(((TestRegisters) measurement.answers).reach().value());
    assertThat(MARKET.deliveredContents())
        .as(as)
        .allSatisfy((what, contents) -> assertThat(contents).as(what).hasSize(1));
    MARKET
        .duchies
        .values()
        .forEach(duchy -> {
          assertThat(duchy.stage(measurement.computation))
              .as(as + ": " + duchy.name)
              .contains(ComputationStage.COMPLETE);
          assertThat(duchy.objects(measurement.computation)).as(as).isZero();
        });
  }
}
