package org.aureole.kingdom.measurement;

import java.util.List;
import java.util.Optional;
import org.aureole.crypto.hmss.HmssParameters;
import org.aureole.kingdom.validation.FieldPath;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.name.PartyName;
import org.aureole.platform.spec.ShareShuffleRule;
import org.aureole.v1.DataProviderCapabilities;
import org.aureole.v1.DuchyCapabilities;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.ProtocolConfig;
import org.aureole.v1.ProtocolConfig.HonestMajorityShareShuffle;

/** Honest Majority Share Shuffle in a market: whether it can run, and with whom. Pure functions. */
final class ShuffleChoice {
  static final int MAX_TOLERATED_COLLUDERS = 1;

  private static final int WORKERS = 2;

  private ShuffleChoice() {}

  /** Why the market cannot run it; empty if it can. */
  static Optional<String> obstacle(Market market) {
    List<PartyName> without =
        market.without(DataProviderCapabilities::getHonestMajorityShareShuffle);
    if (!without.isEmpty()) {
      return Optional.of(
          "Honest Majority Share Shuffle is not declared by " + ComputingRoles.join(without));
    }
    ComputingRoles roles = roles(market);
    return roles.choose(WORKERS).isPresent()
        ? Optional.empty()
        : Optional.of(
            "Honest Majority Share Shuffle needs one Duchy that aggregates and two others that"
                + " work, approved and with a certificate; the market has "
                + roles);
  }

  /** The protocol, in a market that has no obstacle. */
  static ProtocolChoice.Choice choose(
      FieldPath path,
      MeasurementSpec spec,
      NoiseMechanism mechanism,
      int toleratedColluders,
      Market market) {
    List<PartyName> duchies = roles(market).choose(WORKERS).orElseThrow();
    HmssParameters parameters = parameters(path, spec);
    HonestMajorityShareShuffle shuffle =
        HonestMajorityShareShuffle.newBuilder()
            .setNoiseMechanism(mechanism)
            .setAggregator(duchies.get(0).toString())
            .setFirstWorker(duchies.get(1).toString())
            .setSecondWorker(duchies.get(2).toString())
            .setModulus(parameters.modulus())
            .setToleratedColluders(toleratedColluders)
            .build();
    return new ProtocolChoice.Choice(
        ProtocolConfig.newBuilder().setHonestMajorityShareShuffle(shuffle).build(),
        List.of(
            "Honest Majority Share Shuffle: the people reached by "
                + spec.getDataProvidersCount()
                + " data providers must be counted once each without anybody learning who they"
                + " are, and all of the providers declare the protocol.",
            duchies.get(0)
                + " aggregates, "
                + duchies.get(1)
                + " and "
                + duchies.get(2)
                + " shuffle; no two of the three may be run by one operator.",
            "The modulus "
                + parameters.modulus()
                + " follows from the number of data providers and the maximum frequency."));
  }

  /** Refuses a protocol that this market would not run now. */
  static void requireAcceptable(
      FieldPath protocol,
      FieldPath path,
      MeasurementSpec spec,
      HonestMajorityShareShuffle shuffle,
      Market market) {
    if (market.legions().demanded()) {
      throw protocol.error(
          ErrorCode.FAILED_PRECONDITION,
          "does not resist the collusion of two Duchies, which this market demands; take what"
              + " measurements:explain answers");
    }
    List<PartyName> without =
        market.without(DataProviderCapabilities::getHonestMajorityShareShuffle);
    if (!without.isEmpty()) {
      throw DomainException.precondition(
          "Honest Majority Share Shuffle is not declared by " + ComputingRoles.join(without));
    }
    ComputingRoles.Check check = roles(market).check();
    check.aggregator(protocol.field("aggregator"), shuffle.getAggregator());
    check.worker(protocol.field("firstWorker"), shuffle.getFirstWorker());
    check.worker(protocol.field("secondWorker"), shuffle.getSecondWorker());
    int modulus = parameters(path, spec).modulus();
    if (shuffle.getModulus() != modulus) {
      throw protocol
          .field("modulus")
          .invalid(
              "is "
                  + Integer.toUnsignedString(shuffle.getModulus())
                  + "; must be "
                  + modulus
                  + " for this number of data providers and this maximum frequency");
    }
    int tolerated = shuffle.getToleratedColluders();
    if (tolerated < 0 || tolerated > MAX_TOLERATED_COLLUDERS) {
      throw protocol.field("toleratedColluders").invalid("must be 0 or 1: two workers add noise");
    }
  }

  private static ComputingRoles roles(Market market) {
    return ComputingRoles.of(market, DuchyCapabilities::getShareShuffleRolesList);
  }

  private static HmssParameters parameters(FieldPath path, MeasurementSpec spec) {
    try {
      return ShareShuffleRule.parameters(spec);
    } catch (DomainException e) {
      throw path.field("reachAndFrequency").field("maximumFrequency").invalid(e.getMessage());
    }
  }
}
