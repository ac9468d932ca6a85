package org.aureole.crypto.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.data.Percentage;
import org.aureole.crypto.noise.AnalyticGaussian;
import org.aureole.crypto.noise.DistributedGaussian;
import org.aureole.crypto.noise.PrivacyParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcdpTest {
  private static final Percentage TIGHT = Percentage.withPercentage(1e-6);

  @Test
  void gaussianCharge_isThatOfTheAnalyticSigma() {
    // Reckoned with 60 digits; a solver in 1 − Φ says 0.0088794.
    double sigma = AnalyticGaussian.sigma(new PrivacyParameters(1, 1e-15), 1);
    assertThat(AcdpCharge.gaussian(1, sigma).rho()).isCloseTo(0.0089197614, TIGHT);
    assertThat(AcdpCharge.gaussian(60, 60 * sigma).rho()).isCloseTo(0.0089197614, TIGHT);
    assertThat(AcdpCharge.gaussian(1, sigma).theta()).isZero();
  }

  /** ε, δ, Δ², n, t; then ρ and θ, reckoned with 60 digits by a separate program. */
  @ParameterizedTest
  @CsvSource({
    "1, 1e-9, 1, 2, 0, 0.0158893541101, 3.02549876504e-11",
    "1, 1e-9, 2, 2, 0, 0.0158893541101, 6.38451547724e-11",
    "0.1, 1e-12, 1, 2, 1, 0.000127678697552, 2.31803006782e-13",
    "10, 1e-3, 1, 3, 0, 5.35562477061, 6.41013158266e-15",
    "30, 0.1, 2, 2, 0, 24.308209001, 7.79067758155e-36",
    "1, 1e-9, 4, 1, 0, 0.0158893541101, 1.18175778794e-10",
    "1, 1e-9, 1000, 1, 0, 0.0158893541101, 1.32592610539e-10",
    "10, 1e-3, 20, 3, 0, 2.81538769277, 5.50703461823e-11"
  })
  void distributedCharge_isThatOfHighPrecision(
      double epsilon,
      double delta,
      double squaredSensitivity,
      int contributors,
      int colluders,
      double rho,
      double theta) {
    AcdpCharge charge =
        AcdpCharge.distributed(
            DistributedGaussian.of(
                new PrivacyParameters(epsilon, delta),
                Math.sqrt(squaredSensitivity),
                contributors,
                colluders));
    assertThat(charge.rho()).isCloseTo(rho, TIGHT);
    assertThat(charge.theta()).isCloseTo(theta, TIGHT);
  }

  /** One count that changes by 4 loses to truncation what one that changes by 1 does. */
  @Test
  void distributedCharge_ofALoneCount_isThatOfHighPrecision() {
    AcdpCharge charge =
        AcdpCharge.distributed(
            DistributedGaussian.ofLoneCount(new PrivacyParameters(10, 1e-3), 4, 3, 0));
    assertThat(charge.rho()).isCloseTo(2.81518619518, TIGHT);
    assertThat(charge.theta()).isCloseTo(1.67920301451e-8, TIGHT);
  }

  /** ρ, θ, ε, δ, reckoned with 60 digits by a separate program. */
  @ParameterizedTest
  @CsvSource({
    "0.01, 0, 1, 1.66411397739e-13",
    "0.001, 1e-12, 1, 3.71828182846e-12",
    "0.5, 0, 1, 0.246846330783",
    "0.02, 1e-10, 2, 8.38905609893e-10",
    "5, 0, 1, 0.983133314814"
  })
  void composition_isThatOfHighPrecision(double rho, double theta, double epsilon, double delta) {
    assertThat(AcdpComposition.delta(new AcdpCharge(rho, theta), epsilon)).isCloseTo(delta, TIGHT);
  }

  /** The bound may not be below the exact δ of the Gaussian mechanism with the same ρ. */
  @Test
  void composition_neverUndercutsTheGaussian() {
    for (double rho : new double[] {1e-4, 0.003, 0.02, 0.1, 0.7, 3}) {
      for (double epsilon : new double[] {0.01, 0.5, 1, 4}) {
        double exact = AnalyticGaussian.delta(epsilon, 1 / Math.sqrt(2 * rho));
        assertThat(AcdpComposition.delta(new AcdpCharge(rho, 0), epsilon))
            .isGreaterThanOrEqualTo(exact);
      }
    }
  }

  @Test
  void composition_growsWithEveryCharge() {
    double last = 0;
    AcdpCharge total = AcdpCharge.NONE;
    assertThat(AcdpComposition.delta(total, 1)).isZero();
    for (int i = 0; i < 50; i++) {
      total = total.plus(new AcdpCharge(0.002, 1e-13));
      double delta = AcdpComposition.delta(total, 1);
      assertThat(delta).isGreaterThan(last);
      last = delta;
    }
    assertThat(AcdpComposition.delta(new AcdpCharge(1e9, 0), 1)).isEqualTo(1);
    assertThat(AcdpComposition.delta(new AcdpCharge(0, 1), 1)).isEqualTo(1);
  }

  /** e^ε alone would make a generous budget refuse everything, and e^1000 is no number. */
  @Test
  void aLargerBudget_coversWhateverASmallerOneDoes() {
    for (AcdpCharge charge :
        new AcdpCharge[] {
          new AcdpCharge(0.0158893541101, 3.02549876504e-11),
          new AcdpCharge(0.000127678697552, 2.31803006782e-13),
          new AcdpCharge(2.8, 1e-8),
          new AcdpCharge(0.01, 0),
          new AcdpCharge(0, 1e-12)
        }) {
      double last = 1;
      for (double epsilon = 0.001; epsilon < 1e5; epsilon *= 1.5) {
        double delta = AcdpComposition.leastDelta(charge, epsilon);
        assertThat(delta)
            .isLessThanOrEqualTo(last * (1 + 1e-9))
            .isLessThanOrEqualTo(AcdpComposition.delta(charge, epsilon));
        last = delta;
      }
      assertThat(AcdpComposition.covers(new PrivacyParameters(1000, 0.5), charge)).isTrue();
    }
    assertThat(AcdpComposition.leastDelta(new AcdpCharge(1, 0.7), 1000)).isEqualTo(1);
    assertThat(AcdpComposition.leastDelta(AcdpCharge.NONE, 1000)).isZero();
  }

  @Test
  void budget_coversUntilItDoesNot() {
    PrivacyParameters budget = new PrivacyParameters(1, 1e-9);
    AcdpCharge total = AcdpCharge.NONE;
    int covered = 0;
    while (AcdpComposition.covers(budget, total.plus(new AcdpCharge(0.001, 0)))) {
      total = total.plus(new AcdpCharge(0.001, 0));
      covered++;
    }
    // Between the 0.01 whose δ is 1.7e-13 and the 0.0158 that a lone (1, 1e-9) Gaussian costs.
    assertThat(covered).isBetween(11, 16);
  }

  @Test
  void chargeThenRefund_restoresTheBalance() {
    AcdpCharge balance = new AcdpCharge(0.25, 1e-12);
    AcdpCharge charge = new AcdpCharge(0.125, 1e-13);
    AcdpCharge restored = balance.plus(charge).minus(charge);
    assertThat(restored.rho()).isEqualTo(0.25);
    assertThat(restored.theta()).isCloseTo(1e-12, Percentage.withPercentage(1e-9));
    assertThat(charge.minus(balance)).isEqualTo(AcdpCharge.NONE);
  }

  @Test
  void badCharges_areRefused() {
    assertThatThrownBy(() -> new AcdpCharge(-1, 0)).hasMessageContaining("rho");
    assertThatThrownBy(() -> new AcdpCharge(0, Double.NaN)).hasMessageContaining("theta");
    assertThatThrownBy(() -> AcdpCharge.gaussian(1, 0)).hasMessageContaining("without noise");
    assertThatThrownBy(() -> AcdpCharge.gaussian(0, 1)).hasMessageContaining("sensitivity");
    assertThatThrownBy(() -> AcdpComposition.delta(AcdpCharge.NONE, 0))
        .hasMessageContaining("epsilon");
  }
}
