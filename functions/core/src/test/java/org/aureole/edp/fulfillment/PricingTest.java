package org.aureole.edp.fulfillment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.aureole.crypto.budget.AcdpCharge;
import org.aureole.crypto.hmss.HmssNoise;
import org.aureole.crypto.noise.AnalyticGaussian;
import org.aureole.crypto.noise.DistributedGaussian;
import org.aureole.crypto.noise.PrivacyParameters;
import org.aureole.v1.DifferentialPrivacyParams;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.ProtocolConfig;
import org.junit.jupiter.api.Test;

class PricingTest {
  private static final DifferentialPrivacyParams REACH =
      DifferentialPrivacyParams.newBuilder().setEpsilon(0.1).setDelta(1e-12).build();
  private static final DifferentialPrivacyParams FREQUENCY =
      DifferentialPrivacyParams.newBuilder().setEpsilon(0.3).setDelta(1e-11).build();
  private static final DifferentialPrivacyParams INNER =
      DifferentialPrivacyParams.newBuilder().setEpsilon(1).setDelta(1e-9).build();
  private static final PrivacyParameters REACH_PROMISE = new PrivacyParameters(0.1, 1e-12);
  private static final PrivacyParameters FREQUENCY_PROMISE = new PrivacyParameters(0.3, 1e-11);

  @Test
  void aDirectReachCostsItsGaussian() {
    double sigma = AnalyticGaussian.sigma(REACH_PROMISE, 1);
    AcdpCharge cost = Pricing.cost(direct(reach()));

    assertThat(cost.rho()).isCloseTo(1 / (2 * sigma * sigma), within(1e-15));
    assertThat(cost.theta()).isZero();
  }

  @Test
  void aDirectSumCostsTheSameWhateverItsCap() {
    AcdpCharge few = Pricing.cost(direct(impressions(1)));
    AcdpCharge many = Pricing.cost(direct(impressions(200)));
    double sigma = AnalyticGaussian.sigma(REACH_PROMISE, 200);

    assertThat(many).isEqualTo(few);
    assertThat(many.rho()).isCloseTo(200.0 * 200.0 / (2 * sigma * sigma), within(1e-12));
  }

  @Test
  void reachAndFrequencyAddUp() {
    AcdpCharge both = Pricing.cost(direct(reachAndFrequency()));
    double sigma = AnalyticGaussian.sigma(FREQUENCY_PROMISE, Math.sqrt(2));

    assertThat(both.rho())
        .isCloseTo(Pricing.cost(direct(reach())).rho() + 1 / (sigma * sigma), within(1e-15));
  }

  @Test
  void sharesCostTheNoiseOfBothWorkers() {
    HmssNoise noise = HmssNoise.reachAndFrequency(REACH_PROMISE, FREQUENCY_PROMISE, 1);
    AcdpCharge expected =
        AcdpCharge.distributed(noise.reach().orElseThrow())
            .plus(AcdpCharge.distributed(noise.frequency().orElseThrow()));

    assertThat(Pricing.cost(shares(reachAndFrequency(), NoiseMechanism.DISCRETE_GAUSSIAN)))
        .isEqualTo(expected);
    assertThat(Pricing.cost(shares(reach(), NoiseMechanism.DISCRETE_GAUSSIAN)))
        .isEqualTo(AcdpCharge.distributed(HmssNoise.reach(REACH_PROMISE, 1).reach().orElseThrow()));
  }

  @Test
  void registersCostTheNoiseOfAllDuchiesThatTheConsumerSees() {
    AcdpCharge ofReach = AcdpCharge.distributed(DistributedGaussian.of(REACH_PROMISE, 1, 4, 3));
    AcdpCharge ofFrequency =
        AcdpCharge.distributed(DistributedGaussian.of(FREQUENCY_PROMISE, Math.sqrt(2), 4, 3));

    assertThat(ofReach.rho()).isPositive();
    assertThat(Pricing.cost(registers(reach(), NoiseMechanism.DISCRETE_GAUSSIAN)))
        .isEqualTo(ofReach);
    assertThat(Pricing.cost(registers(reachAndFrequency(), NoiseMechanism.DISCRETE_GAUSSIAN)))
        .isEqualTo(ofReach.plus(ofFrequency));
  }

