package org.aureole.crypto.direct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.aureole.crypto.estimate.Estimate;
import org.aureole.crypto.estimate.FrequencyEstimate;
import org.aureole.crypto.estimate.SampleDesign;
import org.aureole.crypto.noise.PrivacyParameters;
import org.aureole.crypto.prng.Seed;
import org.aureole.crypto.vid.FrequencyVector;
import org.aureole.crypto.vid.SamplingInterval;
import org.junit.jupiter.api.Test;

class DirectMeasurementTest {
  private static final PrivacyParameters PRIVACY = new PrivacyParameters(1, 1e-9);

  /** 6,001 persons of 10,000, 4,001 once and 2,000 twice: 8,001 impressions. */
  private static FrequencyVector sample(int cap) {
    FrequencyVector vector = new FrequencyVector(10_000, cap);
    for (int i = 0; i < 6_001; i++) {
      vector.add(i, i < 4_001 ? 1 : 2);
    }
    return vector;
  }

  private static DirectMeasurement exact() {
    return DirectMeasurement.withoutNoise(new SampleDesign(SamplingInterval.FULL, 10_000));
  }

  private static DirectMeasurement noisy(int population, int seed) {
    byte[] bytes = new byte[Seed.BYTES];
    ByteBuffer.wrap(bytes).putInt(seed);
    return DirectMeasurement.withGaussianNoise(
        new SampleDesign(SamplingInterval.FULL, population), Seed.of(bytes));
  }

  @Test
  void withoutNoiseAndFullSample_resultsAreExact() {
    assertThat(exact().reach(sample(10), PRIVACY)).isEqualTo(new Estimate(6_001, 0));
    assertThat(exact().sum(sample(10), PRIVACY)).isEqualTo(new Estimate(8_001, 0));
    assertThat(exact().sum(sample(1), PRIVACY).value()).isEqualTo(6_001);
    assertThat(exact().sum(sample(Integer.MAX_VALUE), PRIVACY).value()).isEqualTo(8_001);
    FrequencyEstimate frequency = exact().reachAndFrequency(sample(10), 3, PRIVACY, PRIVACY);
    assertThat(frequency.reach()).isEqualTo(new Estimate(6_001, 0));
    assertThat(frequency.ratios())
        .containsExactly(
            new Estimate(4_001 / 6_001.0, 0), new Estimate(2_000 / 6_001.0, 0), new Estimate(0, 0));
    assertThat(frequency.kPlusRatios().get(1).value()).isEqualTo(2_000 / 6_001.0);
  }

  @Test
  void results_areScaledByTheWidthAndRoundedDown() {
    // The nearest fixed-point number to 1/3 is below it, so 18,003 and a bit is rounded down.
    SampleDesign third = new SampleDesign(SamplingInterval.fromFraction(0.9, 1.0 / 3), 30_000);
    Estimate reach = DirectMeasurement.withoutNoise(third).reach(sample(10), PRIVACY);
    assertThat(reach.value()).isEqualTo(18_003);
    assertThat(reach.standardDeviation()).isPositive();
  }

  @Test
  void noise_isAFunctionOfTheSeed() {
    double first = noisy(10_000, 1).reach(sample(10), PRIVACY).value();
    assertThat(noisy(10_000, 1).reach(sample(10), PRIVACY).value()).isEqualTo(first);
    int different = 0;
    for (int seed = 2; seed < 12; seed++) {
      different += noisy(10_000, seed).reach(sample(10), PRIVACY).value() == first ? 0 : 1;
    }
    assertThat(different).isGreaterThan(5);
  }

  @Test
  void results_areNeverNegative_andReachNeverAboveTheSample() {
    PrivacyParameters loud = new PrivacyParameters(0.001, 1e-9);
    FrequencyVector empty = new FrequencyVector(100, 10);
    for (int seed = 0; seed < 50; seed++) {
      assertThat(noisy(100, seed).reach(empty, loud).value()).isBetween(0.0, 100.0);
      assertThat(noisy(100, seed).sum(empty, loud).value()).isNotNegative();
      assertThat(noisy(100, seed).reachAndFrequency(empty, 5, loud, loud).ratios())
          .allMatch(ratio -> ratio.value() >= 0 && ratio.value() <= 1);
    }
  }

  @Test
  void nobodyReached_staysAllZero() {
    FrequencyEstimate frequency =
        exact().reachAndFrequency(new FrequencyVector(10_000, 3), 3, PRIVACY, PRIVACY);
    assertThat(frequency.reach().value()).isZero();
    assertThat(frequency.ratios()).allMatch(ratio -> ratio.value() == 0);
  }

  @Test
  void uncappedSumWithNoise_isRefused() {
    assertThatThrownBy(() -> noisy(10_000, 1).sum(sample(Integer.MAX_VALUE), PRIVACY))
        .hasMessageStartingWith("cap: is missing");
  }

  @Test
  void oneObject_servesOneMeasurement() {
    DirectMeasurement measurement = exact();
    measurement.reach(sample(10), PRIVACY);
    assertThatThrownBy(() -> measurement.reach(sample(10), PRIVACY))
        .isInstanceOf(IllegalStateException.class);
  }
}
