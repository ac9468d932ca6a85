package org.aureole.crypto.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.aureole.crypto.hmss.HmssNoise;
import org.aureole.crypto.hmss.HmssParameters;
import org.aureole.crypto.hmss.HmssRun;
import org.aureole.crypto.hmss.HmssTally;
import org.aureole.crypto.noise.PrivacyParameters;
import org.aureole.crypto.vid.SamplingInterval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HmssEstimatorTest {
  private static final int RUNS = 200;
  private static final int LEAST_COVERED = 183;
  private static final double TOLERANCE = 0.15;
  private static final PrivacyParameters REACH_PRIVACY = new PrivacyParameters(0.1, 1e-9);
  private static final PrivacyParameters FREQUENCY_PRIVACY = new PrivacyParameters(0.3, 1e-9);

  /**
   * 12,000 sampled VIDs, a wrapping interval; shares, shuffle and aggregation are the real ones.
   */
  private static final SamplingInterval SAMPLING = SamplingInterval.fromFraction(0.85, 0.3);

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void reach_statedDeviationIsTheEmpiricalOne(int toleratedColluders) throws IOException {
    HmssParameters parameters = HmssParameters.reach(2);
    HmssNoise noise = HmssNoise.reach(REACH_PRIVACY, toleratedColluders);
    HmssEstimator estimator =
        new HmssEstimator(SyntheticMarket.design(SAMPLING), parameters, noise);
    SeededRuns runs = new SeededRuns("reach");
    for (int run = 0; run < RUNS; run++) {
      SyntheticMarket market = new SyntheticMarket(run, 9_000, 7_000);
      HmssTally tally = new HmssRun(parameters, noise, run).measure(market.sample(SAMPLING, 255));
      runs.add(estimator.reach(tally), SyntheticMarket.POPULATION - market.truth(1)[0]);
    }
    runs.assertHonest(LEAST_COVERED, TOLERANCE);
  }

  @Test
  void reachAndFrequency_statedDeviationsAreTheEmpiricalOnes() throws IOException {
    int maximum = 4;
    HmssParameters parameters = HmssParameters.reachAndFrequency(3, maximum);
    HmssNoise noise = HmssNoise.reachAndFrequency(REACH_PRIVACY, FREQUENCY_PRIVACY, 0);
    HmssEstimator estimator =
        new HmssEstimator(SyntheticMarket.design(SAMPLING), parameters, noise);
    FrequencyRuns runs = new FrequencyRuns(maximum);
    for (int run = 0; run < RUNS; run++) {
      SyntheticMarket market = new SyntheticMarket(1000 + run, 20_000, 15_000, 12_000);
      HmssTally tally = new HmssRun(parameters, noise, run).measure(market.sample(SAMPLING, 255));
      runs.add(estimator.reachAndFrequency(tally), market.truth(maximum));
    }
    runs.assertHonest(LEAST_COVERED, TOLERANCE);
  }

  @Test
  void fullSampleWithoutNoise_isExactAndSaysSo() throws IOException {
    HmssParameters parameters = HmssParameters.reachAndFrequency(2, 3);
    HmssEstimator estimator =
        new HmssEstimator(
            SyntheticMarket.design(SamplingInterval.FULL), parameters, HmssNoise.none());
    SyntheticMarket market = new SyntheticMarket(5, 10_000, 10_000);
    FrequencyEstimate estimate =
        estimator.reachAndFrequency(
            new HmssRun(parameters, HmssNoise.none(), 1)
                .measure(market.sample(SamplingInterval.FULL, 255)));
    double[] truth = market.truth(3);
    assertThat(estimate.reach()).isEqualTo(new Estimate(SyntheticMarket.POPULATION - truth[0], 0));
    for (int k = 1; k <= 3; k++) {
      assertThat(Math.round(estimate.counts().get(k - 1).value())).isEqualTo((long) truth[k]);
      assertThat(estimate.counts().get(k - 1).standardDeviation()).isZero();
      assertThat(estimate.ratios().get(k - 1).standardDeviation()).isZero();
    }
    assertThat(estimate.kPlusRatios().get(0)).isEqualTo(new Estimate(1, 0));
  }

  /** The formulas of the protocol's specification, written out for one case. */
  @Test
  void variances_areThoseOfTheFormulas() {
    double w = 0.25;
    HmssNoise noise = HmssNoise.reachAndFrequency(REACH_PRIVACY, FREQUENCY_PRIVACY, 0);
    HmssVariance variance =
        new HmssVariance(
            SyntheticMarket.design(SamplingInterval.fromFraction(0, w)),
            HmssParameters.reachAndFrequency(3, 4),
            noise);
    double u = 40_000;
    double r = 12_000;
    double p = 0.2;
    double vr = noise.reachVariance();
    double vf = noise.frequencyVariance();
    double hr = w * (1 - w) * (u - r) * r / (u - 1);
    double c = p * r;
    double hc = w * (1 - w) * (u - c) * c / (u - 1);
    double hrc = w * (1 - w) * (u - r) * c / (u - 1);
    double varR = (hr + vr) / (w * w);
    close(variance.ofReach(r), varR);
    close(variance.ofCount(2, p, r), (hc + vf) / (w * w));
    close(variance.ofCount(4, p, r), (hc + vf + vr + 2 * vf) / (w * w));
    close(variance.ofKPlusCount(3, p, r), (hc + vr + 2 * vf) / (w * w));
    close(
        variance.ofRatio(2, p, r),
        (p * p * varR + (hc + vf) / (w * w) - 2 * p * hrc / (w * w)) / (r * r));
    close(
        variance.ofRatio(4, p, r),
        (p * p * varR + (hc + vr + 3 * vf) / (w * w) - 2 * p * (hrc + vr) / (w * w)) / (r * r));
    close(
        variance.ofKPlusRatio(3, p, r),
        (p * p * varR + (hc + vr + 2 * vf) / (w * w) - 2 * p * (hrc + vr) / (w * w)) / (r * r));
    assertThat(variance.ofKPlusRatio(1, 1, r)).isZero();
    assertThat(variance.ofRatio(2, p, 10)).isEqualTo(1.0 / 12);
    assertThat(variance.ofKPlusRatio(1, 1, 0)).isZero();
  }

  private static void close(double actual, double expected) {
    assertThat(actual / expected).isBetween(1 - 1e-9, 1 + 1e-9);
  }
}
