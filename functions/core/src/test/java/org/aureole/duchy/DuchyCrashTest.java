package org.aureole.duchy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.aureole.model.lifecycle.ComputationStage;
import org.aureole.model.lifecycle.MeasurementState;
import org.aureole.model.name.PartyName;
import org.aureole.platform.work.JobRunner;
import org.aureole.v1.NoiseMechanism;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A Duchy dies between any two calls of its ports, or is overtaken there by another run. Noise is
 * on, so that anything drawn twice would show in what is handed over.
 */
@Tag("store")
class DuchyCrashTest {
  private static final TestMarket MARKET = new TestMarket(2);
  private static final TestMeasurement.Question QUESTION =
      new TestMeasurement.Question(2, 2, NoiseMechanism.DISCRETE_GAUSSIAN, 1L << 31);

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

  @Test
  @Tag("long")
  void aDeathAnywhereChangesNothing() {
    List<String> places = new ArrayList<>();
    for (PartyName duchy : TestMarket.DUCHIES) {
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
            "after confirm",
            "after deliver setup manifest",
            "before transaction commitShuffle",
            "after deliver shuffle vector",
            "after transaction commitResult",
            "after setResult",
            "after transaction finishShuffle");
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
    "worker1, before setRequisitionParams",
    "worker2, before transaction publishParams",
    "worker1, before transaction pinManifest",
    "worker2, before transaction commitSetup",
    "worker1, before transaction commitShuffle",
    "worker1, before deliver shuffle vector",
    "worker2, before transaction finishShuffle",
    "aggregator, before transaction commitResult",
    "aggregator, before setResult",
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
    assertThat(measurement.result().getMeasurement()).isEqualTo(measurement.name.toString());
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
