package org.aureole.local.cli.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.aureole.v1.MeasurementResult;
import org.aureole.v1.MeasurementResult.Estimate;
import org.aureole.v1.MeasurementResult.FrequencyBucket;
import org.junit.jupiter.api.Test;

class ResultsTest {
  private static Estimate estimate(double value, double deviation) {
    return Estimate.newBuilder()
        .setValue(value)
        .setStandardDeviation(deviation)
        .setLower(value - 2 * deviation)
        .setUpper(value + 2 * deviation)
        .build();
  }

  private static MeasurementResult impressions(double value, double deviation) {
    return MeasurementResult.newBuilder().setImpressionCount(estimate(value, deviation)).build();
  }

  @Test
  void countsOfSeveralProvidersAddUpWithIndependentErrors() {
    Results results = new Results(List.of(impressions(100, 3), impressions(200, 4)));

    assertThat(results.headline().getValue()).isEqualTo(300);
    assertThat(results.headline().getStandardDeviation()).isCloseTo(5, within(1e-12));
    assertThat(results.headline().getLower()).isCloseTo(300 - 9.7998, within(1e-4));
    assertThat(results.headline().getUpper()).isCloseTo(300 + 9.7998, within(1e-4));
    assertThat(results.unit()).isEqualTo("impressions");
  }

  @Test
  void aSumIsNotBelowZero() {
    Results results = new Results(List.of(impressions(1, 3), impressions(1, 4)));

    assertThat(results.headline().getLower()).isZero();
  }

  @Test
  void oneResultIsShownAsItIs() {
    MeasurementResult result =
        MeasurementResult.newBuilder()
            .setReach(estimate(12345.4, 6.7))
            .addFrequency(
                FrequencyBucket.newBuilder()
                    .setFrequency(1)
                    .setShare(estimate(0.75, 0.01))
                    .setCount(estimate(9259, 20)))
            .addFrequency(
                FrequencyBucket.newBuilder()
                    .setFrequency(2)
                    .setShare(estimate(0.25, 0.01))
                    .setCount(estimate(3086, 20)))
            .build();

    Results results = new Results(List.of(result));

    assertThat(results.headline()).isEqualTo(result.getReach());
    assertThat(results.lines())
        .startsWith(
            "12,345 people reached, ± 6.7 (standard deviation), 95 % interval 12,332 to 12,359")
        .anyMatch(line -> line.matches("\\s+2\\+\\s+3,086\\s+20\\.0\\s+3,046 to 3,126"))
        .anyMatch(line -> line.startsWith("   2+ |#"));
  }

  @Test
  void thereIsAlwaysAResult() {
    assertThatThrownBy(() -> new Results(List.of())).isInstanceOf(IllegalArgumentException.class);
  }
}
