package org.aureole.local.cli.measurement;

import java.util.concurrent.Callable;
import org.aureole.local.cli.console.Output;
import org.aureole.local.cli.console.TimelineTable;
import org.aureole.local.cli.session.Identity;
import org.aureole.local.cli.session.MarketOptions;
import org.aureole.local.cli.session.Session;
import org.aureole.local.market.PartyConfig;
import org.aureole.v1.Timeline;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "timeline",
    description = "Show what happened to a measurement at every party, in order.",
    footer = {"", "Example:", "  aureole measurements timeline m-3fa9c1d20b77"})
final class ShowTimeline implements Callable<Integer> {
  @Mixin private MarketOptions options;
  @Mixin private Identity identity;
  @Mixin private MeasurementId measurement;

  @Override
  public Integer call() {
    Session session = options.session();
    PartyConfig self = identity.consumer(session.config());
    Timeline timeline = session.consumerApi(self).timeline(measurement.name(self));
    Output output = options.output();
    if (output.isJson()) {
      output.json(timeline);
    } else {
      output.table(TimelineTable.of(timeline));
    }
    return 0;
  }
}
