package org.aureole.pipelines;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.aureole.edp.events.EventAnalysis;
import org.aureole.edp.events.EventObjectReader;
import org.aureole.pipelines.file.EventCursor;
import org.aureole.pipelines.population.Population;
import org.aureole.pipelines.population.PopulationSpecs;
import org.aureole.pipelines.synthetic.SyntheticSpecs;
import org.aureole.pipelines.tally.FileEventAnalyses;
import org.aureole.pipelines.template.EventTemplates;
import org.aureole.v1.PopulationSpec;

/** The population and events that the tests share; the spec's own comment states its truth. */
public final class SmallMarket {
  public static final Instant START = Instant.parse("2026-02-01T00:00:00Z");
  public static final Instant END = Instant.parse("2026-04-01T00:00:00Z");
  private static final PopulationSpecs SPECS = new PopulationSpecs(EventTemplates.AD_EVENT);
  public static final PopulationSpec POPULATION_SPEC =
      SPECS.parse(resource("population.textproto"));
  public static final Population POPULATION = SPECS.of(POPULATION_SPEC);

  private SmallMarket() {}

  /** The analysis of event files over this market's population. */
  public static EventAnalysis analysis(EventObjectReader reader) {
    return new FileEventAnalyses(EventTemplates.AD_EVENT, reader).over(POPULATION_SPEC);
  }

  public static EventCursor events() {
    return new SyntheticSpecs(POPULATION)
        .events(SyntheticSpecs.parse(resource("events.textproto")));
  }

  private static String resource(String name) {
    try (InputStream in = SmallMarket.class.getResourceAsStream("/synthetic/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads a file of the published conformance data. */
  public static String conformance(String file) throws IOException {
    return Files.readString(Path.of(System.getProperty("conformance.data")).resolve(file));
  }
}
