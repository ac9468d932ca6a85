package org.aureole.local.cli.population;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.concurrent.Callable;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.local.cli.console.Labels;
import org.aureole.local.cli.console.Output;
import org.aureole.local.cli.console.Table;
import org.aureole.local.cli.session.Identity;
import org.aureole.local.cli.session.MarketOptions;
import org.aureole.local.cli.session.Session;
import org.aureole.local.market.PartyConfig;
import org.aureole.local.market.PartyRole;
import org.aureole.platform.http.HttpMethod;
import org.aureole.v1.ApprovedPopulation;
import org.aureole.v1.ListApprovedPopulationsResponse;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "approved",
    description = "List the populations that a party approved.",
    footer = {"", "Example:", "  aureole populations approved --as edp2"})
final class ListApprovedPopulations implements Callable<Integer> {
  @Mixin private MarketOptions options;
  @Mixin private Identity identity;

  @Override
  public Integer call() {
    Session session = options.session();
    PartyConfig self = identity.populationUser(session.config());
    List<ApprovedPopulation> approved = approved(session, self);
    Output output = options.output();
    if (output.isJson()) {
      output.json(ListApprovedPopulationsResponse.newBuilder().addAllApprovedPopulations(approved));
      return 0;
    }
    Table table = new Table().text("POPULATION").text("IN FORCE").text("DIGEST");
    for (ApprovedPopulation population : approved) {
      table.row(
          Labels.id(population.getPopulation()),
          population.hasWithdrawTime() ? "no" : "yes",
          Fingerprint.fromBytes(population.getPopulationSpecDigest().toByteArray()).hex());
    }
    if (table.isEmpty()) {
      output.say(
          self.id() + " approved no population yet; approve one by: aureole populations approve");
    } else {
      output.table(table);
    }
    return 0;
  }

  private static List<ApprovedPopulation> approved(Session session, PartyConfig self) {
    if (self.role() == PartyRole.MEASUREMENT_CONSUMER) {
      return session.populations(self).list().stream()
          .map(population ->
              ApprovedPopulation.newBuilder()
                  .setPopulation(population.name().toString())
                  .setPopulationSpecDigest(ByteString.copyFrom(population.digest().bytes()))
                  .build())
          .toList();
    }
    return session
        .operated(self)
        .call(
            HttpMethod.GET,
            "/v1/approvedPopulations",
            ListApprovedPopulationsResponse.getDefaultInstance())
        .getApprovedPopulationsList();
  }
}
