package org.aureole.local.cli.measurement;

import java.util.concurrent.Callable;
import org.aureole.local.cli.session.Identity;
import org.aureole.local.cli.session.MarketOptions;
import org.aureole.local.cli.session.Session;
import org.aureole.local.market.PartyConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "get",
    description = {
      "Show a measurement, and its result once there is one.",
      "The result is opened, and who computed it verified, on this machine."
    },
    footer = {"", "Example:", "  aureole measurements get m-3fa9c1d20b77"})
final class GetMeasurement implements Callable<Integer> {
  @Mixin private MarketOptions options;
  @Mixin private Identity identity;
  @Mixin private MeasurementId measurement;

  @Override
  public Integer call() {
    Session session = options.session();
    PartyConfig self = identity.consumer(session.config());
    new MeasurementView(options.output(), session.consumer(self))
        .show(session.consumerApi(self).get(measurement.name(self)));
    return 0;
  }
}
