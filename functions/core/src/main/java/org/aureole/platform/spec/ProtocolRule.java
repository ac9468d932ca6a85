package org.aureole.platform.spec;

import java.util.Optional;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.NoiseMechanism;

/**
 * Which protocol and which noise answer a question: one rule, for the Kingdom that proposes and for
 * the consumer that signs only what the rule allows. Pure functions of a spec with type and data
 * providers.
 */
public final class ProtocolRule {
  private ProtocolRule() {}

  /**
   * Why a question is answered by Direct; empty where that would tell more than was asked, so that
   * only a protocol of several parties may answer it.
   */
  public static Optional<String> whyDirect(MeasurementSpec spec) {
    return switch (spec.getMeasurementTypeCase()) {
      case IMPRESSION_COUNT ->
          Optional.of(
              "Direct: impressions of several data providers add up, so each one answers"
                  + " for itself.");
      case WATCH_DURATION ->
          Optional.of(
              "Direct: watch durations of several data providers add up, so each one"
                  + " answers for itself.");
      case POPULATION_COUNT ->
          Optional.of("Direct: the population data provider counts its own population.");
      default ->
          spec.getDataProvidersCount() == 1
              ? Optional.of("Direct: a single data provider knows the answer.")
              : Optional.empty();
    };
  }

  /**
   * The noise of an answer.
   *
   * @param wanted what the consumer asks for; DISCRETE_GAUSSIAN where unspecified
   */
  public static NoiseMechanism noise(MeasurementSpec spec, NoiseMechanism wanted) {
    if (spec.hasPopulationCount()) {
      return NoiseMechanism.NONE;
    }
    return wanted == NoiseMechanism.NOISE_MECHANISM_UNSPECIFIED
        ? NoiseMechanism.DISCRETE_GAUSSIAN
        : wanted;
  }
}
