package org.aureole.local.cli.party;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.aureole.consumer.KingdomApi;
import org.aureole.crypto.consent.Certificates;
import org.aureole.local.cli.console.Labels;
import org.aureole.local.cli.console.Output;
import org.aureole.local.cli.console.Table;
import org.aureole.local.cli.session.Identity;
import org.aureole.local.cli.session.MarketOptions;
import org.aureole.local.cli.session.Session;
import org.aureole.model.name.PartyKind;
import org.aureole.platform.http.ApiClient;
import org.aureole.platform.http.HttpMethod;
import org.aureole.platform.http.Pages;
import org.aureole.v1.Certificate;
import org.aureole.v1.DataProviderCapabilities;
import org.aureole.v1.ListPartiesResponse;
import org.aureole.v1.Party;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "list",
    description = {
      "List the parties of the market.",
      "The market operator also sees those that await approval; --as another party shows what"
          + " that one sees.",
      "Before the day that SIGNS UNTIL shows, a party has to replace its keys: aureole keys rotate,"
          + " or on Google Cloud the operator's job with rotate-keys."
    },
    footer = {"", "Examples:", "  aureole parties list", "  aureole parties list --as mc1 --json"})
final class ListParties implements Callable<Integer> {
  private static final int PAGE = 50;

  @Mixin private MarketOptions options;
  @Mixin private Identity identity;

  @Override
  public Integer call() {
    Session session = options.session();
    ApiClient client = session.kingdomFor(identity.partyOrKingdom(session.config()));
    KingdomApi kingdom = new KingdomApi(client);
    List<Party> parties = new ArrayList<>();
    for (PartyKind kind : PartyKind.values()) {
      parties.addAll(list(kingdom, kind));
    }
    Output output = options.output();
    if (output.isJson()) {
      output.json(json(client, parties));
      return 0;
    }
    Table table =
        new Table().text("PARTY").text("IS").text("STATE").text("SIGNS UNTIL").text("NAME");
    for (Party party : parties) {
      table.row(
          party.getName(),
          what(party),
          party.getState().name(),
          signsUntil(client, party),
          party.getDisplayName());
    }
    output.table(table);
    return 0;
  }

  /** What the Kingdom answers, and of each party what the table shows beside it. */
  private static JsonElement json(ApiClient kingdom, List<Party> parties) {
    JsonArray entries = new JsonArray();
    for (Party party : parties) {
      JsonObject entry = Output.tree(party).getAsJsonObject();
      entry.addProperty("signsUntil", signsUntil(kingdom, party));
      entries.add(entry);
    }
    JsonObject all = new JsonObject();
    all.add("parties", entries);
    return all;
  }

  private static List<Party> list(KingdomApi kingdom, PartyKind kind) {
    List<Party> parties = new ArrayList<>();
    Pages.each(
        token -> kingdom.parties(kind.collection(), PAGE, token),
        ListPartiesResponse::getNextPageToken,
        page -> parties.addAll(page.getPartiesList()));
    return parties;
  }

  /** When its current certificate ends, and it must have put another one in its place. */
  private static String signsUntil(ApiClient kingdom, Party party) {
    if (party.getCertificate().isEmpty()) {
      return "";
    }
    Certificate current =
        kingdom.call(
            HttpMethod.GET, "/v1/" + party.getCertificate(), Certificate.getDefaultInstance());
    return current.getState() == Certificate.State.REVOKED
        ? "revoked"
        : Certificates.parse(current.getX509Der().toByteArray())
            .getNotAfter()
            .toInstant()
            .atZone(ZoneOffset.UTC)
            .toLocalDate()
            .toString();
  }

  private static String what(Party party) {
    return switch (party.getCapabilitiesCase()) {
      case DUCHY ->
          Stream.of(
                  party.getDuchy().getShareShuffleRolesList(),
                  party.getDuchy().getLiquidLegionsRolesList())
              .flatMap(List::stream)
              .distinct()
              .map(role -> Labels.id(role.name().toLowerCase(java.util.Locale.ROOT)))
              .collect(Collectors.joining(", "));
      case DATA_PROVIDER ->
          party.getDataProvider().getKind()
                  == DataProviderCapabilities.Kind.POPULATION_DATA_PROVIDER
              ? "population data provider"
              : "event data provider";
      case MEASUREMENT_CONSUMER, CAPABILITIES_NOT_SET -> "measurement consumer";
    };
  }
}
