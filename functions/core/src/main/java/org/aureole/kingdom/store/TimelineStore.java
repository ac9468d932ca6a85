package org.aureole.kingdom.store;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.aureole.model.name.MeasurementName;
import org.aureole.platform.sql.Columns;
import org.aureole.platform.sql.Tx;
import org.aureole.v1.TimelineEntry;

/**
 * What parties reported of a Measurement, and what the Kingdom itself sent. Stateless and
 * thread-safe; every method runs in the caller's transaction.
 */
public final class TimelineStore {
  /**
   * Adds an entry, which names its party; false if the party has reported that id before.
   *
   * @param at the entry's own time
   */
  public boolean add(Tx tx, MeasurementName measurement, Instant at, TimelineEntry entry) {
    return tx.insertIfAbsent(
        "timeline_entries",
        List.of("measurement", "party", "id"),
        Columns.of("measurement", measurement.toString())
            .and("party", entry.getParty())
            .and("id", entry.getId())
            .and("at", at)
            .and("details", StoredMessages.write(entry)));
  }

  /**
   * Deletes entries of a Measurement's timeline, as many as one transaction may.
   *
   * @param limit how many at most
   * @return how many there were
   */
  public int forget(Tx tx, MeasurementName measurement, int limit) {
    record Key(String party, String id) {}

    List<Key> keys =
        tx.query(
            "select party, id from timeline_entries where measurement = ? limit ?",
            row -> new Key(row.string("party"), row.string("id")),
            measurement.toString(),
            limit);
    keys.stream()
        .collect(
            Collectors.groupingBy(Key::party, Collectors.mapping(Key::id, Collectors.toList())))
        .forEach((party, ids) ->
            tx.update(
                "delete from timeline_entries where measurement = ? and party = ?"
                    + " and id = any(?)",
                measurement.toString(),
                party,
                (Object) ids.toArray(String[]::new)));
    return keys.size();
  }

  /** How many entries a party has reported. */
  public long count(Tx tx, MeasurementName measurement, String party) {
    return tx.one(
            "select count(*) as entries from timeline_entries where measurement = ? and party = ?",
            row -> row.longValue("entries"),
            measurement.toString(),
            party)
        .orElseThrow();
  }

  /** All entries of a Measurement, in no particular order. */
  public List<TimelineEntry> list(Tx tx, MeasurementName measurement) {
    return tx.query(
        "select details from timeline_entries where measurement = ?",
        row -> StoredMessages.read(row.string("details"), TimelineEntry.getDefaultInstance()),
        measurement.toString());
  }
}
