package org.aureole.duchy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.aureole.model.lifecycle.ComputationStage;
import org.aureole.model.lifecycle.MeasurementState;
import org.aureole.model.name.PartyName;
import org.aureole.platform.work.JobRunner;

/**
 * Has a Duchy die between any two calls of its ports, or be overtaken there by another run, and
 * checks after each that the same measurement has ended as if nothing had been.
 */
final class DuchyCrashes {
  private final TestMarket market;
  private final TestMeasurement.Question question;
  private final BiConsumer<TestMeasurement, String> result;

  /**
   * @param result checks the result of a measurement; is told what happened
   */
  DuchyCrashes(
      TestMarket market,
      TestMeasurement.Question question,
      BiConsumer<TestMeasurement, String> result) {
    this.market = market;
    this.question = question;
    this.result = result;
  }

  /** Three deaths of each Duchy. */
  void hereAndThere() {
    for (PartyName duchy : TestMarket.DUCHIES) {
      int points = pointsOf(duchy);
      for (int point = points / 6; point < points; point += points / 3) {
        dieAt(duchy, point);
      }
    }
  }

  /** A death at every point of some Duchies; returns where they were. */
  List<String> anywhere(List<PartyName> duchies) {
    List<String> places = new ArrayList<>();
    for (PartyName duchy : duchies) {
      int points = pointsOf(duchy);
      for (int point = 0; point < points; point++) {
        places.add(dieAt(duchy, point));
      }
    }
    return places;
  }

  /** How many calls of its ports a Duchy makes in an undisturbed computation. */
  private int pointsOf(PartyName duchy) {
    Faults faults = market.duchy(duchy).faults;
    faults.killAt(-1);
    assertEnds(new TestMeasurement(market, question).run(), duchy + " undisturbed");
    return faults.count();
  }

  private String dieAt(PartyName duchy, int point) {
    Faults faults = market.duchy(duchy).faults;
    TestMeasurement measurement = new TestMeasurement(market, question);
    faults.killAt(point);
    measurement.run();
    faults.stop();
    assertEnds(measurement, duchy + " died at point " + point + ", " + faults.lastKill());
    return faults.lastKill();
  }

  /** A run that waits at a place until its lease is gone and another run has passed it. */
  void overtakenAt(String id, String where) {
    TestDuchy duchy = market.duchy(PartyName.duchy(id));
    TestMeasurement measurement = new TestMeasurement(market, question);
    duchy.outcomes.clear();
    boolean[] overtaken = {false};
    duchy.faults.watch(point -> {
      if (point.equals(where) && !overtaken[0]) {
        overtaken[0] = true;
        market.clock.advance(Duration.ofMinutes(3));
        duchy.sweep();
        market.pump();
      }
    });

    measurement.run();
    duchy.faults.watch(point -> {});

    assertThat(overtaken[0]).as("the run came to " + where).isTrue();
    assertThat(duchy.outcomes).contains(JobRunner.Outcome.LEASE_LOST);
    assertEnds(measurement, id + " overtaken " + where);
  }

  private void assertEnds(TestMeasurement measurement, String as) {
    assertThat(market.kingdom.state(measurement.computation))
        .as(as)
        .isEqualTo(MeasurementState.SUCCEEDED);
    assertThat(market.kingdom.offered(measurement.computation)).as(as).hasSize(1);
    result.accept(measurement, as);
    assertThat(market.deliveredContents())
        .as(as)
        .allSatisfy((what, contents) -> assertThat(contents).as(what).hasSize(1));
    market
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
