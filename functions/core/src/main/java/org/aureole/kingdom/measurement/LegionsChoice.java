package org.aureole.kingdom.measurement;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.aureole.kingdom.LegionsPolicy;
import org.aureole.kingdom.validation.FieldPath;
import org.aureole.model.error.DomainException;
import org.aureole.model.name.PartyName;
import org.aureole.platform.spec.LiquidLegionsRule;
import org.aureole.v1.DataProviderCapabilities;
import org.aureole.v1.DuchyCapabilities;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.ProtocolConfig;
import org.aureole.v1.ProtocolConfig.LiquidLegionsV2;

/** Liquid Legions V2 in a market: whether it can run, and with whom. Pure functions. */
final class LegionsChoice {
  private LegionsChoice() {}

  /** Why the market cannot run it; empty if it can. */
  static Optional<String> obstacle(Market market) {
    List<PartyName> without = market.without(DataProviderCapabilities::getLiquidLegionsV2);
    if (!without.isEmpty()) {
      return Optional.of("Liquid Legions V2 is not declared by " + ComputingRoles.join(without));
    }
    ComputingRoles roles = roles(market);
    int workers = market.legions().duchies() - 1;
    return roles.choose(workers).isPresent()
        ? Optional.empty()
        : Optional.of(
            "Liquid Legions V2 needs one Duchy that aggregates and "
                + workers
                + " others that work, approved and with a certificate; the market has "
                + roles);
  }

  /**
   * The protocol, in a market that has no obstacle.
   *
   * @param why a sentence: why this protocol
   */
  static ProtocolChoice.Choice choose(
      FieldPath path, MeasurementSpec spec, NoiseMechanism mechanism, String why, Market market) {
    LegionsPolicy policy = market.legions();
    List<PartyName> duchies = roles(market).choose(policy.duchies() - 1).orElseThrow();
    List<String> workers =
        duchies.subList(1, duchies.size()).stream().map(PartyName::toString).toList();
    LiquidLegionsV2 legions =
        LiquidLegionsV2.newBuilder()
            .setNoiseMechanism(mechanism)
            .setAggregator(duchies.get(0).toString())
            .addAllWorkers(workers)
            .setToleratedColluders(workers.size())
            .setSketch(policy.sketch())
            .setBlindHistogramPrivacyParams(policy.blindHistogram())
            .setPublisherPrivacyParams(policy.publisher())
            .build();
    requireBearable(path, spec, legions);
    List<String> reasons = new ArrayList<>();
    reasons.add(why);
    reasons.add(
        "All but one of "
            + ComputingRoles.join(duchies)
            + " may collude and see nothing but ciphertexts and numbers that carry noise; "
            + duchies.get(0)
            + " aggregates.");
    reasons.add(
        "A sketch of "
            + policy.sketch().getRegisters()
            + " registers costs accuracy that the standard deviation accounts for, and every Duchy"
            + " works on every register: Honest Majority Share Shuffle is far cheaper.");
    return new ProtocolChoice.Choice(
        ProtocolConfig.newBuilder().setLiquidLegionsV2(legions).build(), reasons);
  }

  /** Refuses a protocol that this market would not run now. */
  static void requireAcceptable(
      FieldPath protocol,
      FieldPath path,
      MeasurementSpec spec,
      LiquidLegionsV2 legions,
      Market market) {
    List<PartyName> without = market.without(DataProviderCapabilities::getLiquidLegionsV2);
    if (!without.isEmpty()) {
      throw DomainException.precondition(
          "Liquid Legions V2 is not declared by " + ComputingRoles.join(without));
    }
    ComputingRoles.Check check = roles(market).check();
    check.aggregator(protocol.field("aggregator"), legions.getAggregator());
    for (int i = 0; i < legions.getWorkersCount(); i++) {
      check.worker(protocol.field("workers").at(i), legions.getWorkers(i));
    }
    LegionsPolicy policy = market.legions();
    requireEqual(
        protocol.field("workers"),
        legions.getWorkersCount(),
        policy.duchies() - 1,
        "the number of Duchies beside the aggregator");
    requireEqual(
        protocol.field("toleratedColluders"),
        legions.getToleratedColluders(),
        legions.getWorkersCount(),
        "all Duchies but one");
    requireEqual(protocol.field("sketch"), legions.getSketch(), policy.sketch(), "the market's");
    requireEqual(
        protocol.field("blindHistogramPrivacyParams"),
        legions.getBlindHistogramPrivacyParams(),
        policy.blindHistogram(),
        "the market's");
    requireEqual(
        protocol.field("publisherPrivacyParams"),
        legions.getPublisherPrivacyParams(),
        policy.publisher(),
        "the market's");
    requireBearable(path, spec, legions);
  }

  private static <T> void requireEqual(FieldPath path, T actual, T expected, String what) {
    if (!actual.equals(expected)) {
      throw path.invalid(
          "must be "
              + what
              + ", "
              + expected.toString().strip().replace("\n", ", ")
              + "; take what measurements:explain answers");
    }
  }

  private static void requireBearable(
      FieldPath path, MeasurementSpec spec, LiquidLegionsV2 legions) {
    try {
      LiquidLegionsRule.limits(spec, legions);
    } catch (DomainException e) {
      throw path.field("protocol").field("liquidLegionsV2").invalid(e.getMessage());
    }
  }

  private static ComputingRoles roles(Market market) {
    return ComputingRoles.of(market, DuchyCapabilities::getLiquidLegionsRolesList);
  }
}
