package org.aureole.pipelines.tally;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.protobuf.ByteString;
import org.aureole.edp.events.EventAnalyses;
import org.aureole.edp.events.EventAnalysis;
import org.aureole.edp.events.EventObjectReader;
import org.aureole.pipelines.population.PopulationSpecs;
import org.aureole.pipelines.template.EventTemplates;

/** {@link EventAnalyses} over the event files of one bucket. */
public final class FileEventAnalyses implements EventAnalyses {
  private static final int KEPT = 4;

  private final PopulationSpecs specs;
  private final EventObjectReader reader;
  private final Cache<ByteString, EventAnalysis> known =
      CacheBuilder.newBuilder().maximumSize(KEPT).build();

  public FileEventAnalyses(EventTemplates templates, EventObjectReader reader) {
    this.specs = new PopulationSpecs(templates);
    this.reader = reader;
  }

  @Override
  public EventAnalysis over(ByteString populationSpec) {
    EventAnalysis analysis = known.getIfPresent(populationSpec);
    if (analysis == null) {
      // Two threads may make the same one at a time, which only costs time.
      analysis = new FileEventAnalysis(specs.of(populationSpec), reader);
      known.put(populationSpec, analysis);
    }
    return analysis;
  }
}
