package org.aureole.local.cli.population;

import java.util.concurrent.Callable;
import org.aureole.consumer.KingdomApi;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.local.cli.console.Labels;
import org.aureole.local.cli.console.Output;
import org.aureole.local.cli.console.Table;
import org.aureole.local.cli.session.Identity;
import org.aureole.local.cli.session.MarketOptions;
import org.aureole.local.cli.session.Session;
import org.aureole.v1.ListPopulationsResponse;
import org.aureole.v1.Population;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "list",
    description = "List the populations of the market.",
    footer = {"", "Example:", "  aureole populations list"})
final class ListPopulations implements Callable<Integer> {
  @Mixin private MarketOptions options;
  @Mixin private Identity identity;

  @Override
  public Integer call() {
    Session session = options.session();
    ListPopulationsResponse populations =
        new KingdomApi(session.kingdomFor(identity.partyOrKingdom(session.config()))).populations();
    Output output = options.output();
    if (output.isJson()) {
      output.json(populations);
      return 0;
    }
    Table table = new Table().text("ID").number("PEOPLE").text("PUBLISHED").text("DIGEST");
    for (Population population : populations.getPopulationsList()) {
      table.row(
          Labels.id(population.getName()),
          Labels.count(population.getSize()),
          Labels.time(population.getCreateTime()),
          Fingerprint.fromBytes(population.getPopulationSpecDigest().toByteArray()).hex());
    }
    if (table.isEmpty()) {
      output.say("There are none; publish one by: aureole populations publish");
    } else {
      output.table(table);
    }
    return 0;
  }
}
