package org.aureole.crypto.sketch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LegionsCardinalityTest {
  /** The first is the published one; the others were reckoned with 40 digits. */
  @ParameterizedTest
  @CsvSource({
    "10, 250000, 100000, 767430",
    "12, 100000, 0, 1",
    "12, 100000, 1, 2",
    "12, 100000, 5000, 5900",
    "5.6, 1000000, 500000, 1701247"
  })
  void estimate_isThePublished(double decay, int registers, long active, long cardinality) {
    LegionsCardinality estimator =
        new LegionsCardinality(new LegionsParameters(decay, registers, 10_000_000));
    assertThat(estimator.estimate(active)).isEqualTo(cardinality);
  }

  @ParameterizedTest
  @CsvSource({
    "1e-12, 27.053805451028015348",
    "0.001, 6.331539364136149332",
    "0.5, 0.55977359477616081175",
    "1, 0.21938393439552027368",
    "1.0000001, 0.21938389760757983533",
    "2.5, 0.024914917870269735496",
    "10, 4.1569689296853242774e-6",
    "50, 3.7832640295504590187e-24",
    "700, 1.4065187662340329228e-307"
  })
  void exponentialIntegral_hasItsDigits(double x, double expected) {
    assertThat(ExponentialIntegral.e1(x)).isCloseTo(expected, withinPercentage(1e-12));
  }

  @Test
  void exponentialIntegral_vanishesFarOut_andIsNotDefinedAtZero() {
    assertThat(ExponentialIntegral.e1(800)).isZero();
    assertThatThrownBy(() -> ExponentialIntegral.e1(0)).hasMessageContaining("above 0");
    assertThatThrownBy(() -> ExponentialIntegral.e1(Double.NaN)).hasMessageContaining("above 0");
  }

  @Test
  void fullOrOverfullSketch_isStillAnAnswer() {
    LegionsCardinality estimator = new LegionsCardinality(new LegionsParameters(12, 1000, 10_000));
    assertThat(estimator.estimate(1000)).isEqualTo(estimator.estimate(999)).isPositive();
    assertThat(estimator.estimate(Long.MAX_VALUE)).isEqualTo(estimator.estimate(999));
    assertThat(new LegionsCardinality(new LegionsParameters(40, 1 << 24, 100)).estimate(1 << 24))
        .isPositive();
    assertThatThrownBy(() -> estimator.estimate(-1)).hasMessageContaining("negative");
  }

  @Test
  void estimate_growsWithTheSketch() {
    LegionsCardinality estimator = new LegionsCardinality(new LegionsParameters(12, 1000, 10_000));
    long last = 0;
    for (int active = 0; active < 1000; active++) {
      long estimate = estimator.estimate(active);
      assertThat(estimate).isGreaterThanOrEqualTo(last);
      last = estimate;
    }
  }
}
