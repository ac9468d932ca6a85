package org.aureole.edp.population;

import org.aureole.edp.events.EventAnalysis;
import org.aureole.v1.PopulationSpec;

/** The port to what reads event files. Thread-safe. */
@FunctionalInterface
public interface EventAnalyses {
  /**
   * The analysis of this provider's event files on one population.
   *
   * @throws org.aureole.model.error.DomainException SPEC_INVALID if the population does not fit the
   *     event templates
   */
  EventAnalysis over(PopulationSpec population);
}
