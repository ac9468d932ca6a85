package org.aureole.local.cli.measurement;

import java.util.concurrent.Callable;
import org.aureole.local.cli.console.Output;
import org.aureole.local.cli.session.Identity;
import org.aureole.local.cli.session.MarketOptions;
import org.aureole.local.cli.session.Session;
import org.aureole.local.market.PartyConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "watch",
    description = {
      "Follow a measurement to its end and show the result.",
      "The exit code is 0 if it succeeded."
    },
    footer = {"", "Example:", "  aureole measurements watch m-3fa9c1d20b77"})
final class WatchMeasurement implements Callable<Integer> {
  @Mixin private MarketOptions options;
  @Mixin private Identity identity;
  @Mixin private MeasurementId measurement;

  @Override
  public Integer call() {
    Session session = options.session();
    Output output = options.output();
    PartyConfig self = identity.consumer(session.config());
    MeasurementView view = new MeasurementView(output, session.consumer(self));
    return new Watch(
            output,
            Watch.at(session.consumerApi(self)),
            view::show,
            session.clock(),
            options.marketArgument())
        .untilDone(measurement.name(self));
  }
}
