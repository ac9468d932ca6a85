package org.aureole.crypto.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.commons.numbers.gamma.Erfc;
import org.assertj.core.api.Assertions;
import org.assertj.core.data.Percentage;
import org.aureole.crypto.prng.RandomIntegers;
import org.aureole.crypto.prng.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiscreteGaussianTest {
  private static final int DRAWS = 40_000;

  private static RandomIntegers random(int seed) {
    byte[] bytes = new byte[Seed.BYTES];
    bytes[0] = (byte) seed;
    return new RandomIntegers(Seed.of(bytes));
  }

  /** Chi-square against exact probabilities; limits are the 99.9 % points for the cells used. */
  @ParameterizedTest
  @CsvSource({"0.3, 1, 13.8", "1, 3, 22.5", "2.5, 7, 36.1", "5.75, 17, 65.2"})
  void draws_followTheDistribution(double sigma, int tail, double limit) {
    DiscreteGaussian gaussian = new DiscreteGaussian(sigma);
    RandomIntegers random = random(1);
    // Cells: at most −tail, …, at least tail.
    double[] observed = new double[2 * tail + 1];
    for (int i = 0; i < DRAWS; i++) {
      observed[(int) Math.max(-tail, Math.min(tail, gaussian.draw(random))) + tail]++;
    }
    double[] expected = new double[2 * tail + 1];
    double total = 0;
    for (int k = -200; k <= 200; k++) {
      double p = Math.exp(-k * k / (2 * sigma * sigma));
      expected[Math.max(-tail, Math.min(tail, k)) + tail] += p;
      total += p;
    }
    double chiSquare = 0;
    for (int cell = 0; cell < expected.length; cell++) {
      double e = expected[cell] / total * DRAWS;
      chiSquare += (observed[cell] - e) * (observed[cell] - e) / e;
    }
    assertThat(chiSquare).isLessThan(limit);
  }

  /** Mean within 5 standard errors, variance within 5 of its own (relative √(2/n)). */
  @ParameterizedTest
  @CsvSource({"20.25", "1377.0895", "123456789.5"})
  void moments_areThoseOfSigma(double sigma) {
    DiscreteGaussian gaussian = new DiscreteGaussian(sigma);
    RandomIntegers random = random(2);
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < DRAWS; i++) {
      double sample = gaussian.draw(random);
      sum += sample;
      squares += sample * sample;
    }
    assertThat(Math.abs(sum / DRAWS)).isLessThan(5 * sigma / Math.sqrt(DRAWS));
    assertThat(squares / DRAWS)
        .isCloseTo(sigma * sigma, Percentage.withPercentage(500 * Math.sqrt(2.0 / DRAWS)));
  }

  @Test
  void sigma_isRoundedUpAndBarely() {
    for (double sigma : new double[] {1e-3, 0.1, 1, Math.PI, 1e6 / 3, 1e13 / 7}) {
      assertThat(new DiscreteGaussian(sigma).sigma())
          .isBetween(sigma * (1 - 1e-15), sigma * (1 + 2e-9));
    }
  }

  @Test
  void draws_areAFunctionOfTheSeed() {
    DiscreteGaussian gaussian = new DiscreteGaussian(1000);
    RandomIntegers first = random(3);
    RandomIntegers second = random(3);
    RandomIntegers other = random(4);
    int different = 0;
    for (int i = 0; i < 100; i++) {
      long sample = gaussian.draw(first);
      assertThat(gaussian.draw(second)).isEqualTo(sample);
      different += gaussian.draw(other) == sample ? 0 : 1;
    }
    assertThat(different).isGreaterThan(90);
  }

  @Test
  void drawWithin_staysWithin() {
    DiscreteGaussian gaussian = new DiscreteGaussian(10);
    RandomIntegers random = random(5);
    for (int i = 0; i < 1000; i++) {
      assertThat(Math.abs(gaussian.drawWithin(3, random))).isLessThanOrEqualTo(3);
    }
    assertThat(gaussian.drawWithin(0, random)).isZero();
  }

  @Test
  void badSigma_isRefused() {
    for (double sigma : new double[] {0, -1, Double.NaN, 1e300}) {
      assertThatThrownBy(() -> new DiscreteGaussian(sigma)).hasMessageContaining("sigma");
    }
  }

  @Test
  void distributed_hasTheScaleAndOffsetOfHighPrecision() {
    // Reckoned with 60 digits by a separate program: σ_c and μ.
    expect(DistributedGaussian.of(new PrivacyParameters(1, 1e-9), 1, 2, 0), 3.9665860704, 28);
    expect(
        DistributedGaussian.of(new PrivacyParameters(1, 1e-9), Math.sqrt(2), 2, 0),
        5.60959981708,
        39);
    expect(DistributedGaussian.of(new PrivacyParameters(0.1, 1e-12), 1, 2, 1), 62.5785909693, 483);
    expect(DistributedGaussian.of(new PrivacyParameters(10, 1e-3), 1, 3, 0), 0.243325896563, 2);
    expect(DistributedGaussian.of(new PrivacyParameters(1, 1e-9), 2, 1, 0), 11.2191996342, 77);
    expect(
        DistributedGaussian.of(new PrivacyParameters(1, 1e-9), Math.sqrt(1000), 1, 0),
        177.39112184,
        1350);
    expect(
        DistributedGaussian.ofLoneCount(new PrivacyParameters(1, 1e-9), 4, 3, 2),
        22.4383992683,
        155);
  }

  /** The tails of all draws on counts that one VID changes, within the other half of δ. */
  @Test
  void distributed_truncationIsPaidForEveryChangedCount() {
    for (double epsilon : new double[] {0.001, 0.5, 1, 10}) {
      for (double delta : new double[] {1e-15, 1e-9, 0.01, 0.9}) {
        for (int changed : new int[] {1, 2, 3, 4, 10, 1000}) {
          for (int contributors : new int[] {1, 2, 16}) {
            DistributedGaussian noise =
                DistributedGaussian.of(
                    new PrivacyParameters(epsilon, delta), Math.sqrt(changed), contributors, 0);
            double tails =
                Erfc.value(noise.offset() / noise.contributorSigma() / Math.sqrt(2))
                    * changed
                    * contributors;
            assertThat(noise.changedCounts()).isEqualTo(changed);
            assertThat(tails * (1 + Math.exp(epsilon))).isLessThanOrEqualTo(delta / 2);
          }
        }
      }
    }
  }

  private static void expect(DistributedGaussian noise, double sigma, int offset) {
    assertThat(noise.contributorSigma()).isCloseTo(sigma, Percentage.withPercentage(1e-8));
    assertThat(noise.offset()).isEqualTo(offset);
    assertThat(noise.baseline()).isEqualTo((long) noise.contributors() * offset);
    assertThat(noise.totalVariance())
        .isCloseTo(noise.contributors() * sigma * sigma, Percentage.withPercentage(1e-7));
    DistributedGaussian.Contribution contribution = noise.contribution(random(6));
    double sum = 0;
    for (int i = 0; i < 1000; i++) {
      int next = contribution.next();
      assertThat(next).isBetween(0, 2 * offset);
      sum += next;
    }
    assertThat(sum / 1000).isCloseTo(offset, Assertions.within(5 * sigma / Math.sqrt(1000)));
  }

  @Test
  void distributed_refusesImpossibleParties() {
    PrivacyParameters privacy = new PrivacyParameters(1, 1e-9);
    assertThatThrownBy(() -> DistributedGaussian.of(privacy, 1, 0, 0))
        .hasMessageContaining("contributors");
    assertThatThrownBy(() -> DistributedGaussian.of(privacy, 1, 2, 2))
        .hasMessageContaining("at least one is honest");
    assertThatThrownBy(() -> DistributedGaussian.of(new PrivacyParameters(1e-9, 1e-9), 1, 2, 0))
        .hasMessageContaining("epsilon");
  }
}
