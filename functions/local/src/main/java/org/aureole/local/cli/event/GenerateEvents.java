package org.aureole.local.cli.event;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.aureole.local.cli.console.Labels;
import org.aureole.local.cli.console.Output;
import org.aureole.local.cli.console.Progress;
import org.aureole.local.cli.console.Table;
import org.aureole.local.cli.session.MarketOptions;
import org.aureole.model.error.DomainException;
import org.aureole.pipelines.file.EventFileWriter;
import org.aureole.pipelines.synthetic.EventShare;
import org.aureole.pipelines.template.EventTemplates;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "generate",
    description = {
      "Write event files from specifications of synthetic events, one file for each, and the"
          + " population's specification beside them.",
      "The same specifications always give the same events."
    },
    footer = {
      "",
      "Examples:",
      "  aureole events generate --out sample",
      "  aureole events generate --population people.textproto --spec campaign.textproto \\",
      "      --split 3 --deal VID --format PARQUET --out campaign"
    })
final class GenerateEvents implements Callable<Integer> {
  /** The formats of event files. */
  enum Format {
    CSV,
    PARQUET
  }

  @Mixin private MarketOptions options;
  @Mixin private EventSources sources;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "The folder to write to; made if there is none.")
  private Path out;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "CSV",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Format format;

  @Option(
      names = "--split",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Deal the events of each specification to so many files, as if of several data"
              + " providers (default: ${DEFAULT-VALUE}).")
  private int shares;

  @Option(
      names = "--deal",
      paramLabel = "UNIT",
      defaultValue = "EVENT",
      description =
          "What is dealt as one piece: a VID with all its events, or each EVENT by itself, so that"
              + " audiences overlap (default: ${DEFAULT-VALUE}).")
  private EventShare.Unit unit;

  private record Written(Path file, long events) {}

  @Override
  public Integer call() throws IOException {
    if (shares < 1 || shares > 1000) {
      throw DomainException.invalid("--split", "is " + shares + "; must be 1 to 1000");
    }
    List<EventSource> all = sources.synthetic(sources.population());
    Output output = options.output();
    Files.createDirectories(out);
    Path population = out.resolve("population.textproto");
    Files.writeString(population, sources.populationSpec(), StandardCharsets.UTF_8);
    List<Written> written = new ArrayList<>();
    try (Progress progress =
        Progress.of(output, "Generating", (long) all.size() * shares, "files")) {
      for (EventSource source : all) {
        for (int share = 0; share < shares; share++) {
          progress.doing(source.name());
          written.add(write(source, share));
          progress.step();
        }
      }
    }
    show(output, population, written);
    return 0;
  }

  private Written write(EventSource source, int share) throws IOException {
    String number = shares == 1 ? "" : "-" + (share + 1);
    Path file = out.resolve(source.name() + number + "." + format.name().toLowerCase(Locale.ROOT));
    EventFileWriter writer = new EventFileWriter(EventTemplates.AD_EVENT);
    try (EventShare events = new EventShare(source.events().get(), unit, share, shares)) {
      if (format == Format.PARQUET) {
        return new Written(file, writer.writeParquet(events, file));
      }
      return new Written(file, writer.writeCsv(events, Files.newOutputStream(file)));
    }
  }

  private static void show(Output output, Path population, List<Written> written) {
    if (output.isJson()) {
      output.json(
          Map.of(
              "population", population.toString(),
              "files",
                  written.stream()
                      .map(one -> Map.of("file", one.file().toString(), "events", one.events()))
                      .toList()));
      return;
    }
    Table table = new Table().text("FILE").number("EVENTS");
    written.forEach(one -> table.row(one.file().toString(), Labels.count(one.events())));
    output.table(table);
    output.say("The population is described in " + population + ".");
  }
}
