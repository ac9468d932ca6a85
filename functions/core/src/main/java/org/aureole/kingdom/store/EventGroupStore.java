package org.aureole.kingdom.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.aureole.kingdom.validation.Times;
import org.aureole.model.name.EventGroupName;
import org.aureole.model.name.PartyName;
import org.aureole.platform.sql.Columns;
import org.aureole.platform.sql.Row;
import org.aureole.platform.sql.Tx;
import org.aureole.v1.DataAvailability;
import org.aureole.v1.EventGroup;

/**
 * Event groups and what data providers say they have data for. Stateless and thread-safe; every
 * method runs in the caller's transaction.
 */
public final class EventGroupStore {
  private static final String COLUMNS = "name, created_at, updated_at, details";

  /** Creates or replaces an event group, whose name it holds. */
  public void put(Tx tx, EventGroup eventGroup) {
    EventGroupName name = EventGroupName.parse(eventGroup.getName());
    String details = StoredMessages.write(eventGroup);
    int updated =
        tx.update(
            "update event_groups set details = ?, updated_at = ? where name = ?",
            details,
            tx.now(),
            name.toString());
    if (updated == 0) {
      tx.insert(
          "event_groups",
          Columns.of("name", name.toString())
              .and("data_provider", name.parent().toString())
              .and("created_at", tx.now())
              .and("updated_at", tx.now())
              .and("details", details));
    }
  }

  public Optional<EventGroup> find(Tx tx, EventGroupName name) {
    return tx.one(
        "select " + COLUMNS + " from event_groups where name = ?",
        EventGroupStore::read,
        name.toString());
  }

  /** The event groups of a data provider in the order of their names. */
  public Page.Slice<EventGroup> list(Tx tx, PartyName dataProvider, Page page) {
    List<EventGroup> rows =
        tx.query(
            "select "
                + COLUMNS
                + " from event_groups where data_provider = ? and name > ?"
                + " order by name limit ?",
            EventGroupStore::read,
            dataProvider.toString(),
            page.after().map(Page.Cursor::name).orElse(""),
            page.size() + 1);
    return page.slice(rows, eventGroup -> Page.Cursor.of(eventGroup.getName()));
  }

  public void replaceAvailability(Tx tx, PartyName dataProvider, DataAvailability availability) {
    String details = StoredMessages.write(availability);
    int updated =
        tx.update(
            "update data_availability set details = ?, updated_at = ? where data_provider = ?",
            details,
            tx.now(),
            dataProvider.toString());
    if (updated == 0) {
      tx.insert(
          "data_availability",
          Columns.of("data_provider", dataProvider.toString())
              .and("updated_at", tx.now())
              .and("details", details));
    }
  }

  /** What a data provider last said; no interval if it never did. */
  public DataAvailability availability(Tx tx, PartyName dataProvider) {
    return tx.one(
            "select details from data_availability where data_provider = ?",
            row ->
                StoredMessages.read(row.string("details"), DataAvailability.getDefaultInstance()),
            dataProvider.toString())
        .orElse(DataAvailability.getDefaultInstance());
  }

  private static EventGroup read(Row row) {
    Instant updatedAt = row.instant("updated_at");
    return StoredMessages.read(row.string("details"), EventGroup.getDefaultInstance()).toBuilder()
        .setCreateTime(Times.timestamp(row.instant("created_at")))
        .setUpdateTime(Times.timestamp(updatedAt))
        .build();
  }
}
