package org.aureole.duchy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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
  private static final DuchyCrashes CRASHES =
      new DuchyCrashes(
          MARKET,
          QUESTION,
          (measurement, as) ->
              assertThat(measurement.result().getReach().getValue())
                  .as(as)
                  .isEqualTo(((TestRegisters) measurement.answers).reach().value()));

  @AfterAll
  static void close() {
    MARKET.close();
  }

  @Test
  void aDeathHereAndThereChangesNothing() {
    CRASHES.hereAndThere();
  }

  /** Of the workers, which are alike: whose turn comes first is drawn anew each time. */
  @Test
  @Tag("long")
  void aDeathAnywhereChangesNothing() {
    assertThat(CRASHES.anywhere(List.of(TestMarket.AGGREGATOR, TestMarket.WORKER1)))
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
    CRASHES.overtakenAt(id, where);
  }
}
