package org.aureole.pipelines.synthetic;

import java.util.List;
import org.aureole.pipelines.file.EventCursor;

/** What generators of events have in common: the current event, and nothing stored. */
abstract class GeneratedEvents implements EventCursor {
  private final List<String> columns;
  private EventValues values;
  private long row;
  private long vid;
  private long timestampMicros;

  /**
   * @param columns the columns of a file of these events
   */
  GeneratedEvents(List<String> columns) {
    this.columns = List.copyOf(columns);
  }

  /** Makes an event the current one. */
  final void emit(long eventVid, long eventMicros, EventValues eventValues) {
    vid = eventVid;
    timestampMicros = eventMicros;
    values = eventValues;
    row++;
  }

  @Override
  public final long row() {
    return row;
  }

  @Override
  public final List<String> columns() {
    return columns;
  }

  @Override
  public final long bytesRead() {
    return 0;
  }

  @Override
  public final long vid() {
    return vid;
  }

  @Override
  public final long timestampMicros() {
    return timestampMicros;
  }

  @Override
  public final boolean isSet(int field) {
    return values.isSet(field);
  }

  @Override
  public final long raw(int field) {
    return values.raw(field);
  }

  @Override
  public final String text(int field) {
    return values.text(field);
  }

  @Override
  public final void close() {
    // Nothing is open.
  }
}
