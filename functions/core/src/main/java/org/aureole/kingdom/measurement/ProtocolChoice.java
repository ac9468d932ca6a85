package org.aureole.kingdom.measurement;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.aureole.crypto.hmss.HmssParameters;
import org.aureole.kingdom.store.PartyStore.PartyRow;
import org.aureole.kingdom.validation.FieldPath;
import org.aureole.model.error.DomainException;
import org.aureole.model.name.PartyName;
import org.aureole.platform.spec.ProtocolRule;
import org.aureole.v1.DataProviderCapabilities;
import org.aureole.v1.DuchyCapabilities.ShareShuffleRole;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.ProtocolConfig;
import org.aureole.v1.ProtocolConfig.HonestMajorityShareShuffle;

/**
 * Which protocol answers a specification in this market: one rule, for {@code :explain} as for
 * creation, built on {@link ProtocolRule}.
 *
 * <ul>
 *   <li>Impressions, durations, populations, and anything of a single data provider: Direct.
 *   <li>Reach, and reach and frequency, of two or more: Honest Majority Share Shuffle, if every
 *       data provider declares it and the market has an aggregator and two workers.
 * </ul>
 *
 * Pure functions; the specification has passed {@link SpecChecks#checkAsked}.
 */
final class ProtocolChoice {
  private static final int MAX_TOLERATED_COLLUDERS = 1;

  private ProtocolChoice() {}

  /**
   * What the consumer may wish for.
   *
   * @param noise DISCRETE_GAUSSIAN where unspecified
   * @param toleratedColluders 0 or 1; without meaning for Direct
   */
  record Wish(NoiseMechanism noise, int toleratedColluders) {
    Wish {
      if (noise == NoiseMechanism.UNRECOGNIZED) {
        throw FieldPath.ROOT.field("noiseMechanism").invalid("must be DISCRETE_GAUSSIAN or NONE");
      }
      if (toleratedColluders < 0 || toleratedColluders > MAX_TOLERATED_COLLUDERS) {
        throw FieldPath.ROOT
            .field("toleratedColluders")
            .invalid("must be 0 or 1: two workers add noise");
      }
    }
  }

  /** A protocol and, in sentences, why. */
  record Choice(ProtocolConfig protocol, List<String> reasons) {}

