package org.aureole.local.cli.event;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.aureole.local.cli.console.FileErrors;
import org.aureole.model.error.DomainException;
import org.aureole.pipelines.file.EventFiles;
import org.aureole.pipelines.population.Population;
import org.aureole.pipelines.population.PopulationSpecs;
import org.aureole.pipelines.synthetic.DemoMarket;
import org.aureole.pipelines.synthetic.SyntheticSpecs;
import org.aureole.pipelines.template.EventTemplates;
import org.aureole.v1.SyntheticEventGroupSpec;
import picocli.CommandLine.Option;

/** The options that say which synthetic events are meant. */
final class EventSources {
  @Option(
      names = "--population",
      paramLabel = "FILE",
      description =
          "A PopulationSpec in text form; the sample market's population where it is left out.")
  private Path population;

  @Option(
      names = "--spec",
      paramLabel = "FILE",
      description =
          "A SyntheticEventGroupSpec in text form; repeat for more. The sample market's data"
              + " providers where it is left out.")
  private List<Path> specs = new ArrayList<>();

  /** Whether specifications are named. */
  boolean hasSpecs() {
    return !specs.isEmpty();
  }

  /** The specification of the population in text form. */
  String populationSpec() {
    return population == null ? DemoMarket.populationSpec() : text("--population", population);
  }

  Population population() {
    return new PopulationSpecs(EventTemplates.AD_EVENT).of(populationSpec());
  }

  /** The events of each specification. */
  List<EventSource> synthetic(Population people) {
    if (specs.isEmpty()) {
      if (population != null) {
        throw DomainException.invalid(
            "--spec", "is missing; the sample events are of the sample population");
      }
      return DemoMarket.DATA_PROVIDERS.stream()
          .map(provider -> new EventSource(provider, () -> DemoMarket.events(provider)))
          .toList();
    }
    SyntheticSpecs reader = new SyntheticSpecs(people);
    List<EventSource> sources = new ArrayList<>();
    for (Path file : specs) {
      SyntheticEventGroupSpec spec = SyntheticSpecs.parse(text("--spec", file));
      sources.add(new EventSource(withoutEnding(file), () -> reader.events(spec)));
    }
    return sources;
  }

  /** The events of an event file. */
  static EventSource ofFile(Path file) {
    EventFiles files = new EventFiles(new LocalFileReader(), EventTemplates.AD_EVENT);
    return new EventSource(withoutEnding(file), () -> files.open(LocalFileReader.object(file)));
  }

  static String withoutEnding(Path file) {
    String name = file.getFileName().toString();
    int dot = name.indexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  private static String text(String option, Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw DomainException.invalid(option, file + " cannot be read: " + FileErrors.reason(e));
    }
  }
}
