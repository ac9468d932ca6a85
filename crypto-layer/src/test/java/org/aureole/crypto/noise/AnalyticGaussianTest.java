package org.aureole.crypto.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnalyticGaussianTest {
  /** Solved with 60 digits by a separate program. */
  @ParameterizedTest
  @CsvSource({
    "1, 1e-5, 3.73063163481594",
    "1, 1e-12, 6.55782206745885",
    "1, 1e-15, 7.4870094679866",
    "0.0041, 1e-12, 1377.08951990431",
    "0.115, 1e-12, 53.7053583920763",
    "0.1, 1e-9, 50.2098182630153",
    "10, 1e-5, 0.499888619709009",
    "50, 1e-3, 0.134124307970382",
    "1e-6, 1e-12, 4122525.4027566",
    "1, 0.5, 0.507065031476331",
    "0.001, 1e-30, 10411.1379503995",
    "1, 1e-100, 21.0094090423006",
    "3, 0.9, 0.225538503612804"
  })
  void sigma_isThatOfHighPrecision(double epsilon, double delta, double expected) {
    double sigma = AnalyticGaussian.sigma(new PrivacyParameters(epsilon, delta), 1);
    assertThat(sigma).isCloseTo(expected, Percentage.withPercentage(1e-6));
    assertThat(AnalyticGaussian.delta(epsilon, sigma)).isLessThanOrEqualTo(delta);
  }

  /**
   * δ is the integral of max(0, p − e^ε·q) over outputs, p and q the densities of two neighbours.
   */
  @Test
  void delta_isTheIntegralOfTheExcess() {
    double epsilon = 1;
    double sigma = 3.73063163481594;
    double step = 1e-3;
    double integral = 0;
    for (double x = -60; x < 80; x += step) {
      double p = Math.exp(-(x - 1) * (x - 1) / (2 * sigma * sigma));
      double q = Math.exp(-x * x / (2 * sigma * sigma));
      integral += Math.max(0, p - Math.exp(epsilon) * q) * step;
    }
    integral /= sigma * Math.sqrt(2 * Math.PI);
    assertThat(integral).isCloseTo(1e-5, within(1e-10));
    assertThat(AnalyticGaussian.delta(epsilon, sigma)).isCloseTo(integral, within(1e-10));
  }

  @Test
  void sigma_scalesWithSensitivity() {
    PrivacyParameters privacy = new PrivacyParameters(1, 1e-9);
    assertThat(AnalyticGaussian.sigma(privacy, 60))
        .isEqualTo(60 * AnalyticGaussian.sigma(privacy, 1));
  }

  @Test
  void badParameters_areRefusedWithTheField() {
    assertThatThrownBy(() -> new PrivacyParameters(-1, 0.1))
        .hasMessageStartingWith("epsilon: is -1.0");
    assertThatThrownBy(() -> new PrivacyParameters(0, 0.1)).hasMessageStartingWith("epsilon");
    assertThatThrownBy(() -> new PrivacyParameters(Double.NaN, 0.1))
        .hasMessageStartingWith("epsilon");
    assertThatThrownBy(() -> new PrivacyParameters(Double.POSITIVE_INFINITY, 0.1))
        .hasMessageStartingWith("epsilon");
    assertThatThrownBy(() -> new PrivacyParameters(1, 0)).hasMessageStartingWith("delta");
    assertThatThrownBy(() -> new PrivacyParameters(1, 1.5)).hasMessageStartingWith("delta: is 1.5");
    assertThatThrownBy(() -> new PrivacyParameters(1, Double.NaN)).hasMessageStartingWith("delta");
    assertThatThrownBy(() -> AnalyticGaussian.sigma(new PrivacyParameters(1e-18, 1e-18), 1))
        .hasMessageContaining("unbounded noise");
    assertThatThrownBy(() -> AnalyticGaussian.sigma(new PrivacyParameters(1, 0.1), 0))
        .hasMessageContaining("sensitivity");
  }
}
