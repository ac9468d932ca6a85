package org.aureole.edp.events;

import java.util.Set;

/**
 * Everything a data provider learns from its event files, for one event message type and one
 * population.
 *
 * <p>Population attributes (such as {@code person.gender}) are those that the population gives the
 * event's VID; a file need not carry them, and where it does it must agree. Implementations are
 * immutable and safe for use by several threads. Errors of every method are {@code
 * DomainException}s: {@code EVENT_FILE_INVALID} names object, row and column (also when an object
 * is replaced while it is read), {@code INVALID_FILTER} names the position in the filter, {@code
 * UNAVAILABLE} means that the store could not be read now.
 */
public interface EventAnalysis {
  /**
   * Reads one file in full and checks every row: columns, types, timestamps, every VID within the
   * population, population attributes in agreement with it. A file without a row is invalid.
   */
  EventFileSummary inspect(EventObject object, EventProgress progress);

  /**
   * Counts the events of each sampled VID that the selections admit, in one pass over each file. An
   * event that lies in two selections counts in both. Events of VIDs outside of the population, and
   * such on which a filter cannot be evaluated, are passed over: no error depends on what was
   * selected.
   */
  FrequencyTally tally(TallyRequest request, EventProgress progress);

  /**
   * The population cells that events matching the filter can lie in: a superset, since conditions
   * on anything but population attributes are taken to hold.
   *
   * @param filter a CEL expression over the event templates; empty admits every event
   */
  Set<PopulationCell> cells(String filter);

  /** Every cell of the population. */
  Set<PopulationCell> cells();

  /**
   * How many VIDs of the population match the filter, which may name population attributes only.
   */
  long populationSize(String filter);

  /**
   * Checks that a filter compiles and uses only what the event templates allow.
   *
   * @throws org.aureole.model.error.DomainException {@code INVALID_FILTER} if it does not
   */
  void checkFilter(String filter);
}
