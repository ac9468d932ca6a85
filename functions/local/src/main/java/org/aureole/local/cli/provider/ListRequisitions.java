package org.aureole.local.cli.provider;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.aureole.local.cli.console.Labels;
import org.aureole.local.cli.console.Output;
import org.aureole.local.cli.console.Table;
import org.aureole.local.cli.session.Identity;
import org.aureole.local.cli.session.MarketOptions;
import org.aureole.local.cli.session.Session;
import org.aureole.model.lifecycle.FulfillmentState;
import org.aureole.platform.http.ApiClient;
import org.aureole.platform.http.HttpMethod;
import org.aureole.v1.Fulfillment;
import org.aureole.v1.ListFulfillmentsResponse;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "list",
    description = "List the requisitions that reached a data provider, and how far its work is.",
    footer = {
      "",
      "Examples:",
      "  aureole requisitions list --as edp1",
      "  aureole requisitions list --as edp1 --state AWAITING_DATA"
    })
final class ListRequisitions implements Callable<Integer> {
  private static final int PAGE = 100;

  @Mixin private MarketOptions options;
  @Mixin private Identity identity;

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description = "Only those in this state: ${COMPLETION-CANDIDATES}.")
  private FulfillmentState state;

  @Override
  public Integer call() {
    Session session = options.session();
    List<Fulfillment> found = list(session.operated(identity.dataProvider(session.config())));
    Output output = options.output();
    if (output.isJson()) {
      output.json(ListFulfillmentsResponse.newBuilder().addAllFulfillments(found));
      return 0;
    }
    Table table =
        new Table().text("ID").text("MEASUREMENT").text("STATE").text("RECEIVED").text("NOTE");
    for (Fulfillment fulfillment : found) {
      table.row(
          Labels.id(fulfillment.getName()),
          fulfillment.getMeasurement(),
          fulfillment.getState(),
          Labels.time(fulfillment.getCreateTime()),
          note(fulfillment));
    }
    if (table.isEmpty()) {
      output.say("There are none.");
    } else {
      output.table(table);
    }
    return 0;
  }

  private static String note(Fulfillment fulfillment) {
    return fulfillment.hasRefusal()
        ? fulfillment.getRefusal().getJustification() + ": " + fulfillment.getRefusal().getMessage()
        : fulfillment.getMessage();
  }

  private List<Fulfillment> list(ApiClient provider) {
    List<Fulfillment> found = new ArrayList<>();
    String token = "";
    do {
      ListFulfillmentsResponse page =
          provider.call(
              HttpMethod.GET,
              "/v1/fulfillments?"
                  + ApiClient.query("pageSize", "" + PAGE)
                  + (token.isEmpty() ? "" : "&" + ApiClient.query("pageToken", token)),
              ListFulfillmentsResponse.getDefaultInstance());
      page.getFulfillmentsList().stream()
          .filter(one -> state == null || one.getState().equals(state.name()))
          .forEach(found::add);
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    return found;
  }
}
