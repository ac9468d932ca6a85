package org.aureole.local.cli.party;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.local.cli.console.Output;
import org.aureole.local.cli.population.PopulationApproval;
import org.aureole.local.cli.session.MarketOptions;
import org.aureole.local.cli.session.Session;
import org.aureole.local.market.MarketConfig;
import org.aureole.local.market.PartyConfig;
import org.aureole.local.market.PartyRole;
import org.aureole.model.error.DomainException;
import org.aureole.platform.http.ApiClient;
import org.aureole.platform.http.HttpMethod;
import org.aureole.platform.keys.KeyPublication;
import org.aureole.v1.ApprovePartyRequest;
import org.aureole.v1.Party;
import org.aureole.v1.PartyState;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "approve",
    description = {
      "Let a registered party take part: approve it at the Kingdom, publish its keys, and let it"
          + " and every other party of this market approve each other's root certificates.",
      "A new data provider or consumer approves the market's population.",
      "Of a market that runs elsewhere, it is approved at the Kingdom only: there each party decides"
          + " for itself.",
      "A party that was suspended is taken back; whom it and the others trust stays as it is.",
      "May be repeated; what is done already stays as it is."
    },
    footer = {
      "",
      "Examples:",
      "  aureole parties approve edp4",
      "  aureole parties approve edp4 --kingdom-only",
      "  aureole parties approve dataProviders/edp4       (of a market that runs elsewhere)"
    })
final class ApproveParty implements Callable<Integer> {
  @Mixin private MarketOptions options;

  @Parameters(paramLabel = "PARTY", description = "Whom to approve, such as edp4.")
  private String id;

  @Option(
      names = "--kingdom-only",
      description = "Approve at the Kingdom only; the others decide by: aureole parties trust.")
  private boolean kingdomOnly;

  @Override
  public Integer call() {
    Session session = options.session();
    PartyConfig party = session.config().peer(id);
    if (party.role() == PartyRole.KINGDOM) {
      throw DomainException.invalid("PARTY", "is the Kingdom, which approves and is not approved");
    }
    ApiClient operator = session.marketOperator();
    boolean takenBack = isTakenBack(operator, party);
    Party approved =
        operator.call(
            HttpMethod.POST,
            "/v1/" + party.name() + ":approve",
            ApprovePartyRequest.getDefaultInstance(),
            Party.getDefaultInstance());
    List<String> introduced = new ArrayList<>();
    if (!kingdomOnly && !takenBack && !session.config().isElsewhere()) {
      KeyPublication.publish(session.kingdom(party), party.name(), session.keys(party));
      introduced.addAll(introduce(session, party));
      approvePopulation(session, party);
    }
    Output output = options.output();
    if (output.isJson()) {
      output.json(
          Map.of(
              "party", approved.getName(),
              "state", approved.getState().name(),
              "introducedTo", introduced));
    } else {
      output.say(approved.getName() + " is " + approved.getState() + " at the Kingdom.");
      if (!introduced.isEmpty()) {
        output.say("It and these trust each other's roots: " + String.join(", ", introduced));
      }
    }
    return 0;
  }

  /** Whether it took part before: the others have decided by then whom they trust. */
  private static boolean isTakenBack(ApiClient operator, PartyConfig party) {
    Party before = operator.call(HttpMethod.GET, "/v1/" + party.name(), Party.getDefaultInstance());
    return before.getState() == PartyState.SUSPENDED && !before.getCertificate().isEmpty();
  }

  /** Who runs a whole market has published its population, and approves it for a new party, too. */
  private static void approvePopulation(Session session, PartyConfig party) {
    session.consumerApi(party).populations().getPopulationsList().stream()
        .filter(population -> population.getName().equals(MarketConfig.POPULATION.toString()))
        .forEach(population ->
            PopulationApproval.approveAtFirst(
                session,
                party,
                MarketConfig.POPULATION,
                Fingerprint.fromBytes(population.getPopulationSpecDigest().toByteArray())));
  }

  private static List<String> introduce(Session session, PartyConfig party) {
    Introduction introduction = new Introduction(session);
    byte[] root = introduction.root(party, null);
    List<String> introduced = new ArrayList<>();
    for (PartyConfig other : session.config().parties()) {
      if (other.role() != PartyRole.KINGDOM && !other.equals(party)) {
        introduction.trust(other, party, root);
        introduction.trust(party, other, introduction.root(other, null));
        introduced.add(other.id());
      }
    }
    return introduced;
  }
}
