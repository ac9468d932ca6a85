package org.aureole.local.demo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.aureole.local.cli.console.FrequencyPlot;
import org.aureole.local.cli.console.Labels;
import org.aureole.local.cli.console.Output;
import org.aureole.local.cli.console.Results;
import org.aureole.local.cli.console.Table;
import org.aureole.local.cli.console.TimelineTable;
import org.aureole.v1.MeasurementResult.Estimate;
import org.aureole.v1.Timeline;

/**
 * What the demo found.
 *
 * @param timeline of the first measurement
 * @param seconds from the start of the market to the last result
 * @param peakRssBytes memory of this process and of the database, at its highest
 */
record DemoReport(
    List<DemoOutcome> outcomes, Timeline timeline, double seconds, long peakRssBytes) {

  boolean succeeded() {
    return outcomes.stream().allMatch(DemoOutcome::succeeded);
  }

  void show(Output output) {
    if (output.isJson()) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("measurements", outcomes.stream().map(DemoOutcome::json).toList());
      json.put("peakRssBytes", peakRssBytes);
      json.put("seconds", seconds);
      output.json(json);
      return;
    }
    output.say("");
    output.table(table());
    for (DemoOutcome outcome : outcomes) {
      if (!outcome.succeeded()) {
        output.say(
            outcome.measurement().getName()
                + " is "
                + outcome.measurement().getState()
                + ": "
                + outcome.measurement().getFailure().getReason()
                + ", "
                + outcome.measurement().getFailure().getMessage());
      }
    }
    DemoOutcome first = outcomes.get(0);
    if (first.succeeded()) {
      output.say("");
      output.say(
          "How often the people reached saw the campaign (# estimate, - 95 % interval, o truth):");
      output.say(
          FrequencyPlot.lines(
              new Results(first.results()).frequency(), first.asked().trueShares()));
    }
    output.say("");
    output.say("What happened to " + Labels.id(first.measurement().getName()) + ":");
    output.table(TimelineTable.of(timeline));
    output.say("");
    output.say(
        "Market and measurements took "
            + Labels.seconds(seconds)
            + " and at most "
            + peakRssBytes / (1 << 20)
            + " MiB, database included.");
  }

  private Table table() {
    Table table =
        new Table()
            .text("NAME")
            .text("TYPE")
            .text("PROTOCOL")
            .number("ESTIMATE")
            .number("± SD")
            .number("TRUTH")
            .number("ELAPSED");
    for (DemoOutcome outcome : outcomes) {
      table.row(
          outcome.asked().id(),
          outcome.asked().question().hasWatchDuration()
              ? outcome.type() + ", seconds"
              : outcome.type(),
          outcome.protocol(),
          outcome
              .headline()
              .map(Estimate::getValue)
              .map(Labels::number)
              .orElse(outcome.measurement().getState().name()),
          outcome.headline().map(Estimate::getStandardDeviation).map(Labels::deviation).orElse(""),
          Labels.number(outcome.asked().truth()),
          Labels.seconds(outcome.seconds()));
    }
    return table;
  }
}
