package org.aureole.platform.spec;

import org.aureole.crypto.hmss.HmssNoise;
import org.aureole.crypto.hmss.HmssParameters;
import org.aureole.model.error.DomainException;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.ProtocolConfig.HonestMajorityShareShuffle;

/**
 * What follows from a spec of reach, or reach and frequency, that Honest Majority Share Shuffle
 * computes. Pure functions.
 */
public final class ShareShuffleRule {
  /** Elements that a worker sends to the aggregator, one or two bytes each. */
  private static final int SHUFFLED_ELEMENTS = 1 << 29;

  private ShareShuffleRule() {}

  /**
   * The parameters.
   *
   * @throws DomainException INVALID_ARGUMENT if data providers times frequency is too large
   */
  public static HmssParameters parameters(MeasurementSpec spec) {
    return spec.hasReach()
        ? HmssParameters.reach(spec.getDataProvidersCount())
        : HmssParameters.reachAndFrequency(
            spec.getDataProvidersCount(), spec.getReachAndFrequency().getMaximumFrequency());
  }

  /** The noise that the protocol of a spec asks for. */
  public static HmssNoise noise(MeasurementSpec spec, HonestMajorityShareShuffle protocol) {
    if (protocol.getNoiseMechanism() == NoiseMechanism.NONE) {
      return HmssNoise.none();
    }
    int colluders = protocol.getToleratedColluders();
    return spec.hasReach()
        ? HmssNoise.reach(Promises.of(spec.getReach().getPrivacyParams()), colluders)
        : HmssNoise.reachAndFrequency(
            Promises.of(spec.getReachAndFrequency().getReachPrivacyParams()),
            Promises.of(spec.getReachAndFrequency().getFrequencyPrivacyParams()),
            colluders);
  }

  /**
   * Checks that a Duchy can hold the vector that a worker sends to the aggregator. Noise takes
   * places in it, so a tiny epsilon would have Duchies run out of memory. Each of them checks it
   * itself: a Kingdom that lets such a spec pass must not be able to stop them.
   *
   * @param elements N + 2L, of one or two bytes each
   * @throws DomainException INVALID_ARGUMENT if they are too many
   */
  public static void requireBearable(int elements) {
    if (elements > SHUFFLED_ELEMENTS) {
      throw DomainException.invalid(
          "noise",
          "with the sampled VIDs takes %d elements, above the limit of %d; raise epsilon or delta, or sample less"
              .formatted(elements, SHUFFLED_ELEMENTS));
    }
  }
}
