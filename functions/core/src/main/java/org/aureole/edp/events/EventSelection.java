package org.aureole.edp.events;

import java.time.Instant;
import java.util.List;
import org.aureole.model.error.DomainException;

/**
 * Which events of an event group a requisition asks for.
 *
 * @param objects the files of the event group that may hold such events
 * @param startInclusive start of the collection interval
 * @param endExclusive end of the collection interval, after its start
 * @param filter a CEL expression over the event templates; empty admits every event
 */
public record EventSelection(
    List<EventObject> objects, Instant startInclusive, Instant endExclusive, String filter) {
  public EventSelection {
    objects = List.copyOf(objects);
    if (!startInclusive.isBefore(endExclusive)) {
      throw DomainException.invalid(
          "collectionInterval",
          "must end after it starts, was [" + startInclusive + ", " + endExclusive + ")");
    }
    if (filter == null) {
      throw DomainException.invalid("filter", "must be set; the empty filter admits every event");
    }
  }
}