  /**
   * Chooses.
   *
   * @throws DomainException FAILED_PRECONDITION saying who lacks what
   */
  static Choice choose(FieldPath path, MeasurementSpec spec, Wish wish, Market market) {
    requireProviders(path, spec, market);
    NoiseMechanism mechanism = ProtocolRule.noise(spec, wish.noise());
    requireNoise(spec, mechanism, market);
    List<String> reasons = new ArrayList<>();
    Optional<String> direct = ProtocolRule.whyDirect(spec);
    if (direct.isPresent()) {
      reasons.add(direct.get());
      reasons.add(noiseReason(spec, mechanism));
      return new Choice(
          ProtocolConfig.newBuilder()
              .setDirect(ProtocolConfig.Direct.newBuilder().setNoiseMechanism(mechanism))
              .build(),
          reasons);
    }
    List<PartyName> duchies = chosenDuchies(spec, market);
    HmssParameters parameters = parameters(path, spec);
    reasons.add(
        "Honest Majority Share Shuffle: the people reached by "
            + spec.getDataProvidersCount()
            + " data providers must be counted once each without anybody learning who they are,"
            + " and all of the providers declare the protocol.");
    reasons.add(
        duchies.get(0)
            + " aggregates, "
            + duchies.get(1)
            + " and "
            + duchies.get(2)
            + " shuffle; no two of the three may be run by one operator.");
    reasons.add(
        "The modulus "
            + parameters.modulus()
            + " follows from the number of data providers"
            + " and the maximum frequency.");
    reasons.add(noiseReason(spec, mechanism));
    HonestMajorityShareShuffle shuffle =
        HonestMajorityShareShuffle.newBuilder()
            .setNoiseMechanism(mechanism)
            .setAggregator(duchies.get(0).toString())
            .setFirstWorker(duchies.get(1).toString())
            .setSecondWorker(duchies.get(2).toString())
            .setModulus(parameters.modulus())
            .setToleratedColluders(wish.toleratedColluders())
            .build();
    return new Choice(
        ProtocolConfig.newBuilder().setHonestMajorityShareShuffle(shuffle).build(), reasons);
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
              "must be honestMajorityShareShuffle for this type with several data providers;"
                  + " take what measurements:explain answers");
        }
        requireNoise(noise, spec, spec.getProtocol().getDirect().getNoiseMechanism(), market);
      }
      case HONEST_MAJORITY_SHARE_SHUFFLE -> {
        if (direct.isPresent()) {
          throw protocol.invalid("must be direct. " + direct.get());
        }
        requireShuffle(protocol.field("honestMajorityShareShuffle"), path, spec, market);
      }
      case PROTOCOL_NOT_SET ->
          throw protocol.invalid("is missing; take what measurements:explain answers");
    }
  }

  /** Aggregator, first and second worker; empty for Direct. */
  static List<PartyName> duchies(ProtocolConfig protocol) {
    if (!protocol.hasHonestMajorityShareShuffle()) {
      return List.of();
    }
    HonestMajorityShareShuffle shuffle = protocol.getHonestMajorityShareShuffle();
    return Stream.of(shuffle.getAggregator(), shuffle.getFirstWorker(), shuffle.getSecondWorker())
        .map(PartyName::parse)
        .toList();
  }

  private static void requireShuffle(
      FieldPath protocol, FieldPath path, MeasurementSpec spec, Market market) {
    HonestMajorityShareShuffle shuffle = spec.getProtocol().getHonestMajorityShareShuffle();
    requireNoise(protocol.field("noiseMechanism"), spec, shuffle.getNoiseMechanism(), market);
    requireDeclared(market);
    ShuffleDuchyChecks.check(protocol, shuffle, market);
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
        market.dataProviders().stream()
            .filter(
                dp -> !dp.details().getDataProvider().getNoiseMechanismsList().contains(mechanism))
            .map(PartyRow::name)
            .toList();
    if (!without.isEmpty()) {
      throw DomainException.precondition(
          "noise " + mechanism + " is not declared by " + join(without));
    }
  }

  private static List<PartyName> chosenDuchies(MeasurementSpec spec, Market market) {
    requireDeclared(market);
    List<PartyName> workers = market.duchiesFor(ShareShuffleRole.WORKER);
    for (PartyName aggregator : market.duchiesFor(ShareShuffleRole.AGGREGATOR)) {
      List<PartyName> others = workers.stream().filter(w -> !w.equals(aggregator)).toList();
      if (others.size() >= 2) {
        return List.of(aggregator, others.get(0), others.get(1));
      }
    }
    throw DomainException.precondition(
        "several data providers and "
            + spec.getMeasurementTypeCase()
            + " need Honest Majority Share Shuffle, and so one Duchy that aggregates and two others"
            + " that work, approved and with a certificate; the market has as aggregators: "
            + join(market.duchiesFor(ShareShuffleRole.AGGREGATOR))
            + "; as workers: "
            + join(workers));
  }

  private static void requireDeclared(Market market) {
    List<PartyName> without =
        market.dataProviders().stream()
            .filter(dp -> !dp.details().getDataProvider().getHonestMajorityShareShuffle())
            .map(PartyRow::name)
            .toList();
    if (!without.isEmpty()) {
      throw DomainException.precondition(
          "Honest Majority Share Shuffle is needed, and not declared by " + join(without));
    }
  }

  private static HmssParameters parameters(FieldPath path, MeasurementSpec spec) {
    int providers = spec.getDataProvidersCount();
    if (spec.hasReach()) {
      return HmssParameters.reach(providers);
    }
    int maximumFrequency = spec.getReachAndFrequency().getMaximumFrequency();
    try {
      return HmssParameters.reachAndFrequency(providers, maximumFrequency);
    } catch (DomainException e) {
      throw path.field("reachAndFrequency").field("maximumFrequency").invalid(e.getMessage());
    }
  }

  private static String join(List<PartyName> names) {
    return names.isEmpty()
        ? "none"
        : String.join(", ", names.stream().map(PartyName::toString).toList());
  }
}
