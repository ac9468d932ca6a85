package org.aureole.platform.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.aureole.crypto.llv2.Llv2Goal;
import org.aureole.crypto.llv2.Llv2Noise;
import org.aureole.crypto.llv2.Llv2Parameters;
import org.aureole.crypto.llv2.RecordLimits;
import org.aureole.crypto.noise.DistributedGaussian;
import org.aureole.crypto.noise.PrivacyParameters;
import org.aureole.crypto.sketch.LegionsParameters;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.v1.DifferentialPrivacyParams;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.ProtocolConfig.LiquidLegionsV2;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiquidLegionsRuleTest {
  private static final double SQRT2 = Math.sqrt(2);

  @Test
  void theParametersAreWhatTheSpecSays() {
    Llv2Parameters frequency = parameters(TestSpecs.reachAndFrequency(5, 3, 7));

    assertThat(frequency.goal()).isEqualTo(Llv2Goal.REACH_AND_FREQUENCY);
    assertThat(frequency.sketch()).isEqualTo(new LegionsParameters(12, 100_000, 10_000_000));
    assertThat(frequency.duchies()).as("workers and aggregator").isEqualTo(4);
    assertThat(frequency.dataProviders()).isEqualTo(5);
    assertThat(frequency.maximumFrequency()).isEqualTo(7);
    assertThat(parameters(TestSpecs.reach(2, 1)))
        .isEqualTo(Llv2Parameters.reach(new LegionsParameters(12, 100_000, 10_000_000), 2, 2));
  }

  @Test
  void noNoiseIsNone() {
    MeasurementSpec.Builder spec = TestSpecs.reachAndFrequency(2, 2, 3);
    legions(spec).setNoiseMechanism(NoiseMechanism.NONE);

    assertThat(noise(spec).isNone()).isTrue();
  }

  /** Each promise is the spec's own, and what all but one Duchy add is not relied on. */
  @Test
  void eachNoiseKeepsItsOwnPromise() {
    MeasurementSpec.Builder spec = TestSpecs.reachAndFrequency(3, 3, 5);
    spec.getReachAndFrequencyBuilder()
        .setReachPrivacyParams(privacy(0.5, 1e-10))
        .setFrequencyPrivacyParams(privacy(0.25, 1e-11));
    legions(spec)
        .setBlindHistogramPrivacyParams(privacy(0.75, 1e-12))
        .setPublisherPrivacyParams(privacy(0.9, 1e-13));
    Llv2Noise noise = noise(spec);

    assertSame(noise.reach().orElseThrow(), gaussian(0.5, 1e-10, 1));
    assertSame(noise.frequency().orElseThrow(), gaussian(0.25, 1e-11, SQRT2));
    assertSame(noise.blindHistogram().orElseThrow(), gaussian(0.75, 1e-12, SQRT2));
    assertThat(noise.publisher().orElseThrow().privacy())
        .isEqualTo(new PrivacyParameters(0.9, 1e-13));
    assertThat(noise.provider().orElseThrow().contributors()).isEqualTo(1);
  }

  @Test
  void aReachHasNoNoiseOnFrequencies() {
    MeasurementSpec.Builder spec = TestSpecs.reach(3, 3);
    spec.getReachBuilder().setPrivacyParams(privacy(0.5, 1e-10));

    assertThat(noise(spec).frequency()).isEmpty();
    assertSame(noise(spec).reach().orElseThrow(), gaussian(0.5, 1e-10, 1));
  }

  private static DistributedGaussian gaussian(double epsilon, double delta, double sensitivity) {
    return DistributedGaussian.of(new PrivacyParameters(epsilon, delta), sensitivity, 4, 3);
  }

  private static void assertSame(DistributedGaussian actual, DistributedGaussian expected) {
    assertThat(actual.privacy()).isEqualTo(expected.privacy());
    assertThat(actual.sensitivity()).isEqualTo(expected.sensitivity());
    assertThat(actual.contributors()).isEqualTo(4);
    assertThat(actual.toleratedColluders()).isEqualTo(3);
    assertThat(actual.totalVariance()).isCloseTo(expected.totalVariance(), within(1e-9));
    assertThat(actual.offset()).isEqualTo(expected.offset());
  }

  @Test
  void theLimitsAreThoseOfParametersAndNoise() {
    MeasurementSpec.Builder spec = TestSpecs.reachAndFrequency(2, 2, 3);
    RecordLimits limits = LiquidLegionsRule.limits(spec.build(), legions(spec).build());

    assertThat(limits.parameters()).isEqualTo(parameters(spec));
    assertThat(limits.mostOfProvider())
        .isEqualTo(100_000 + noise(spec).providerRegisters())
        .isGreaterThan(100_000);
    assertThat(LiquidLegionsRule.setting(spec.build(), legions(spec).build()).parameters())
        .isEqualTo(limits.parameters());
  }

  @Test
  void whatNoDuchyCanHoldIsRefused() {
    MeasurementSpec.Builder many = TestSpecs.reachAndFrequency(1000, 2, 3);
    assertRefused(many, "the limit is");
    MeasurementSpec.Builder large = TestSpecs.reachAndFrequency(2, 2, 3);
    legions(large).getSketchBuilder().setRegisters(1 << 24);
    assertRefused(large, "above the limit of");
    MeasurementSpec.Builder noisy = TestSpecs.reachAndFrequency(2, 2, 3);
    noisy.getReachAndFrequencyBuilder().setFrequencyPrivacyParams(privacy(1e-6, 1e-9));
    assertRefused(noisy, "the limit is");
  }

  /**
   * A spec whose numbers are out of all bounds is refused as such, and never as a fault of ours.
   */
  @ParameterizedTest
  @ValueSource(doubles = {1e-300, 1e-30, 1e-15, 1e-9, 1e-6, 1e-3, 1, 1e3, 1e300})
  void anyPromiseIsKeptOrRefused(double epsilon) {
    for (double delta : new double[] {Double.MIN_VALUE, 1e-300, 1e-30, 1e-9, 0.5, 1 - 1e-16}) {
      for (int providers : new int[] {1, 2, 1000}) {
        for (int workers : new int[] {1, 15}) {
          MeasurementSpec.Builder spec = TestSpecs.reachAndFrequency(providers, workers, 97);
          spec.getReachAndFrequencyBuilder()
              .setReachPrivacyParams(privacy(epsilon, delta))
              .setFrequencyPrivacyParams(privacy(epsilon, delta));
          legions(spec)
              .setBlindHistogramPrivacyParams(privacy(epsilon, delta))
              .setPublisherPrivacyParams(privacy(epsilon, delta))
              .getSketchBuilder()
              .setRegisters(2);
          try {
            LiquidLegionsRule.check(spec.build(), legions(spec).build());
          } catch (DomainException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
          }
        }
      }
    }
  }

  @Test
  void theInnerNoiseMayBeAsWeakAsThisAndNoWeaker() {
    MeasurementSpec.Builder spec = TestSpecs.reach(2, 2);
    legions(spec)
        .setBlindHistogramPrivacyParams(privacy(1, 1e-9))
        .setPublisherPrivacyParams(privacy(1, 1e-9));
    LiquidLegionsRule.check(spec.build(), legions(spec).build());

    for (double[] weak :
        new double[][] {
          {Math.nextUp(1.0), 1e-9},
          {1, Math.nextUp(1e-9)},
          {0, 1e-9},
          {-1, 1e-9},
          {Double.NaN, 1e-9},
          {Double.POSITIVE_INFINITY, 1e-9},
          {1, 0},
          {1, -1e-9},
          {1, Double.NaN}
        }) {
      MeasurementSpec.Builder blind = TestSpecs.reach(2, 2);
      legions(blind).setBlindHistogramPrivacyParams(privacy(weak[0], weak[1]));
      assertRefused(blind, "blindHistogramPrivacyParams");
      MeasurementSpec.Builder publisher = TestSpecs.reach(2, 2);
      legions(publisher).setPublisherPrivacyParams(privacy(weak[0], weak[1]));
      assertRefused(publisher, "publisherPrivacyParams");
    }
  }

  /** Also where there is none: who asks for no noise asks for nothing that is out of bounds. */
  @Test
  void theInnerPromisesHoldWithoutNoiseToo() {
    MeasurementSpec.Builder spec = TestSpecs.reach(2, 2);
    legions(spec)
        .setNoiseMechanism(NoiseMechanism.NONE)
        .setBlindHistogramPrivacyParams(privacy(2, 1e-9));
    assertRefused(spec, "blindHistogramPrivacyParams.epsilon");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 4, -1, Integer.MAX_VALUE})
  void allDuchiesButOneAreTolerated(int tolerated) {
    MeasurementSpec.Builder spec = TestSpecs.reach(2, 3);
    legions(spec).setToleratedColluders(tolerated);
    assertRefused(spec, "toleratedColluders");
  }

  private static Llv2Parameters parameters(MeasurementSpec.Builder spec) {
    return LiquidLegionsRule.parameters(spec.build(), legions(spec).build());
  }

  private static Llv2Noise noise(MeasurementSpec.Builder spec) {
    return LiquidLegionsRule.noise(spec.build(), legions(spec).build());
  }

  private static LiquidLegionsV2.Builder legions(MeasurementSpec.Builder spec) {
    return spec.getProtocolBuilder().getLiquidLegionsV2Builder();
  }

  private static DifferentialPrivacyParams privacy(double epsilon, double delta) {
    return DifferentialPrivacyParams.newBuilder().setEpsilon(epsilon).setDelta(delta).build();
  }

  private static void assertRefused(MeasurementSpec.Builder spec, String named) {
    assertThatThrownBy(() -> LiquidLegionsRule.check(spec.build(), legions(spec).build()))
        .isInstanceOfSatisfying(
            DomainException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
        .hasMessageContaining(named);
  }
}
