package org.aureole.crypto.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import org.aureole.crypto.direct.DirectMeasurement;
import org.aureole.crypto.noise.PrivacyParameters;
import org.aureole.crypto.prng.Seed;
import org.aureole.crypto.vid.FrequencyVector;
import org.aureole.crypto.vid.SamplingInterval;
import org.junit.jupiter.api.Test;

class DirectVarianceTest {
  private static final int RUNS = 200;
  private static final int LEAST_COVERED = 183;
  private static final double TOLERANCE = 0.15;
  private static final PrivacyParameters PRIVACY = new PrivacyParameters(0.1, 1e-9);
  private static final SamplingInterval SAMPLING = SamplingInterval.fromFraction(0.1, 0.3);

  private static DirectMeasurement noisy(int run, int purpose) {
    byte[] bytes = new byte[Seed.BYTES];
    ByteBuffer.wrap(bytes).putInt(run).putInt(purpose);
    return DirectMeasurement.withGaussianNoise(SyntheticMarket.design(SAMPLING), Seed.of(bytes));
  }

  @Test
  void statedDeviations_areTheEmpiricalOnes() {
    int maximum = 3;
    SeededRuns reach = new SeededRuns("reach");
    SeededRuns ones = new SeededRuns("sum of ones");
    SeededRuns sum = new SeededRuns("sum");
    FrequencyRuns frequency = new FrequencyRuns(maximum);
    for (int run = 0; run < RUNS; run++) {
      SyntheticMarket market = new SyntheticMarket(2000 + run, 30_000);
      FrequencyVector sample = market.sample(SAMPLING, 60).get(0);
      double[] truth = market.truth(maximum);
      double trueReach = SyntheticMarket.POPULATION - truth[0];
      reach.add(noisy(run, 1).reach(sample, PRIVACY), trueReach);
      ones.add(noisy(run, 2).sum(market.sample(SAMPLING, 1).get(0), PRIVACY), trueReach);
      sum.add(noisy(run, 3).sum(sample, PRIVACY), market.trueSum(60));
      frequency.add(noisy(run, 4).reachAndFrequency(sample, maximum, PRIVACY, PRIVACY), truth);
    }
    reach.assertHonest(LEAST_COVERED, TOLERANCE);
    ones.assertHonest(LEAST_COVERED, TOLERANCE);
    frequency.assertHonest(LEAST_COVERED, TOLERANCE);
    // The variance of a sum is an upper bound: frequencies lie well below the cap of 60.
    assertThat(sum.covered()).isGreaterThanOrEqualTo(LEAST_COVERED);
    assertThat(sum.empirical()).isLessThan((1 + TOLERANCE) * sum.stated());
  }

  @Test
  void variances_areThoseOfTheFormulas() {
    double w = 0.25;
    SamplingInterval quarter = SamplingInterval.fromFraction(0, w);
    DirectVariance variance = new DirectVariance(new SampleDesign(quarter, 40_000));
    double r = 12_000;
    double reachVariance = (w * (1 - w) * r * 28_000 / 39_999 + 100) / (w * w);
    assertThat(variance.ofReach(r, 100)).isCloseTo(reachVariance, within(1e-6));
    // Against an unbounded population it is the binomial formula.
    assertThat(new DirectVariance(new SampleDesign(quarter, 1L << 50)).ofSum(r, 10, 3600))
        .isCloseTo((10 * r * w * (1 - w) + 3600) / (w * w), within(1e-2));
    FrequencyVariance frequency = variance.frequency(5, 100, 50);
    double p = 0.2;
    double x = r * w;
    double ratio = p * (1 - p) * (1 - w) / x + ((1 - 2 * p) + p * p * 5) * 50 / (x * x);
    assertThat(frequency.ofRatio(2, p, r)).isCloseTo(ratio, within(1e-15));
    assertThat(frequency.ofCount(2, p, r))
        .isCloseTo(ratio * reachVariance + ratio * r * r + reachVariance * p * p, within(1e-6));
    double kPlus = p * (1 - p) * (1 - w) / x + ((1 - 2 * p) * 3 + p * p * 5) * 50 / (x * x);
    assertThat(frequency.ofKPlusRatio(3, p, r)).isCloseTo(kPlus, within(1e-15));
    assertThat(frequency.ofKPlusRatio(1, 1, r)).isZero();
    assertThat(frequency.ofRatio(1, p, 10)).isEqualTo(1.0 / 12);
    assertThat(frequency.ofKPlusRatio(1, 1, 0)).isZero();
  }

  @Test
  void fullSample_hasNoSamplingVariance_whateverThePopulation() {
    for (long population : new long[] {1, 2, 1_000_000}) {
      DirectVariance variance =
          new DirectVariance(new SampleDesign(SamplingInterval.FULL, population));
      assertThat(variance.ofReach((double) population, 0)).isZero();
      assertThat(variance.ofReach(0, 7)).isEqualTo(7);
    }
  }
}
