package org.aureole.crypto.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.aureole.crypto.curve.CurveKernels;
import org.aureole.crypto.llv2.ChunkRunner;
import org.aureole.crypto.llv2.Llv2Noise;
import org.aureole.crypto.llv2.Llv2Parameters;
import org.aureole.crypto.llv2.Llv2Run;
import org.aureole.crypto.llv2.Llv2Setting;
import org.aureole.crypto.noise.DistributedGaussian;
import org.aureole.crypto.noise.PrivacyParameters;
import org.aureole.crypto.prng.RandomIntegers;
import org.aureole.crypto.prng.Seed;
import org.aureole.crypto.sketch.LegionsParameters;
import org.aureole.crypto.sketch.LegionsSketch;
import org.aureole.crypto.sketch.LegionsTally;
import org.aureole.crypto.vid.FrequencyVector;
import org.aureole.crypto.vid.SamplingInterval;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LegionsEstimatorTest {
  private static final int RUNS = 200;
  private static final int LEAST_COVERED = 183;

  /** Sketches of what the providers hold of the sampled VIDs, other VIDs in each run. */
  private static List<LegionsSketch> sketches(
      LegionsParameters parameters, List<FrequencyVector> vectors, int run) {
    List<LegionsSketch> sketches = new ArrayList<>();
    for (FrequencyVector vector : vectors) {
      LegionsSketch sketch = new LegionsSketch(parameters);
      for (int i = 0; i < vector.length(); i++) {
        if (vector.get(i) > 0) {
          sketch.add(1 + i + run * 100_000L, vector.get(i));
        }
      }
      sketches.add(sketch);
    }
    return sketches;
  }

  private static Llv2Noise noise(Llv2Parameters parameters, double epsilon, double delta, int t) {
    PrivacyParameters privacy = new PrivacyParameters(epsilon, delta);
    return Llv2Noise.of(
        parameters, new Llv2Noise.Privacy(privacy, Optional.of(privacy), privacy, privacy), t);
  }

  /** A tally in clear with the noise that the protocol would add. */
  private static LegionsTally noisy(LegionsTally tally, Llv2Noise noise, int run) {
    byte[] seed = new byte[Seed.BYTES];
    ByteBuffer.wrap(seed).putInt(run);
    RandomIntegers random = new RandomIntegers(Seed.of(seed));
    long[] byFrequency = tally.byFrequency();
    for (int i = 0; i < byFrequency.length; i++) {
      byFrequency[i] = Math.max(0, byFrequency[i] + sum(noise.frequency().orElseThrow(), random));
    }
    long active = tally.active() + sum(noise.reach().orElseThrow(), random);
    return LegionsTally.reachAndFrequency(Math.max(0, active), byFrequency);
  }

  private static long sum(DistributedGaussian noise, RandomIntegers random) {
    long sum = -noise.baseline();
    for (int contributor = 0; contributor < noise.contributors(); contributor++) {
      sum += noise.contribution(random).next();
    }
    return sum;
  }

  @Test
  void sketchesInClear_statedDeviationsAreTheEmpiricalOnes() {
    SamplingInterval sampling = SamplingInterval.fromFraction(0.95, 0.1);
    LegionsParameters sketch = new LegionsParameters(8, 3000, 10_000_000);
    Llv2Parameters parameters = Llv2Parameters.reachAndFrequency(sketch, 3, 3, 4);
    Llv2Noise noise = noise(parameters, 1.5, 1e-9, 2);
    LegionsEstimator estimator =
        new LegionsEstimator(SyntheticMarket.design(sampling), parameters, noise);
    FrequencyRuns runs = new FrequencyRuns(4);
    for (int run = 0; run < RUNS; run++) {
      SyntheticMarket market = new SyntheticMarket(3000 + run, 20_000, 15_000, 12_000);
      LegionsSketch union = new LegionsSketch(sketch);
      sketches(sketch, market.sample(sampling, 255), run).forEach(union::merge);
      runs.add(estimator.reachAndFrequency(noisy(union.tally(4), noise, run)), market.truth(4));
    }
    runs.assertHonest(LEAST_COVERED, 0.15);
  }

  /** 200 runs of the whole protocol between three Duchies; some minutes. */
  @Test
  @Tag("long")
  void protocolRuns_statedDeviationsAreTheEmpiricalOnes() {
    SamplingInterval sampling = SamplingInterval.fromFraction(0.4, 0.01);
    LegionsParameters sketch = new LegionsParameters(4, 400, 10_000_000);
    Llv2Parameters parameters = Llv2Parameters.reachAndFrequency(sketch, 3, 2, 3);
    Llv2Noise noise = noise(parameters, 3, 0.01, 0);
    LegionsEstimator estimator =
        new LegionsEstimator(SyntheticMarket.design(sampling), parameters, noise);
    FrequencyRuns runs = new FrequencyRuns(3);
    int threads = Runtime.getRuntime().availableProcessors();
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    Llv2Setting setting =
        new Llv2Setting(
            CurveKernels.chosen(), ChunkRunner.of(executor, threads), parameters, noise);
    try {
      for (int run = 0; run < RUNS; run++) {
        SyntheticMarket market = new SyntheticMarket(5000 + run, 9_000, 7_000);
        LegionsTally tally =
            new Llv2Run(setting, run).measure(sketches(sketch, market.sample(sampling, 255), run));
        runs.add(estimator.reachAndFrequency(tally), market.truth(3));
      }
    } finally {
      executor.shutdownNow();
    }
    runs.assertHonest(LEAST_COVERED, 0.15);
  }

  /** 200 runs of the Reach-Only form, with two of three Duchies colluding; about a minute. */
  @Test
  @Tag("long")
  void reachOnlyRuns_statedDeviationsAreTheEmpiricalOnes() {
    SamplingInterval sampling = SamplingInterval.fromFraction(0.1, 0.01);
    LegionsParameters sketch = new LegionsParameters(4, 400, 10_000_000);
    Llv2Parameters parameters = Llv2Parameters.reach(sketch, 3, 2);
    PrivacyParameters privacy = new PrivacyParameters(3, 0.01);
    Llv2Noise noise =
        Llv2Noise.of(
            parameters,
            new Llv2Noise.Privacy(
                new PrivacyParameters(0.5, 0.01), Optional.empty(), privacy, privacy),
            2);
    LegionsEstimator estimator =
        new LegionsEstimator(SyntheticMarket.design(sampling), parameters, noise);
    Llv2Setting setting =
        new Llv2Setting(CurveKernels.chosen(), ChunkRunner.sequential(), parameters, noise);
    SeededRuns runs = new SeededRuns("reach");
    for (int run = 0; run < RUNS; run++) {
      SyntheticMarket market = new SyntheticMarket(7000 + run, 9_000, 7_000);
      LegionsTally tally =
          new Llv2Run(setting, run).measure(sketches(sketch, market.sample(sampling, 255), run));
      runs.add(estimator.reach(tally), SyntheticMarket.POPULATION - market.truth(1)[0]);
    }
    runs.assertHonest(LEAST_COVERED, 0.15);
  }

  @Test
  void nobody_isZero_andAllTheRatioOfOneAndMore() {
    LegionsParameters sketch = new LegionsParameters(12, 100_000, 10_000_000);
    Llv2Parameters parameters = Llv2Parameters.reachAndFrequency(sketch, 3, 2, 2);
    LegionsEstimator estimator =
        new LegionsEstimator(
            SyntheticMarket.design(SamplingInterval.FULL), parameters, Llv2Noise.none());
    assertThat(estimator.reach(LegionsTally.reach(0)).value()).isZero();
    FrequencyEstimate estimate =
        estimator.reachAndFrequency(LegionsTally.reachAndFrequency(5000, new long[] {3000, 1000}));
    assertThat(estimate.reach().value()).isEqualTo(5900);
    assertThat(estimate.ratios().get(0).value()).isEqualTo(0.75);
    assertThat(estimate.kPlusRatios().get(0)).isEqualTo(new Estimate(1, 0));
  }

  /** S₀, S₁ and S₂ summed over the registers one by one, in place of the integrals. */
  @Test
  void reachVariance_isThatOfTheRegisters() {
    int m = 5000;
    double a = 7;
    double w = 0.25;
    SampleDesign design = SyntheticMarket.design(SamplingInterval.fromFraction(0, w));
    double reach = 9000;
    double y = reach * w;
    double s0 = 0;
    double s0Twice = 0;
    double s1 = 0;
    double s2 = 0;
    double c = a / (m * (1 - Math.exp(-a)));
    for (int i = 0; i < m; i++) {
      double p = c * Math.exp(-a * (i + 0.5) / m);
      s0 += Math.pow(1 - p, y);
      s0Twice += Math.pow(1 - p, 2 * y);
      s1 += p * Math.pow(1 - p, y);
      s2 += p * p * Math.pow(1 - p, 2 * y);
    }
    double sampling = design.countCovariance(reach, reach) / (w * w);
    double expected = (s0 - s0Twice + y * s2 - y * s1 * s1 + 50) / (w * w * s1 * s1) + sampling;
    assertThat(
            new LegionsVariance(design, new LegionsParameters(a, m, 1000), 1, 50, 0).ofReach(reach))
        .isCloseTo(expected, withinPercentage(0.1));
  }
}
