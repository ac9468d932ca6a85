package org.aureole.local.cli.measurement;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.aureole.consumer.KingdomApi;
import org.aureole.local.cli.console.Labels;
import org.aureole.local.cli.console.Output;
import org.aureole.local.cli.console.Table;
import org.aureole.local.cli.session.Identity;
import org.aureole.local.cli.session.MarketOptions;
import org.aureole.local.cli.session.Session;
import org.aureole.local.market.PartyConfig;
import org.aureole.model.error.DomainException;
import org.aureole.platform.http.Pages;
import org.aureole.v1.ListMeasurementsResponse;
import org.aureole.v1.Measurement;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "list",
    description = "List your measurements.",
    footer = {
      "",
      "Examples:",
      "  aureole measurements list",
      "  aureole measurements list --state FAILED --limit 10 --json"
    })
final class ListMeasurements implements Callable<Integer> {
  /** The states that a list can be limited to. */
  enum State {
    AWAITING_REQUISITION_FULFILLMENT,
    COMPUTING,
    SUCCEEDED,
    FAILED,
    CANCELLED
  }

  private static final int PAGE = 50;

  @Mixin private MarketOptions options;
  @Mixin private Identity identity;

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description = "Only those in this state: ${COMPLETION-CANDIDATES}.")
  private State state;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "At most so many (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Override
  public Integer call() {
    if (limit < 1) {
      throw DomainException.invalid("--limit", "is " + limit + "; must be at least 1");
    }
    Session session = options.session();
    PartyConfig self = identity.consumer(session.config());
    List<Measurement> found = list(session.consumerApi(self), self);
    Output output = options.output();
    if (output.isJson()) {
      output.json(ListMeasurementsResponse.newBuilder().addAllMeasurements(found));
      return 0;
    }
    Table table = new Table().text("ID").text("TYPE").text("STATE").text("CREATED").text("TITLE");
    for (Measurement measurement : found) {
      table.row(
          Labels.id(measurement.getName()),
          Labels.type(MeasurementView.spec(measurement)),
          MeasurementView.state(measurement),
          Labels.time(measurement.getCreateTime()),
          measurement.getDisplayName());
    }
    if (table.isEmpty()) {
      output.say("There are none; ask for one: aureole measurements create --help");
    } else {
      output.table(table);
    }
    return 0;
  }

  private List<Measurement> list(KingdomApi kingdom, PartyConfig self) {
    Optional<Measurement.State> wanted =
        Optional.ofNullable(state).map(known -> Measurement.State.valueOf(known.name()));
    List<Measurement> found = new ArrayList<>();
    String token = "";
    int pages = 0;
    do {
      ListMeasurementsResponse page =
          kingdom.list(self.name(), wanted, Math.min(PAGE, limit - found.size()), token);
      found.addAll(page.getMeasurementsList());
      token = page.getNextPageToken();
      pages++;
    } while (!token.isEmpty() && found.size() < limit && pages < Pages.MAX);
    return found;
  }
}
