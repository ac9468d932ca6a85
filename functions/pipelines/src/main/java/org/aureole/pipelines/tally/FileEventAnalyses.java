package org.aureole.pipelines.tally;

import org.aureole.edp.events.EventAnalysis;
import org.aureole.edp.events.EventObjectReader;
import org.aureole.edp.population.EventAnalyses;
import org.aureole.pipelines.file.EventFiles;
import org.aureole.pipelines.filter.FilterCompiler;
import org.aureole.pipelines.population.PopulationSpecs;
import org.aureole.pipelines.template.EventTemplates;
import org.aureole.v1.PopulationSpec;

/** {@link EventAnalyses} over the CSV and Parquet files of one bucket. */
public final class FileEventAnalyses implements EventAnalyses {
  private final PopulationSpecs specs;
  private final EventFiles files;
  private final FilterCompiler filters;

  public FileEventAnalyses(EventTemplates templates, EventObjectReader reader) {
    this.specs = new PopulationSpecs(templates);
    this.files = new EventFiles(reader, templates);
    this.filters = new FilterCompiler(templates);
  }

  @Override
  public EventAnalysis over(PopulationSpec population) {
    return new FileEventAnalysis(specs.of(population), files, filters);
  }
}
