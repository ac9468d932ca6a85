package org.aureole.platform.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.function.Consumer;
import java.util.stream.Stream;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.ProtocolConfig.HonestMajorityShareShuffle;
import org.aureole.v1.ProtocolConfig.LiquidLegionsV2;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every party demands of a specification that several Duchies compute. */
class SpecRulesTest {
  private static final String LEGIONS = "measurementSpec.protocol.liquidLegionsV2";
  private static final String SHUFFLE = "measurementSpec.protocol.honestMajorityShareShuffle";

  @Test
  void whatIsRightPasses() {
    for (MeasurementSpec.Builder spec :
        new MeasurementSpec.Builder[] {
          TestSpecs.reach(2, 1),
          TestSpecs.reach(2, 2),
          TestSpecs.reach(10, 15),
          TestSpecs.reachAndFrequency(2, 2, 2),
          TestSpecs.reachAndFrequency(3, 2, 10),
          TestSpecs.reach(2, 2).setProtocol(TestSpecs.shuffle()),
          legions(TestSpecs.reach(2, 2), l -> l.setNoiseMechanism(NoiseMechanism.NONE))
        }) {
      assertThatCode(() -> SpecRules.check(spec.build())).doesNotThrowAnyException();
    }
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        legions(
            LEGIONS + ".workers", "at least one", l -> l.clearWorkers().setToleratedColluders(0)),
        legions(LEGIONS, "3 different Duchies", l -> l.setWorkers(0, "duchies/worker2")),
        legions(LEGIONS, "3 different Duchies", l -> l.setAggregator("duchies/worker1")),
        legions(LEGIONS, "duchies/{id}", l -> l.clearAggregator()),
        legions(LEGIONS, "duchies/{id}", l -> l.setWorkers(1, "dataProviders/edp1")),
        legions(
            LEGIONS + ".noiseMechanism", "NONE or", LiquidLegionsV2.Builder::clearNoiseMechanism),
        legions(LEGIONS + ".noiseMechanism", "NONE or", l -> l.setNoiseMechanismValue(17)),
        legions(LEGIONS, "toleratedColluders: is 1; it is 2", l -> l.setToleratedColluders(1)),
        legions(LEGIONS, "toleratedColluders: is 4294967295", l -> l.setToleratedColluders(-1)),
        legions(LEGIONS, "decayRate", LiquidLegionsV2.Builder::clearSketch),
        legions(LEGIONS, "decayRate", l -> l.getSketchBuilder().setDecayRate(1)),
        legions(LEGIONS, "decayRate", l -> l.getSketchBuilder().setDecayRate(Double.NaN)),
        legions(LEGIONS, "registers", l -> l.getSketchBuilder().setRegisters(1)),
        legions(LEGIONS, "registers", l -> l.getSketchBuilder().setRegisters(-1)),
        legions(LEGIONS, "registers", l -> l.getSketchBuilder().setRegisters((1 << 24) + 1)),
        legions(LEGIONS, "keys", l -> l.getSketchBuilder().setKeys(1)),
        legions(LEGIONS, "keys", l -> l.getSketchBuilder().setKeys(-1)),
        legions(
            LEGIONS,
            "blindHistogramPrivacyParams.epsilon",
            l -> l.getBlindHistogramPrivacyParamsBuilder().setEpsilon(1.001)),
        legions(
            LEGIONS,
            "blindHistogramPrivacyParams.epsilon",
            LiquidLegionsV2.Builder::clearBlindHistogramPrivacyParams),
        legions(
            LEGIONS,
            "publisherPrivacyParams.delta",
            l -> l.getPublisherPrivacyParamsBuilder().setDelta(1.1e-9)),
        spec(
            LEGIONS,
            "duchies: is 17",
            s -> s.getProtocolBuilder().setLiquidLegionsV2(TestSpecs.legions(16))),
        spec(
            LEGIONS,
            "maximumFrequency: is 98",
            s ->
                s.getReachAndFrequencyBuilder()
                    .setReachPrivacyParams(TestSpecs.PRIVACY)
                    .setFrequencyPrivacyParams(TestSpecs.PRIVACY)
                    .setMaximumFrequency(98)),
        spec(
            LEGIONS,
            "other types are Direct",
            s ->
                s.getImpressionCountBuilder()
                    .setPrivacyParams(TestSpecs.PRIVACY)
                    .setMaximumFrequencyPerUser(1)),
        spec(
            LEGIONS,
            "other types are Direct",
            s -> s.setPopulationCount(MeasurementSpec.PopulationCount.getDefaultInstance())),
        shuffle(SHUFFLE, "3 different Duchies", s -> s.setFirstWorker("duchies/worker2")),
        shuffle(SHUFFLE, "duchies/{id}", HonestMajorityShareShuffle.Builder::clearAggregator),
        shuffle(SHUFFLE + ".modulus", "it is 127", s -> s.setModulus(128)),
        shuffle(SHUFFLE + ".toleratedColluders", "0 or 1", s -> s.setToleratedColluders(2)),
        spec(
            "measurementSpec.protocol",
            "is missing",
            s -> s.getProtocolBuilder().clearLiquidLegionsV2()));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("wrong")
  void whatIsWrongIsNamed(String field, String message, Consumer<MeasurementSpec.Builder> change) {
    MeasurementSpec.Builder spec = TestSpecs.reach(2, 2);
    change.accept(spec);
    DomainException error =
        catchThrowableOfType(DomainException.class, () -> SpecRules.check(spec.build()));

    assertThat(error).isNotNull();
    assertThat(error.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(error.field()).contains(field);
    assertThat(error).hasMessageContaining(message);
  }

  private static Arguments spec(
      String field, String message, Consumer<MeasurementSpec.Builder> change) {
    return Arguments.of(field, message, change);
  }

  private static Arguments legions(
      String field, String message, Consumer<LiquidLegionsV2.Builder> change) {
    return spec(
        field, message, s -> change.accept(s.getProtocolBuilder().getLiquidLegionsV2Builder()));
  }

  private static MeasurementSpec.Builder legions(
      MeasurementSpec.Builder spec, Consumer<LiquidLegionsV2.Builder> change) {
    change.accept(spec.getProtocolBuilder().getLiquidLegionsV2Builder());
    return spec;
  }

  private static Arguments shuffle(
      String field, String message, Consumer<HonestMajorityShareShuffle.Builder> change) {
    return spec(
        field,
        message,
        s ->
            change.accept(
                s.setProtocol(TestSpecs.shuffle())
                    .getProtocolBuilder()
                    .getHonestMajorityShareShuffleBuilder()));
  }
}
