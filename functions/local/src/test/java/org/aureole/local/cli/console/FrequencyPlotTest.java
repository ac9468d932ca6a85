package org.aureole.local.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.aureole.v1.MeasurementResult.Estimate;
import org.aureole.v1.MeasurementResult.FrequencyBucket;
import org.junit.jupiter.api.Test;

class FrequencyPlotTest {
  private static FrequencyBucket bucket(int frequency, double share, double lower, double upper) {
    return FrequencyBucket.newBuilder()
        .setFrequency(frequency)
        .setShare(
            Estimate.newBuilder()
                .setValue(share)
                .setStandardDeviation(0.05)
                .setLower(lower)
                .setUpper(upper))
        .build();
  }

  @Test
  void barsAreInProportionToTheLongestInterval() {
    List<String> lines =
        FrequencyPlot.lines(List.of(bucket(1, 0.4, 0.3, 0.5), bucket(2, 0.1, 0, 0.2)));

    assertThat(lines)
        .containsExactly(
            "   1  |" + "#".repeat(32) + "-".repeat(8) + "|  40.00 % ± 5.00",
            "   2+ |" + "#".repeat(8) + "-".repeat(8) + " ".repeat(24) + "|  10.00 % ± 5.00");
  }

  @Test
  void theTruthIsMarked() {
    List<String> lines =
        FrequencyPlot.lines(
            List.of(bucket(1, 0.5, 0.5, 0.5), bucket(2, 0.25, 0.25, 0.25)), Map.of(1, 0.25));

    assertThat(lines.get(0))
        .isEqualTo(
            "   1  |"
                + "#".repeat(19)
                + "o"
                + "#".repeat(20)
                + "|  50.00 % ± 5.00   truth  25.00 %");
    assertThat(lines.get(1)).endsWith("truth   0.00 %").doesNotContain("o" + "#");
  }

  @Test
  void estimatesBelowZeroAreEmptyBars() {
    List<String> lines = FrequencyPlot.lines(List.of(bucket(1, 1, 1, 1), bucket(2, -0.1, -0.2, 0)));

    assertThat(lines.get(1)).contains("|" + " ".repeat(40) + "|").contains("-10.00 %");
  }

  @Test
  void nothingIsPlottedOfNothing() {
    assertThat(FrequencyPlot.lines(List.of())).isEmpty();
    assertThat(FrequencyPlot.lines(List.of(bucket(1, 0, 0, 0)))).isEmpty();
  }
}
