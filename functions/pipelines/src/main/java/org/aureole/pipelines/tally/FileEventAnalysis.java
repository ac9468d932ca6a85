package org.aureole.pipelines.tally;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.aureole.edp.events.EventAnalysis;
import org.aureole.edp.events.EventFileSummary;
import org.aureole.edp.events.EventObject;
import org.aureole.edp.events.EventProgress;
import org.aureole.edp.events.FrequencyTally;
import org.aureole.edp.events.PopulationCell;
import org.aureole.edp.events.TallyRequest;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.pipelines.file.EventFiles;
import org.aureole.pipelines.filter.EventFilter;
import org.aureole.pipelines.filter.FilterCompiler;
import org.aureole.pipelines.population.Population;
import org.aureole.pipelines.template.TemplateField;

/**
 * {@link EventAnalysis} over CSV and Parquet files. Memory per call: the frequency vector plus one
 * read buffer (CSV) or one compressed row group of the needed columns (Parquet).
 */
final class FileEventAnalysis implements EventAnalysis {
  private final Population population;
  private final EventFiles files;
  private final FilterCompiler filters;

  /** The files and filters are of the same event templates as the population. */
  FileEventAnalysis(Population population, EventFiles files, FilterCompiler filters) {
    this.population = population;
    this.files = files;
    this.filters = filters;
  }

  @Override
  public EventFileSummary inspect(EventObject object, EventProgress progress) {
    return new FileInspection(population, files, object).run(progress);
  }

  @Override
  public FrequencyTally tally(TallyRequest request, EventProgress progress) {
    return new TallyPass(population, files, filters, request).run(progress);
  }

  @Override
  public Set<PopulationCell> cells(String filter) {
    EventFilter compiled = filters.compile(filter);
    PopulatedRow row = new PopulatedRow(population, new PopulationRow(population.templates()));
    Set<PopulationCell> touched = new LinkedHashSet<>();
    population
        .cells()
        .forEach((cell, subPopulation) -> {
          row.inSubPopulation(subPopulation);
          if (compiled.mayMatch(row)) {
            touched.add(cell);
          }
        });
    return touched;
  }

  @Override
  public Set<PopulationCell> cells() {
    return population.cells().keySet();
  }

  @Override
  public long populationSize(String filter) {
    EventFilter compiled = filters.compile(filter);
    if (!compiled.isOnPopulationOnly()) {
      throw DomainException.at(
          ErrorCode.INVALID_FILTER,
          "filter",
          "a population filter may name population attributes only: "
              + population.templates().populationAttributes().stream()
                  .map(TemplateField::path)
                  .collect(Collectors.joining(", ")));
    }
    PopulatedRow row = new PopulatedRow(population, new PopulationRow(population.templates()));
    long size = 0;
    for (int i = 0; i < population.subPopulationCount(); i++) {
      row.inSubPopulation(i);
      size += compiled.matches(row) ? population.sizeOf(i) : 0;
    }
    return size;
  }

  @Override
  public void checkFilter(String filter) {
    filters.compile(filter);
  }
}
