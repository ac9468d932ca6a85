package org.aureole.local.cli.party;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.aureole.consumer.KingdomApi;
import org.aureole.local.cli.console.Labels;
import org.aureole.local.cli.console.Output;
import org.aureole.local.cli.console.Table;
import org.aureole.local.cli.session.Identity;
import org.aureole.local.cli.session.MarketOptions;
import org.aureole.local.cli.session.Session;
import org.aureole.model.name.EventGroupName;
import org.aureole.model.name.PartyKind;
import org.aureole.model.name.PartyName;
import org.aureole.platform.http.Pages;
import org.aureole.v1.EventGroup;
import org.aureole.v1.ListEventGroupsResponse;
import org.aureole.v1.ListPartiesResponse;
import org.aureole.v1.Party;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "event-groups",
    description = "List the event groups that a measurement consumer may measure.",
    footer = {"", "Example:", "  aureole parties event-groups"})
final class ListEventGroups implements Callable<Integer> {
  private static final int PAGE = 50;

  @Mixin private MarketOptions options;
  @Mixin private Identity identity;

  @Override
  public Integer call() {
    Session session = options.session();
    List<EventGroup> groups = list(session.consumerApi(identity.consumer(session.config())));
    Output output = options.output();
    if (output.isJson()) {
      output.json(ListEventGroupsResponse.newBuilder().addAllEventGroups(groups));
      return 0;
    }
    Table table = new Table().text("EVENT GROUP").text("EVENTS").text("FIELDS").text("NAME");
    for (EventGroup group : groups) {
      EventGroupName name = EventGroupName.parse(group.getName());
      String id = Labels.id(group.getName());
      List<String> fields = FieldLines.of(group.getFieldsList());
      table.row(
          name.parent().id() + "/" + id,
          Labels.days(group.getDataAvailabilityInterval()),
          fields.isEmpty() ? "" : fields.get(0),
          group.getDisplayName().equals(id) ? "" : group.getDisplayName());
      fields.stream().skip(1).forEach(more -> table.row("", "", more, ""));
    }
    if (table.isEmpty()) {
      output.say("There are none; a data provider adds one by: aureole events upload");
    } else {
      output.table(table);
    }
    return 0;
  }

  private static List<EventGroup> list(KingdomApi kingdom) {
    List<EventGroup> groups = new ArrayList<>();
    Pages.each(
        token -> kingdom.parties(PartyKind.DATA_PROVIDER.collection(), PAGE, token),
        ListPartiesResponse::getNextPageToken,
        page -> {
          for (Party provider : page.getPartiesList()) {
            groups.addAll(ofProvider(kingdom, PartyName.parse(provider.getName())));
          }
        });
    return groups;
  }

  private static List<EventGroup> ofProvider(KingdomApi kingdom, PartyName provider) {
    List<EventGroup> groups = new ArrayList<>();
    Pages.each(
        token -> kingdom.eventGroups(provider, PAGE, token),
        ListEventGroupsResponse::getNextPageToken,
        page -> groups.addAll(page.getEventGroupsList()));
    return groups;
  }
}
