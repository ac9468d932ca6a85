package org.aureole.local.cli.event;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import org.aureole.edp.events.EventAnalysis;
import org.aureole.local.cli.console.Labels;
import org.aureole.local.cli.console.Output;
import org.aureole.local.cli.console.Progress;
import org.aureole.local.cli.console.Table;
import org.aureole.local.cli.session.MarketOptions;
import org.aureole.local.cli.session.TimeOptions;
import org.aureole.model.error.DomainException;
import org.aureole.pipelines.population.Population;
import org.aureole.pipelines.population.PopulationSpecs;
import org.aureole.pipelines.synthetic.EventTruth;
import org.aureole.pipelines.tally.FileEventAnalyses;
import org.aureole.pipelines.template.EventTemplates;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "truth",
    description = {
      "Compute the true answer for events that lie on this machine, without noise and without any"
          + " party: what a measurement of them should come close to.",
      "Event files are checked as a data provider would. Rows in its messages count from 1 after"
          + " the header."
    },
    footer = {
      "",
      "Examples:",
      "  aureole events truth",
      "  aureole events truth sample/broadcaster.csv sample/publisher.csv \\",
      "      --from 2026-03-02 --to 2026-03-09 --filter 'person.gender == Person.Gender.FEMALE'",
      "  aureole events truth --population people.textproto --spec campaign.textproto"
    })
final class ComputeTruth implements Callable<Integer> {
  private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

  @Mixin private MarketOptions options;
  @Mixin private EventSources sources;
  @Mixin private TimeOptions times;

  @Parameters(
      paramLabel = "FILE",
      arity = "0..*",
      description = "Event files, CSV or Parquet; instead of specifications.")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = "--filter",
      paramLabel = "CEL",
      defaultValue = "",
      description = "Which events count, such as 'video_ad.viewed_fraction > 0.5'.")
  private String filter;

  @Option(
      names = "--max-frequency",
      paramLabel = "N",
      defaultValue = "10",
      description =
          "Last frequency bucket, and impressions that count for one person"
              + " (default: ${DEFAULT-VALUE}).")
  private int maximumFrequency;

  @Option(
      names = "--max-duration",
      paramLabel = "SECONDS",
      defaultValue = "4000",
      description = "Watching that counts for one person (default: ${DEFAULT-VALUE}).")
  private long maximumDuration;

  @Override
  public Integer call() {
    if (!files.isEmpty() && sources.hasSpecs()) {
      throw DomainException.invalid("--spec", "cannot go with event files; give one of the two");
    }
    if (maximumFrequency < 1) {
      throw DomainException.invalid(
          "--max-frequency", "is " + maximumFrequency + "; must be at least 1");
    }
    Population population = sources.population();
    EventTruth truth =
        new EventTruth(
            population,
            Filters.compile(filter),
            times.start().orElse(EARLIEST),
            times.end().orElse(LATEST));
    List<EventSource> all =
        files.isEmpty()
            ? sources.synthetic(population)
            : files.stream().map(EventSources::ofFile).toList();
    EventAnalysis check =
        new FileEventAnalyses(EventTemplates.AD_EVENT, new LocalFileReader())
            .over(new PopulationSpecs(EventTemplates.AD_EVENT).parse(sources.populationSpec()));
    Output output = options.output();
    try (Progress progress =
        Progress.of(output, "Counting", (long) all.size() + files.size(), "files")) {
      for (Path file : files) {
        progress.doing(file.getFileName().toString());
        check.inspect(LocalFileReader.object(file), (rows, bytes) -> {});
        progress.step();
      }
      for (EventSource source : all) {
        progress.doing(source.name());
        truth.add(source.events().get());
        progress.step();
      }
    }
    show(output, truth);
    return 0;
  }

  private void show(Output output, EventTruth truth) {
    SortedMap<Integer, Long> histogram = truth.histogram(maximumFrequency);
    Duration watched = truth.watchDuration(Duration.ofSeconds(maximumDuration));
    if (output.isJson()) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("reach", truth.reach());
      json.put("impressions", truth.impressions());
      json.put("cappedImpressions", truth.cappedImpressions(maximumFrequency));
      json.put("watchDurationSeconds", watched.toMillis() / 1000.0);
      json.put("histogram", histogram);
      output.json(json);
      return;
    }
    output.say("Reach              " + Labels.count(truth.reach()));
    output.say(
        "Impressions        "
            + Labels.count(truth.impressions())
            + " (with at most "
            + maximumFrequency
            + " for one person: "
            + Labels.count(truth.cappedImpressions(maximumFrequency))
            + ")");
    output.say("Seconds watched    " + Labels.number(watched.toMillis() / 1000.0));
    Table table = new Table().number("FREQUENCY").number("PEOPLE");
    histogram.forEach((frequency, people) ->
        table.row(frequency + (frequency == maximumFrequency ? "+" : ""), Labels.count(people)));
    output.say("");
    output.table(table);
  }
}
