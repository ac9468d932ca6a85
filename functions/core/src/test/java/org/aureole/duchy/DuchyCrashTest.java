package org.aureole.duchy;

import static org.assertj.core.api.Assertions.assertThat;

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
  private static final DuchyCrashes CRASHES =
      new DuchyCrashes(
          MARKET,
          QUESTION,
          (measurement, as) ->
              assertThat(measurement.result().getMeasurement())
                  .as(as)
                  .isEqualTo(measurement.name.toString()));

  @AfterAll
  static void close() {
    MARKET.close();
  }

  @Test
  void aDeathHereAndThereChangesNothing() {
    CRASHES.hereAndThere();
  }

  @Test
  @Tag("long")
  void aDeathAnywhereChangesNothing() {
    assertThat(CRASHES.anywhere(TestMarket.DUCHIES))
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
    CRASHES.overtakenAt(id, where);
  }
}
