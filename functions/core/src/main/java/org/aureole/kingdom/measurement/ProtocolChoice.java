package org.aureole.kingdom.measurement;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.aureole.kingdom.store.PartyStore.PartyRow;
import org.aureole.kingdom.validation.FieldPath;
import org.aureole.model.error.DomainException;
import org.aureole.model.name.PartyName;
import org.aureole.platform.spec.ProtocolRule;
import org.aureole.v1.DataProviderCapabilities;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.ProtocolConfig;

/**
 * Which protocol answers a specification in this market: one rule, for {@code :explain} as for
 * creation, built on {@link ProtocolRule}.
 *
 * <ul>
 *   <li>Impressions, durations, populations, and anything of a single data provider: Direct.
 *   <li>Reach, and reach and frequency, of two or more: Liquid Legions V2, if consumer or market
 *       want the collusion of all Duchies but one to be resisted.
 *   <li>Otherwise Honest Majority Share Shuffle, if every data provider declares it and the market
 *       has an aggregator and two workers.
 *   <li>Otherwise Liquid Legions V2, if that can run.
 * </ul>
 *
 * Pure functions; the specification has passed {@link SpecChecks#checkAsked}.
 */
final class ProtocolChoice {
  private ProtocolChoice() {}

  /**
   * What the consumer may wish for.
   *
   * @param noise DISCRETE_GAUSSIAN where unspecified
   * @param toleratedColluders 0 or 1; without meaning but for Honest Majority Share Shuffle
   * @param collusionResistant whether all Duchies but one may collude; without meaning for Direct
   */
  record Wish(NoiseMechanism noise, int toleratedColluders, boolean collusionResistant) {
    Wish {
      if (noise == NoiseMechanism.UNRECOGNIZED) {
        throw FieldPath.ROOT.field("noiseMechanism").invalid("must be DISCRETE_GAUSSIAN or NONE");
      }
      if (toleratedColluders < 0 || toleratedColluders > ShuffleChoice.MAX_TOLERATED_COLLUDERS) {
        throw FieldPath.ROOT
            .field("toleratedColluders")
            .invalid("must be 0 or 1: two workers add noise");
      }
    }
  }

  /** A protocol and, in sentences, why. */
  record Choice(ProtocolConfig protocol, List<String> reasons) {
    Choice {
      reasons = List.copyOf(reasons);
    }

    Choice and(String reason) {
      List<String> all = new ArrayList<>(reasons);
      all.add(reason);
      return new Choice(protocol, all);
    }
  }

  /**
   * Chooses.
   *
   * @throws DomainException FAILED_PRECONDITION saying who lacks what
   */
  static Choice choose(FieldPath path, MeasurementSpec spec, Wish wish, Market market) {
    requireProviders(path, spec, market);
    NoiseMechanism mechanism = ProtocolRule.noise(spec, wish.noise());
    requireNoise(spec, mechanism, market);
    Optional<String> direct = ProtocolRule.whyDirect(spec);
    Choice choice =
        direct.isPresent()
            ? new Choice(
                ProtocolConfig.newBuilder()
                    .setDirect(ProtocolConfig.Direct.newBuilder().setNoiseMechanism(mechanism))
                    .build(),
                List.of(direct.get()))
            : ofSeveral(path, spec, mechanism, wish, market);
    return choice.and(noiseReason(spec, mechanism));
  }

  private static Choice ofSeveral(
      FieldPath path, MeasurementSpec spec, NoiseMechanism mechanism, Wish wish, Market market) {
    Optional<String> noShuffle = ShuffleChoice.obstacle(market);
    Optional<String> noLegions = LegionsChoice.obstacle(market);
    boolean resistant = wish.collusionResistant() || market.legions().demanded();
    if (!resistant && noShuffle.isEmpty()) {
      return ShuffleChoice.choose(path, spec, mechanism, wish.toleratedColluders(), market);
    }
    if (noLegions.isPresent()) {
      throw DomainException.precondition(
          "several data providers and "
              + spec.getMeasurementTypeCase()
              + " need a protocol of several Duchies. "
              + (resistant ? "" : noShuffle.orElseThrow() + ". ")
              + noLegions.get());
    }
    String why =
        wish.collusionResistant()
            ? "you ask for resistance to the collusion of all Duchies but one"
            : market.legions().demanded()
                ? "this market demands resistance to the collusion of all Duchies but one"
                : "the cheaper protocol cannot run: " + noShuffle.orElseThrow();
    return LegionsChoice.choose(path, spec, mechanism, "Liquid Legions V2: " + why + ".", market);
  }

