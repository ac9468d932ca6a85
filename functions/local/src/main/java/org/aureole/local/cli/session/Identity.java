package org.aureole.local.cli.session;

import java.util.List;
import java.util.function.Predicate;
import org.aureole.local.market.MarketConfig;
import org.aureole.local.market.PartyConfig;
import org.aureole.local.market.PartyRole;
import org.aureole.model.error.DomainException;
import picocli.CommandLine.Option;

/** The option that says as whom to act. */
public final class Identity {
  @Option(
      names = "--as",
      paramLabel = "PARTY",
      description =
          "Who you are, such as mc1 or edp1. May be left out where only one party of the market"
              + " can give this command.")
  private String party;

  /** The measurement consumer that acts. */
  public PartyConfig consumer(MarketConfig config) {
    return choose(config, "a measurement consumer", role -> role == PartyRole.MEASUREMENT_CONSUMER);
  }

  /** The data provider that acts. */
  public PartyConfig dataProvider(MarketConfig config) {
    return choose(config, "a data provider", PartyRole::isDataProvider);
  }

  /** The data provider or measurement consumer that acts. */
  public PartyConfig populationUser(MarketConfig config) {
    return choose(
        config,
        "a data provider or measurement consumer",
        role -> role.isDataProvider() || role == PartyRole.MEASUREMENT_CONSUMER);
  }

  /** The data provider that acts, of those that have events. */
  public PartyConfig eventDataProvider(MarketConfig config) {
    return choose(config, "an event data provider", role -> role == PartyRole.EVENT_DATA_PROVIDER);
  }

  /** Whoever acts, but the Kingdom, which signs nothing. */
  public PartyConfig party(MarketConfig config) {
    return choose(config, "a party that has keys", role -> role != PartyRole.KINGDOM);
  }

  /** Whoever acts, or the market operator where that is left out. */
  public PartyConfig partyOrKingdom(MarketConfig config) {
    return party == null ? config.kingdom() : named(config);
  }

  private PartyConfig choose(MarketConfig config, String kind, Predicate<PartyRole> allowed) {
    List<PartyConfig> able =
        config.parties().stream().filter(candidate -> allowed.test(candidate.role())).toList();
    if (able.isEmpty()) {
      throw DomainException.precondition(
          "nobody of this folder can do that: it is for "
              + kind
              + ", and the folder has "
              + ids(config.parties())
              + "; name a folder of one by --market, or act for one from here: aureole market"
              + " connect");
    }
    if (party == null) {
      if (able.size() == 1) {
        return able.get(0);
      }
      throw DomainException.invalid("--as", "is missing; say who you are: " + ids(able));
    }
    PartyConfig named = named(config);
    if (!able.contains(named)) {
      throw DomainException.invalid(
          "--as", party + " is not " + kind + "; in this market that is: " + ids(able));
    }
    return named;
  }

  private PartyConfig named(MarketConfig config) {
    return config
        .find(party)
        .orElseThrow(() ->
            DomainException.invalid(
                "--as", "this market has no " + party + "; it has " + ids(config.parties())));
  }

  private static String ids(List<PartyConfig> parties) {
    return String.join(", ", parties.stream().map(PartyConfig::id).toList());
  }
}
