package org.aureole.duchy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.aureole.model.lifecycle.ComputationStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a sweep of a Duchy costs does not grow with the computations that wait. */
@Tag("store")
class DuchySweepTest {
  private final TestMarket market = new TestMarket(2);
  private final TestDuchy duchy = market.duchy(TestMarket.AGGREGATOR);
  private final List<String> calls = new ArrayList<>();

  @AfterEach
  void close() {
    market.close();
  }

  @Test
  void whatWaitsIsLookedAtAfterAPauseAndThenMoreRarely() {
    for (int i = 0; i < 3; i++) {
      new TestMeasurement(market, TestMeasurement.Question.exact(2, 1)).create().awaitParams();
    }
    duchy.faults.watch(calls::add);

    assertThat(looksOfASweepAfter(Duration.ofMinutes(4))).isZero();
    assertThat(looksOfASweepAfter(Duration.ofMinutes(2))).isEqualTo(3);
    assertThat(looksOfASweepAfter(Duration.ofMinutes(1))).isZero();
    assertThat(looksOfASweepAfter(Duration.ofMinutes(6))).isEqualTo(3);
    assertThat(looksOfASweepAfter(Duration.ofMinutes(7))).isZero();
  }

  @Test
  void whatNoMessageToldIsFound() {
    market.deafen(TestMarket.AGGREGATOR, true);
    TestMeasurement measurement =
        new TestMeasurement(market, TestMeasurement.Question.exact(2, 1)).create();
    market.pump();
    assertThat(duchy.stage(measurement.computation)).isEmpty();

    duchy.sweep();
    market.pump();
    assertThat(duchy.stage(measurement.computation))
        .contains(ComputationStage.WAIT_FOR_CONFIRMATION);
  }

  private long looksOfASweepAfter(Duration pause) {
    market.clock.advance(pause);
    calls.clear();
    duchy.sweep();
    market.pump();
    return calls.stream().filter("before getComputation"::equals).count();
  }
}