  /**
   * Refuses a specification whose protocol this market would not run now.
   *
   * @throws DomainException INVALID_ARGUMENT at the field, FAILED_PRECONDITION saying who lacks
   *     what
   */
  static void requireAcceptable(FieldPath path, MeasurementSpec spec, Market market) {
    requireProviders(path, spec, market);
    FieldPath protocol = path.field("protocol");
    Optional<String> direct = ProtocolRule.whyDirect(spec);
    switch (spec.getProtocol().getProtocolCase()) {
      case DIRECT -> {
        FieldPath noise = protocol.field("direct").field("noiseMechanism");
        if (direct.isEmpty()) {
          throw protocol.invalid(
              "must be honestMajorityShareShuffle or liquidLegionsV2 for this type with several"
                  + " data providers; take what measurements:explain answers");
        }
        requireNoise(noise, spec, spec.getProtocol().getDirect().getNoiseMechanism(), market);
      }
      case HONEST_MAJORITY_SHARE_SHUFFLE -> {
        requireSeveral(protocol, direct);
        var shuffle = spec.getProtocol().getHonestMajorityShareShuffle();
        FieldPath at = protocol.field("honestMajorityShareShuffle");
        requireNoise(at.field("noiseMechanism"), spec, shuffle.getNoiseMechanism(), market);
        ShuffleChoice.requireAcceptable(at, path, spec, shuffle, market);
      }
      case LIQUID_LEGIONS_V2 -> {
        requireSeveral(protocol, direct);
        var legions = spec.getProtocol().getLiquidLegionsV2();
        FieldPath at = protocol.field("liquidLegionsV2");
        requireNoise(at.field("noiseMechanism"), spec, legions.getNoiseMechanism(), market);
        LegionsChoice.requireAcceptable(at, path, spec, legions, market);
      }
      case PROTOCOL_NOT_SET ->
          throw protocol.invalid("is missing; take what measurements:explain answers");
    }
  }

  private static void requireSeveral(FieldPath protocol, Optional<String> direct) {
    if (direct.isPresent()) {
      throw protocol.invalid("must be direct. " + direct.get());
    }
  }

  private static String noiseReason(MeasurementSpec spec, NoiseMechanism mechanism) {
    if (spec.hasPopulationCount()) {
      return "No noise: a population count says nothing about events.";
    }
    return mechanism == NoiseMechanism.NONE
        ? "No noise, as asked: every data provider declares that its policy allows it."
        : "Discrete Gaussian noise with the analytic standard deviation.";
  }

  private static void requireProviders(FieldPath path, MeasurementSpec spec, Market market) {
    FieldPath providers = path.field("dataProviders");
    if (spec.hasPopulationCount() && spec.getDataProvidersCount() != 1) {
      throw providers.invalid("must be one population data provider for a population count");
    }
    DataProviderCapabilities.Kind kind =
        spec.hasPopulationCount()
            ? DataProviderCapabilities.Kind.POPULATION_DATA_PROVIDER
            : DataProviderCapabilities.Kind.EVENT_DATA_PROVIDER;
    for (int i = 0; i < market.dataProviders().size(); i++) {
      PartyRow provider = market.dataProviders().get(i);
      if (provider.details().getDataProvider().getKind() != kind) {
        throw providers
            .at(i)
            .field("dataProvider")
            .invalid(provider.name() + " is no " + kind + ", which this type needs");
      }
    }
  }

  private static void requireNoise(
      FieldPath path, MeasurementSpec spec, NoiseMechanism mechanism, Market market) {
    if (mechanism != NoiseMechanism.NONE && mechanism != NoiseMechanism.DISCRETE_GAUSSIAN) {
      throw path.invalid("is missing; must be DISCRETE_GAUSSIAN or NONE");
    }
    if (spec.hasPopulationCount() && mechanism != NoiseMechanism.NONE) {
      throw path.invalid("must be NONE: a population count carries no noise");
    }
    requireNoise(spec, mechanism, market);
  }

  private static void requireNoise(MeasurementSpec spec, NoiseMechanism mechanism, Market market) {
    if (spec.hasPopulationCount()) {
      return;
    }
    List<PartyName> without =
        market.without(provider -> provider.getNoiseMechanismsList().contains(mechanism));
    if (!without.isEmpty()) {
      throw DomainException.precondition(
          "noise " + mechanism + " is not declared by " + ComputingRoles.join(without));
    }
  }
}
