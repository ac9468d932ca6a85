package org.aureole.platform.spec;

import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import org.aureole.crypto.curve.CurveKernels;
import org.aureole.crypto.llv2.ChunkRunner;
import org.aureole.crypto.llv2.Llv2Noise;
import org.aureole.crypto.llv2.Llv2Parameters;
import org.aureole.crypto.llv2.Llv2Setting;
import org.aureole.crypto.llv2.RecordLimits;
import org.aureole.crypto.noise.PrivacyParameters;
import org.aureole.crypto.sketch.LegionsParameters;
import org.aureole.model.error.DomainException;
import org.aureole.v1.DifferentialPrivacyParams;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.ProtocolConfig.LiquidLegionsSketch;
import org.aureole.v1.ProtocolConfig.LiquidLegionsV2;

/**
 * What follows from a spec of reach, or reach and frequency, that Liquid Legions V2 computes. Pure
 * functions.
 */
public final class LiquidLegionsRule {
  /** The largest ε of what hides data providers from Duchies; nobody signs or answers above. */
  public static final double MAX_INNER_EPSILON = 1;

  /** The largest δ of the same. */
  public static final double MAX_INNER_DELTA = 1e-9;

  private LiquidLegionsRule() {}

  /**
   * The parameters.
   *
   * @throws DomainException INVALID_ARGUMENT if they are out of range
   */
  public static Llv2Parameters parameters(MeasurementSpec spec, LiquidLegionsV2 protocol) {
    LiquidLegionsSketch sketch = protocol.getSketch();
    LegionsParameters shape =
        new LegionsParameters(sketch.getDecayRate(), sketch.getRegisters(), sketch.getKeys());
    int duchies = protocol.getWorkersCount() + 1;
    return spec.hasReach()
        ? Llv2Parameters.reach(shape, duchies, spec.getDataProvidersCount())
        : Llv2Parameters.reachAndFrequency(
            shape,
            duchies,
            spec.getDataProvidersCount(),
            spec.getReachAndFrequency().getMaximumFrequency());
  }

  /** The noise that the protocol of a spec asks for. */
  public static Llv2Noise noise(MeasurementSpec spec, LiquidLegionsV2 protocol) {
    if (protocol.getNoiseMechanism() == NoiseMechanism.NONE) {
      return Llv2Noise.none();
    }
    PrivacyParameters reach =
        Promises.of(
            spec.hasReach()
                ? spec.getReach().getPrivacyParams()
                : spec.getReachAndFrequency().getReachPrivacyParams());
    Optional<PrivacyParameters> frequency =
        spec.hasReach()
            ? Optional.empty()
            : Optional.of(Promises.of(spec.getReachAndFrequency().getFrequencyPrivacyParams()));
    return Llv2Noise.of(
        parameters(spec, protocol),
        new Llv2Noise.Privacy(
            reach,
            frequency,
            Promises.of(protocol.getBlindHistogramPrivacyParams()),
            Promises.of(protocol.getPublisherPrivacyParams())),
        protocol.getToleratedColluders());
  }

  /**
   * How much is handed over. Every Duchy checks itself that it can bear it: a Kingdom that lets a
   * greedy spec pass must not be able to stop it.
   *
   * @throws DomainException INVALID_ARGUMENT if it is more than a Duchy can hold
   */
  public static RecordLimits limits(MeasurementSpec spec, LiquidLegionsV2 protocol) {
    RecordLimits limits = new RecordLimits(parameters(spec, protocol), noise(spec, protocol));
    limits.requireBearable();
    return limits;
  }

  /** What every role works with, on all cores of this machine. */
  public static Llv2Setting setting(MeasurementSpec spec, LiquidLegionsV2 protocol) {
    return new Llv2Setting(
        CurveKernels.chosen(),
        ChunkRunner.of(ForkJoinPool.commonPool(), Runtime.getRuntime().availableProcessors()),
        parameters(spec, protocol),
        noise(spec, protocol));
  }

  /**
   * Checks what is not about Duchies' names.
   *
   * @throws DomainException INVALID_ARGUMENT at the field, below the protocol
   */
  static void check(MeasurementSpec spec, LiquidLegionsV2 protocol) {
    int others = protocol.getWorkersCount();
    if (protocol.getToleratedColluders() != others) {
      throw DomainException.invalid(
          "toleratedColluders",
          "is %s; it is %d, all Duchies but one"
              .formatted(Integer.toUnsignedString(protocol.getToleratedColluders()), others));
    }
    checkInner("blindHistogramPrivacyParams", protocol.getBlindHistogramPrivacyParams());
    checkInner("publisherPrivacyParams", protocol.getPublisherPrivacyParams());
    limits(spec, protocol);
  }

  /** What hides data providers from Duchies is in nobody's interest but theirs: it has a floor. */
  private static void checkInner(String field, DifferentialPrivacyParams params) {
    if (!(params.getEpsilon() > 0 && params.getEpsilon() <= MAX_INNER_EPSILON)) {
      throw DomainException.invalid(
          field + ".epsilon",
          "is " + params.getEpsilon() + "; it is above 0 and at most " + MAX_INNER_EPSILON);
    }
    if (!(params.getDelta() > 0 && params.getDelta() <= MAX_INNER_DELTA)) {
      throw DomainException.invalid(
          field + ".delta",
          "is " + params.getDelta() + "; it is above 0 and at most " + MAX_INNER_DELTA);
    }
  }
}
