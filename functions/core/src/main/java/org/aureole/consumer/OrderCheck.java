package org.aureole.consumer;

import java.util.Optional;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.platform.spec.ProtocolRule;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.ProtocolConfig;
import org.aureole.v1.ProtocolConfig.HonestMajorityShareShuffle;

/**
 * Whether a protocol that the Kingdom proposes is what the consumer ordered. The Kingdom may choose
 * among Duchies; it may weaken nothing. Pure functions.
 */
final class OrderCheck {
  private OrderCheck() {}

  /**
   * Checks.
   *
   * @param question the ordered question with its data providers
   * @throws DomainException PROTOCOL_VIOLATION saying what was ordered and what was proposed
   */
  static void check(MeasurementOrder order, MeasurementSpec question, ProtocolConfig proposed) {
    Optional<String> direct = ProtocolRule.whyDirect(question);
    NoiseMechanism noise = ProtocolRule.noise(question, order.noise());
    switch (proposed.getProtocolCase()) {
      case DIRECT -> {
        require(
            direct.isPresent(),
            "Direct, by which each data provider would tell its own reach, where the reach of all"
                + " together was ordered");
        requireNoise(noise, proposed.getDirect().getNoiseMechanism());
      }
      case HONEST_MAJORITY_SHARE_SHUFFLE -> {
        HonestMajorityShareShuffle shuffle = proposed.getHonestMajorityShareShuffle();
        require(direct.isEmpty(), "Honest Majority Share Shuffle where Direct is right: " + direct);
        require(
            !order.collusionResistant(),
            "Honest Majority Share Shuffle, in which two Duchies may not collude, where resistance"
                + " to the collusion of all but one was ordered");
        requireNoise(noise, shuffle.getNoiseMechanism());
        require(
            shuffle.getToleratedColluders() == order.toleratedColluders(),
            "noise for "
                + Integer.toUnsignedString(shuffle.getToleratedColluders())
                + " tolerated colluders where "
                + order.toleratedColluders()
                + " was ordered");
      }
      case LIQUID_LEGIONS_V2 -> {
        require(direct.isEmpty(), "Liquid Legions V2 where Direct is right: " + direct);
        requireNoise(noise, proposed.getLiquidLegionsV2().getNoiseMechanism());
      }
      case PROTOCOL_NOT_SET -> require(false, "no protocol");
    }
  }

  private static void requireNoise(NoiseMechanism ordered, NoiseMechanism proposed) {
    require(ordered == proposed, "noise " + proposed + " where " + ordered + " was ordered");
  }

  private static void require(boolean asOrdered, String proposal) {
    if (!asOrdered) {
      throw DomainException.of(
          ErrorCode.PROTOCOL_VIOLATION,
          "the Kingdom proposes " + proposal + "; nothing was signed");
    }
  }
}
