package org.aureole.local.cli.population;

import java.util.Map;
import java.util.concurrent.Callable;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.local.cli.console.Output;
import org.aureole.local.cli.session.Identity;
import org.aureole.local.cli.session.MarketOptions;
import org.aureole.local.cli.session.Session;
import org.aureole.local.market.PartyConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "approve",
    description = {
      "Approve a population, for one party: a data provider counts on no other one, and a"
          + " measurement consumer signs for no other one.",
      "Nothing that the Kingdom delivers extends trust: the population's file comes from its"
          + " publisher. At a data provider it takes the place of the one approved before."
    },
    footer = {
      "",
      "Examples:",
      "  aureole populations approve people.textproto --as edp2",
      "  aureole populations approve people.textproto --as mc1"
    })
final class ApprovePopulation implements Callable<Integer> {
  @Mixin private MarketOptions options;
  @Mixin private Identity identity;
  @Mixin private PopulationChoice population;

  @Option(
      names = "--accept-moved-budgets",
      description =
          "Approve it at a data provider that charged by another population, although people who"
              + " move start with unused budget.")
  private boolean acceptMovedBudgets;

  @Override
  public Integer call() {
    Session session = options.session();
    PartyConfig self = identity.populationUser(session.config());
    Fingerprint digest = population.digest();
    PopulationApproval.approve(session, self, population.name(), digest, acceptMovedBudgets);
    Output output = options.output();
    if (output.isJson()) {
      output.json(
          Map.of(
              "party", self.name().toString(),
              "population", population.name().toString(),
              "digest", digest.hex()));
    } else {
      output.say(self.id() + " approved " + population.name() + " with digest " + digest + ".");
    }
    return 0;
  }
}
