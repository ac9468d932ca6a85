package org.aureole.pipelines.synthetic;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.aureole.pipelines.file.EventCursor;
import org.aureole.pipelines.population.Population;
import org.aureole.pipelines.population.PopulationSpecs;
import org.aureole.pipelines.template.EventTemplates;

/**
 * A small invented market to try things on: 50,000 virtual people, and three data providers whose
 * audiences overlap, each described by a specification that comes with the product.
 */
public final class DemoMarket {
  /** The names of the data providers. */
  public static final List<String> DATA_PROVIDERS =
      List.of("broadcaster", "video_platform", "publisher");

  /** The first instant of the events. */
  public static final Instant START = Instant.parse("2026-03-02T00:00:00Z");

  /** The instant after the events. */
  public static final Instant END = Instant.parse("2026-03-16T00:00:00Z");

  private DemoMarket() {}

  /** The population specification in text form. */
  public static String populationSpec() {
    return resource("population_spec");
  }

  /** The population, with the attributes of {@link EventTemplates#AD_EVENT}. */
  public static Population population() {
    return new PopulationSpecs(EventTemplates.AD_EVENT).of(populationSpec());
  }

  /**
   * The event group specification of a data provider in text form.
   *
   * @param dataProvider one of {@link #DATA_PROVIDERS}
   */
  public static String eventGroupSpec(String dataProvider) {
    if (!DATA_PROVIDERS.contains(dataProvider)) {
      throw new IllegalArgumentException("no such data provider: " + dataProvider);
    }
    return resource(dataProvider);
  }

  /** The events of a data provider. */
  public static EventCursor events(String dataProvider) {
    return new SyntheticSpecs(population())
        .events(SyntheticSpecs.parse(eventGroupSpec(dataProvider)));
  }

  private static String resource(String name) {
    String path = "demo/" + name + ".textproto";
    try (InputStream in = DemoMarket.class.getResourceAsStream(path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
