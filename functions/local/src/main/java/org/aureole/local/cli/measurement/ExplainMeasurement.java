package org.aureole.local.cli.measurement;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.concurrent.Callable;
import org.aureole.consumer.KingdomApi;
import org.aureole.consumer.MeasurementOrder;
import org.aureole.local.cli.console.FrequencyPlot;
import org.aureole.local.cli.console.Labels;
import org.aureole.local.cli.console.Output;
import org.aureole.local.cli.session.Identity;
import org.aureole.local.cli.session.MarketOptions;
import org.aureole.local.cli.session.Session;
import org.aureole.local.market.PartyConfig;
import org.aureole.model.name.MeasurementName;
import org.aureole.v1.Explanation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "explain",
    description = {
      "Show which protocol would be chosen for a measurement and why, and how exact its result"
          + " would be.",
      "Creates nothing and spends no privacy budget."
    },
    footer = {
      "",
      "Example:",
      "  aureole measurements explain --type REACH_AND_FREQUENCY -g edp1/summer -g edp2/summer \\",
      "      --from 2026-05-01 --to 2026-05-15 --epsilon 0.5 --assume 20000"
    })
final class ExplainMeasurement implements Callable<Integer> {
  @Mixin private MarketOptions options;
  @Mixin private Identity identity;
  @Mixin private OrderOptions order;

  @Option(
      names = "--assume",
      paramLabel = "VALUE",
      defaultValue = "0",
      description =
          "The true answer to assume for the standard deviation; a tenth of the population where"
              + " it is left out.")
  private double assumedValue;

  @Override
  public Integer call() {
    Session session = options.session();
    PartyConfig self = identity.consumer(session.config());
    KingdomApi kingdom = session.consumerApi(self);
    MeasurementOrder wanted =
        order.order(
            new MeasurementName(self.id(), "explained"),
            kingdom.population(order.population().toString()),
            session.clock().instant());
    List<String> warnings = EventGroupCheck.warnings(kingdom, wanted);
    Output output = options.output();
    warnings.forEach(warning -> output.warn("warning: " + warning));
    show(output, session.consumer(self).explain(wanted, assumedValue), warnings);
    return 0;
  }

  private static void show(Output output, Explanation explanation, List<String> warnings) {
    if (output.isJson()) {
      JsonObject json = Output.tree(explanation).getAsJsonObject();
      JsonArray told = new JsonArray();
      warnings.forEach(told::add);
      json.add("warnings", told);
      output.json(json);
      return;
    }
    output.say("Protocol: " + Labels.protocol(explanation.getProtocol()));
    explanation.getReasonsList().forEach(reason -> output.say("  " + reason));
    output.say(
        "Noise in the sample: standard deviation "
            + Labels.deviation(explanation.getNoiseStandardDeviation()));
    output.say(
        "Result, if the truth is "
            + Labels.number(explanation.getAssumedValue())
            + ": ± "
            + Labels.deviation(explanation.getStandardDeviation())
            + " (standard deviation)");
    if (explanation.getFrequencyCount() > 0) {
      output.say("");
      output.say("Frequency, if each bucket holds half of the people that are left:");
      output.say(FrequencyPlot.lines(explanation.getFrequencyList()));
    }
  }
}
