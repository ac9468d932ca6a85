package org.aureole.edp.eventgroup;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.aureole.edp.Timestamps;
import org.aureole.edp.events.EventObject;
import org.aureole.platform.sql.ColumnText;
import org.aureole.platform.sql.Columns;
import org.aureole.platform.sql.Row;
import org.aureole.platform.sql.Tx;
import org.aureole.v1.EventFile;

/** The rows of the event files that were found, good and bad, one for each object. */
public final class EventFiles {
  private static final String SELECT =
      "select object, generation, size_bytes, event_group, event_rows, first_event, last_event,"
          + " columns, error, inspected_at from event_files ";

  private EventFiles() {}

  public static Optional<EventFile> find(Tx tx, String object) {
    return tx.one(SELECT + "where object = ?", EventFiles::read, object);
  }

  /** Files in order of their names, after one name. */
  public static List<EventFile> list(Tx tx, String after, int limit) {
    return tx.query(
        SELECT + "where object > ? order by object limit ?", EventFiles::read, after, limit);
  }

  /** The names of files in their order, after one name. */
  static List<String> names(Tx tx, String after, int limit) {
    return tx.query(
        "select object from event_files where object > ? order by object limit ?",
        row -> row.string("object"),
        after,
        limit);
  }

  /** The generations that are recorded of some objects, by name. */
  static Map<String, String> generations(Tx tx, List<String> objects) {
    return tx
        .query(
            "select object, generation from event_files where object = any(?)",
            row -> Map.entry(row.string("object"), row.string("generation")),
            (Object) objects.toArray(String[]::new))
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** Every file that can be used, in order of names. */
  public static List<EventFile> usable(Tx tx) {
    return tx.query(SELECT + "where error is null order by object", EventFiles::read);
  }

  /** The files of one event group that can be used, in order of names. */
  public static List<EventFile> usable(Tx tx, String eventGroup) {
    return tx.query(
        SELECT + "where event_group = ? and error is null order by object",
        EventFiles::read,
        eventGroup);
  }

  /** Whether the group has a file, good or bad. */
  public static boolean isKnown(Tx tx, String eventGroup) {
    return !tx.query(
            "select object from event_files where event_group = ? limit 1",
            row -> row.string("object"),
            eventGroup)
        .isEmpty();
  }

  /** Puts what is known of an object in place of what was. */
  public static void put(Tx tx, EventFile file) {
    remove(tx, file.getObject());
    boolean usable = file.getError().isEmpty();
    tx.insert(
        "event_files",
        Columns.of("object", file.getObject())
            .and("generation", file.getGeneration())
            .and("size_bytes", file.getSizeBytes())
            .and("event_group", file.getEventGroup())
            .and("event_rows", file.getRows())
            .and("first_event", usable ? start(file) : null)
            .and("last_event", usable ? last(file) : null)
            .and(
                "columns",
                file.getColumnsList().stream().map(ColumnText::of).toArray(String[]::new))
            .and("error", usable ? null : ColumnText.of(file.getError()))
            .and("inspected_at", tx.now()));
  }

  /** Forgets an object; returns whether it was known. */
  public static boolean remove(Tx tx, String object) {
    return tx.update("delete from event_files where object = ?", object) > 0;
  }

  /** The version of the file that the row is about. */
  public static EventObject object(EventFile file) {
    return new EventObject(file.getObject(), file.getGeneration(), file.getSizeBytes());
  }

  private static Instant start(EventFile file) {
    return Timestamps.toInstant(file.getEventInterval().getStartTime());
  }

  private static Instant last(EventFile file) {
    return Timestamps.toInstant(file.getEventInterval().getEndTime()).minus(1, ChronoUnit.MICROS);
  }

  private static EventFile read(Row row) {
    EventFile.Builder file =
        EventFile.newBuilder()
            .setObject(row.string("object"))
            .setGeneration(row.string("generation"))
            .setSizeBytes(row.longValue("size_bytes"))
            .setEventGroup(row.string("event_group"))
            .setRows(row.longValue("event_rows"))
            .addAllColumns(row.strings("columns"))
            .setError(row.optString("error").orElse(""))
            .setInspectTime(Timestamps.of(row.instant("inspected_at")));
    row.optInstant("first_event")
        .ifPresent(first ->
            file.setEventInterval(
                Timestamps.interval(first, row.instant("last_event").plus(1, ChronoUnit.MICROS))));
    return file.build();
  }
}
