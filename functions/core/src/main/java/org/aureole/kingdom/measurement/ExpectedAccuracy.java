package org.aureole.kingdom.measurement;

import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import org.aureole.crypto.estimate.DirectVariance;
import org.aureole.crypto.estimate.FrequencyVariance;
import org.aureole.crypto.estimate.HmssVariance;
import org.aureole.crypto.estimate.LegionsVariance;
import org.aureole.crypto.estimate.SampleDesign;
import org.aureole.crypto.hmss.HmssNoise;
import org.aureole.crypto.hmss.HmssParameters;
import org.aureole.crypto.llv2.Llv2Noise;
import org.aureole.crypto.llv2.RecordLimits;
import org.aureole.crypto.noise.NoiseMechanism;
import org.aureole.crypto.vid.SamplingInterval;
import org.aureole.kingdom.validation.FieldPath;
import org.aureole.model.error.DomainException;
import org.aureole.platform.spec.LiquidLegionsRule;
import org.aureole.platform.spec.Promises;
import org.aureole.platform.spec.ShareShuffleRule;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.ProtocolConfig;
import org.aureole.v1.ProtocolConfig.HonestMajorityShareShuffle;
import org.aureole.v1.ProtocolConfig.LiquidLegionsV2;

/**
 * How exact the answer to a specification will be, by the functions that state it with the results.
 * Immutable.
 */
final class ExpectedAccuracy {
  private final double noiseVariance;
  private final DoubleUnaryOperator headline;
  private final Optional<FrequencyVariance> frequency;

  private ExpectedAccuracy(
      double noiseVariance, DoubleUnaryOperator headline, Optional<FrequencyVariance> frequency) {
    this.noiseVariance = noiseVariance;
    this.headline = headline;
    this.frequency = frequency;
  }

  /**
   * The accuracy of a specification that passed {@link SpecChecks#checkAsked} under a protocol that
   * fits it.
   *
   * @param path of the specification
   * @param population how many VIDs there are, in [1, 2^31)
   * @throws DomainException INVALID_ARGUMENT if the sample is empty, or the noise is more than the
   *     protocol can carry
   */
  static ExpectedAccuracy of(
      FieldPath path, MeasurementSpec spec, ProtocolConfig protocol, long population) {
    SamplingInterval sampling =
        new SamplingInterval(
            spec.getVidSamplingInterval().getStart(), spec.getVidSamplingInterval().getWidth());
    int sampled = sampling.indices(Math.toIntExact(population)).length();
    if (sampled == 0) {
      throw path.field("vidSamplingInterval")
          .field("width")
          .invalid("takes none of the " + population + " VIDs of the population; widen it");
    }
    SampleDesign design = new SampleDesign(sampling, population);
    FieldPath type = path.field(jsonName(spec));
    try {
      return switch (protocol.getProtocolCase()) {
        case DIRECT -> direct(spec, protocol.getDirect(), design);
        case HONEST_MAJORITY_SHARE_SHUFFLE ->
            shuffle(spec, protocol.getHonestMajorityShareShuffle(), design, sampled);
        case LIQUID_LEGIONS_V2 -> legions(spec, protocol.getLiquidLegionsV2(), design);
        case PROTOCOL_NOT_SET -> throw DomainException.bug("a specification without a protocol");
      };
    } catch (DomainException e) {
      throw type.field("privacyParams").invalid(e.getMessage());
    }
  }

  /** Standard deviation of the noise in the sample, before it is scaled by the sampling width. */
  double noiseStandardDeviation() {
    return Math.sqrt(noiseVariance);
  }

  /** Standard deviation of a result of that value. */
  double standardDeviation(double value) {
    return Math.sqrt(Math.max(0, headline.applyAsDouble(value)));
  }

  /** The variances of the frequency distribution, where one is asked for. */
  Optional<FrequencyVariance> frequency() {
    return frequency;
  }

  private static ExpectedAccuracy direct(
      MeasurementSpec spec, ProtocolConfig.Direct direct, SampleDesign design) {
    NoiseMechanism noise =
        direct.getNoiseMechanism() == org.aureole.v1.NoiseMechanism.NONE
            ? NoiseMechanism.NONE
            : NoiseMechanism.GAUSSIAN;
    DirectVariance variance = new DirectVariance(design);
    return switch (spec.getMeasurementTypeCase()) {
      case REACH -> {
        double v = noise.variance(Promises.of(spec.getReach().getPrivacyParams()), 1);
        yield new ExpectedAccuracy(v, r -> variance.ofReach(r, v), Optional.empty());
      }
      case REACH_AND_FREQUENCY -> {
        MeasurementSpec.ReachAndFrequency asked = spec.getReachAndFrequency();
        double v = noise.variance(Promises.of(asked.getReachPrivacyParams()), 1);
        double buckets =
            noise.variance(Promises.of(asked.getFrequencyPrivacyParams()), Math.sqrt(2));
        yield new ExpectedAccuracy(
            v,
            r -> variance.ofReach(r, v),
            Optional.of(variance.frequency(asked.getMaximumFrequency(), v, buckets)));
      }
      case IMPRESSION_COUNT -> {
        double cap = spec.getImpressionCount().getMaximumFrequencyPerUser();
        yield sum(
            variance,
            cap,
            noise.variance(Promises.of(spec.getImpressionCount().getPrivacyParams()), cap));
      }
      case WATCH_DURATION -> {
        double cap = spec.getWatchDuration().getMaximumWatchDurationPerUser().getSeconds();
        yield sum(
            variance,
            cap,
            noise.variance(Promises.of(spec.getWatchDuration().getPrivacyParams()), cap));
      }
      case POPULATION_COUNT -> new ExpectedAccuracy(0, count -> 0, Optional.empty());
      case MEASUREMENTTYPE_NOT_SET -> throw DomainException.bug("a specification without a type");
    };
  }

  private static ExpectedAccuracy sum(DirectVariance variance, double cap, double noiseVariance) {
    return new ExpectedAccuracy(
        noiseVariance, sum -> variance.ofSum(sum, cap, noiseVariance), Optional.empty());
  }

  private static ExpectedAccuracy shuffle(
      MeasurementSpec spec, HonestMajorityShareShuffle shuffle, SampleDesign design, int sampled) {
    HmssParameters parameters = ShareShuffleRule.parameters(spec);
    HmssNoise noise = ShareShuffleRule.noise(spec, shuffle);
    ShareShuffleRule.requireBearable(noise.shuffledLength(parameters, sampled));
    HmssVariance variance = new HmssVariance(design, parameters, noise);
    return new ExpectedAccuracy(
        noise.reachVariance(),
        variance::ofReach,
        spec.hasReach() ? Optional.empty() : Optional.of(variance));
  }

  private static ExpectedAccuracy legions(
      MeasurementSpec spec, LiquidLegionsV2 legions, SampleDesign design) {
    RecordLimits limits = LiquidLegionsRule.limits(spec, legions);
    Llv2Noise noise = limits.noise();
    LegionsVariance variance =
        new LegionsVariance(
            design,
            limits.parameters().sketch(),
            limits.parameters().maximumFrequency(),
            noise.reachVariance(),
            noise.frequencyVariance());
    return new ExpectedAccuracy(
        noise.reachVariance(),
        variance::ofReach,
        spec.hasReach() ? Optional.empty() : Optional.of(variance));
  }

  private static String jsonName(MeasurementSpec spec) {
    return spec.getDescriptorForType()
        .findFieldByNumber(spec.getMeasurementTypeCase().getNumber())
        .getJsonName();
  }
}
