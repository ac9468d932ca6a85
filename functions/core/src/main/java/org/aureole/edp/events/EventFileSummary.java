package org.aureole.edp.events;

import java.time.Instant;
import java.util.List;

/**
 * What a valid event file holds.
 *
 * @param rows the number of events, at least 1
 * @param firstEvent the earliest timestamp, in microseconds' precision
 * @param lastEvent the latest timestamp, inclusive
 * @param columns the columns as in the file, in its order
 */
public record EventFileSummary(
    EventObject object, long rows, Instant firstEvent, Instant lastEvent, List<String> columns) {
  public EventFileSummary {
    columns = List.copyOf(columns);
  }
}
