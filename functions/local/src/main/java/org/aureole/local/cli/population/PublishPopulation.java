package org.aureole.local.cli.population;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.local.cli.console.FileErrors;
import org.aureole.local.cli.console.Labels;
import org.aureole.local.cli.console.Output;
import org.aureole.local.cli.session.Identity;
import org.aureole.local.cli.session.MarketOptions;
import org.aureole.local.cli.session.Session;
import org.aureole.model.error.DomainException;
import org.aureole.model.name.PopulationName;
import org.aureole.v1.Population;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "publish",
    description = {
      "Publish a population, as the market operator or a population data provider.",
      "It never changes afterwards, because consumers sign its digest. The parties of this market",
      "that have approved no population yet approve it."
    },
    footer = {"", "Example:", "  aureole populations publish people.textproto --id market"})
final class PublishPopulation implements Callable<Integer> {
  @Mixin private MarketOptions options;
  @Mixin private Identity identity;

  @Parameters(paramLabel = "FILE", description = "A PopulationSpec in text form.")
  private Path file;

  @Option(
      names = "--id",
      paramLabel = "ID",
      defaultValue = "market",
      description = "The population's id (default: ${DEFAULT-VALUE}).")
  private String id;

  @Option(
      names = "--kingdom-only",
      description = "Publish only; the parties decide by: aureole populations approve.")
  private boolean kingdomOnly;

  @Override
  public Integer call() {
    Session session = options.session();
    Population published =
        PopulationPublication.publish(
            session.kingdomFor(identity.partyOrKingdom(session.config())),
            new PopulationName(id),
            read());
    if (!kingdomOnly && !session.config().isElsewhere()) {
      PopulationApproval.approveByAll(
          session,
          new PopulationName(id),
          Fingerprint.fromBytes(published.getPopulationSpecDigest().toByteArray()));
    }
    Output output = options.output();
    if (output.isJson()) {
      output.json(published);
    } else {
      output.say(
          published.getName() + " has " + Labels.count(published.getSize()) + " virtual people.");
    }
    return 0;
  }

  private String read() {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw DomainException.invalid("FILE", file + " cannot be read: " + FileErrors.reason(e));
    }
  }
}
