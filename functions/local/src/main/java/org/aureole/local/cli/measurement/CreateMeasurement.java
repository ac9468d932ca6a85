package org.aureole.local.cli.measurement;

import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import org.aureole.consumer.KingdomApi;
import org.aureole.consumer.MeasurementConsumer;
import org.aureole.consumer.MeasurementOrder;
import org.aureole.local.cli.console.Output;
import org.aureole.local.cli.session.Identity;
import org.aureole.local.cli.session.MarketOptions;
import org.aureole.local.cli.session.Session;
import org.aureole.local.market.PartyConfig;
import org.aureole.model.name.MeasurementName;
import org.aureole.v1.Measurement;
import org.aureole.v1.Population;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "create",
    description = {
      "Ask for a measurement.",
      "The specification is signed, and each data provider's part sealed to it, on this machine."
    },
    footer = {
      "",
      "Examples:",
      "  aureole measurements create --type REACH_AND_FREQUENCY -g edp1/summer -g edp2/summer \\",
      "      --from 2026-05-01 --to 2026-05-15 --max-frequency 5 --wait",
      "  aureole measurements create --type WATCH_DURATION -g edp1/summer \\",
      "      --from 2026-05-01 --to 2026-05-15 --filter 'video_ad.viewed_fraction > 0.5'",
      "  aureole measurements create --type POPULATION --filter 'person.gender =="
          + " Person.Gender.FEMALE'"
    })
final class CreateMeasurement implements Callable<Integer> {
  private static final int RANDOM_ID_BYTES = 6;

  @Mixin private MarketOptions options;
  @Mixin private Identity identity;
  @Mixin private OrderOptions order;

  @Option(
      names = "--id",
      paramLabel = "ID",
      description = "The measurement's id; a random one where it is left out.")
  private String id;

  @Option(names = "--wait", description = "Wait for the result and show it.")
  private boolean wait;

  @Override
  public Integer call() {
    Session session = options.session();
    Output output = options.output();
    PartyConfig self = identity.consumer(session.config());
    MeasurementConsumer consumer = session.consumer(self);
    MeasurementName name = new MeasurementName(self.id(), id == null ? randomId(session) : id);
    KingdomApi kingdom = session.consumerApi(self);
    Population people = kingdom.population(order.population().toString());
    session.populations(self).require(people);
    MeasurementOrder wanted = order.order(name, people, session.clock().instant());
    List<String> warnings = EventGroupCheck.warnings(kingdom, wanted);
    warnings.forEach(warning -> output.warn("warning: " + warning));
    Measurement created = consumer.create(wanted);
    MeasurementView view = new MeasurementView(output, consumer, warnings);
    if (!wait) {
      view.show(created);
      output.say(
          "See how it goes: aureole measurements watch "
              + name.measurement()
              + options.marketArgument());
      return 0;
    }
    output.say("Created " + name + ".");
    return new Watch(
            output, Watch.at(kingdom), view::show, session.clock(), options.marketArgument())
        .untilDone(name);
  }

  private static String randomId(Session session) {
    byte[] drawn = new byte[RANDOM_ID_BYTES];
    session.random().nextBytes(drawn);
    return "m-" + HexFormat.of().formatHex(drawn);
  }
}
