package org.aureole.local.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.aureole.pipelines.file.EventFileWriter;
import org.aureole.pipelines.filter.FilterCompiler;
import org.aureole.pipelines.population.Population;
import org.aureole.pipelines.synthetic.DemoMarket;
import org.aureole.pipelines.synthetic.EventTruth;
import org.aureole.pipelines.template.EventTemplates;
import org.aureole.pipelines.template.TemplateField;

/** The sample events as files, and their true answers, counted without any party. Immutable. */
final class DemoData {
  private static final FilterCompiler FILTERS = new FilterCompiler(EventTemplates.AD_EVENT);

  private final Population population = DemoMarket.population();

  /** How many data providers there are. */
  static int providers() {
    return DemoMarket.DATA_PROVIDERS.size();
  }

  /**
   * Writes the events of each data provider, one file for each: the second in Parquet, the others
   * in CSV.
   */
  List<Path> write(Path folder) throws IOException {
    EventFileWriter writer = new EventFileWriter(EventTemplates.AD_EVENT);
    List<Path> files = new ArrayList<>();
    for (String provider : DemoMarket.DATA_PROVIDERS) {
      boolean parquet = files.size() == 1;
      Path file = folder.resolve(provider + (parquet ? ".parquet" : ".csv"));
      if (parquet) {
        writer.writeParquet(DemoMarket.events(provider), file);
      } else {
        writer.writeCsv(DemoMarket.events(provider), Files.newOutputStream(file));
      }
      files.add(file);
    }
    return files;
  }

  /** How many people all providers together reached. */
  long reach(List<Integer> providers) {
    return truth("", providers).reach();
  }

  /** The share of the people reached by each frequency, the last standing for all above too. */
  Map<Integer, Double> shares(List<Integer> providers, int maximumFrequency) {
    EventTruth truth = truth("", providers);
    SortedMap<Integer, Long> histogram = truth.histogram(maximumFrequency);
    Map<Integer, Double> shares = new HashMap<>();
    histogram.forEach(
        (frequency, people) -> shares.put(frequency, (double) people / truth.reach()));
    return shares;
  }

  /** Impressions, at each provider counted up to a maximum for one person. */
  long impressions(String filter, List<Integer> providers, int maximumFrequency) {
    return providers.stream()
        .mapToLong(provider -> truth(filter, List.of(provider)).cappedImpressions(maximumFrequency))
        .sum();
  }

  /** Seconds watched at one provider, counted up to a maximum for one person. */
  double seconds(int provider, Duration cap) {
    return truth("", List.of(provider)).watchDuration(cap).toMillis() / 1000.0;
  }

  /** How many people have a value of a population attribute. */
  long people(String attribute, long value) {
    TemplateField field = EventTemplates.AD_EVENT.field(attribute).orElseThrow();
    long people = 0;
    for (int i = 0; i < population.subPopulationCount(); i++) {
      people += population.attribute(i, field.index()) == value ? population.sizeOf(i) : 0;
    }
    return people;
  }

  private EventTruth truth(String filter, List<Integer> providers) {
    EventTruth truth =
        new EventTruth(population, FILTERS.compile(filter), DemoMarket.START, DemoMarket.END);
    providers.forEach(
        provider -> truth.add(DemoMarket.events(DemoMarket.DATA_PROVIDERS.get(provider))));
    return truth;
  }
}