  @Test
  void whatHidesProvidersFromDuchiesCostsNothing() {
    MeasurementSpec spec = registers(reachAndFrequency(), NoiseMechanism.DISCRETE_GAUSSIAN);
    MeasurementSpec.Builder weaker = spec.toBuilder();
    weaker
        .getProtocolBuilder()
        .getLiquidLegionsV2Builder()
        .setBlindHistogramPrivacyParams(FREQUENCY)
        .setPublisherPrivacyParams(FREQUENCY);

    assertThat(weaker.build()).isNotEqualTo(spec);
    assertThat(Pricing.cost(weaker.build())).isEqualTo(Pricing.cost(spec));
  }

  @Test
  void withoutNoiseNothingIsCounted() {
    assertThat(Pricing.cost(registers(reach(), NoiseMechanism.NONE))).isEqualTo(AcdpCharge.NONE);
    assertThat(Pricing.cost(shares(reach(), NoiseMechanism.NONE))).isEqualTo(AcdpCharge.NONE);
  }

  private static MeasurementSpec.Builder reach() {
    MeasurementSpec.Builder spec = MeasurementSpec.newBuilder();
    spec.getReachBuilder().setPrivacyParams(REACH);
    return spec;
  }

  private static MeasurementSpec.Builder impressions(int cap) {
    MeasurementSpec.Builder spec = MeasurementSpec.newBuilder();
    spec.getImpressionCountBuilder().setPrivacyParams(REACH).setMaximumFrequencyPerUser(cap);
    return spec;
  }

  private static MeasurementSpec.Builder reachAndFrequency() {
    MeasurementSpec.Builder spec = MeasurementSpec.newBuilder();
    spec.getReachAndFrequencyBuilder()
        .setReachPrivacyParams(REACH)
        .setFrequencyPrivacyParams(FREQUENCY)
        .setMaximumFrequency(5);
    return spec;
  }

  private static MeasurementSpec direct(MeasurementSpec.Builder spec) {
    return spec.setProtocol(
            ProtocolConfig.newBuilder()
                .setDirect(
                    ProtocolConfig.Direct.newBuilder()
                        .setNoiseMechanism(NoiseMechanism.DISCRETE_GAUSSIAN)))
        .build();
  }

  private static MeasurementSpec shares(MeasurementSpec.Builder spec, NoiseMechanism noise) {
    return spec.setProtocol(
            ProtocolConfig.newBuilder()
                .setHonestMajorityShareShuffle(
                    ProtocolConfig.HonestMajorityShareShuffle.newBuilder()
                        .setNoiseMechanism(noise)
                        .setToleratedColluders(1)))
        .build();
  }

  /** Of three workers and an aggregator. */
  private static MeasurementSpec registers(MeasurementSpec.Builder spec, NoiseMechanism noise) {
    for (String provider : List.of("dataProviders/edp1", "dataProviders/edp2")) {
      spec.addDataProvidersBuilder().setDataProvider(provider);
    }
    return spec.setProtocol(
            ProtocolConfig.newBuilder()
                .setLiquidLegionsV2(
                    ProtocolConfig.LiquidLegionsV2.newBuilder()
                        .setNoiseMechanism(noise)
                        .setAggregator("duchies/aggregator")
                        .addAllWorkers(
                            List.of("duchies/worker1", "duchies/worker2", "duchies/worker3"))
                        .setToleratedColluders(3)
                        .setSketch(
                            ProtocolConfig.LiquidLegionsSketch.newBuilder()
                                .setDecayRate(12)
                                .setRegisters(200)
                                .setKeys(10_000_000))
                        .setBlindHistogramPrivacyParams(INNER)
                        .setPublisherPrivacyParams(INNER)))
        .build();
  }
}
