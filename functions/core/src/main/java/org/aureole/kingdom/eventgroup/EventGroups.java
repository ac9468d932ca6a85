package org.aureole.kingdom.eventgroup;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.aureole.kingdom.access.Callers;
import org.aureole.kingdom.store.EventGroupStore;
import org.aureole.kingdom.store.Page;
import org.aureole.kingdom.validation.Checks;
import org.aureole.kingdom.validation.FieldPath;
import org.aureole.model.error.DomainException;
import org.aureole.model.name.EventGroupName;
import org.aureole.model.name.PartyKind;
import org.aureole.model.name.PartyName;
import org.aureole.platform.identity.Principal;
import org.aureole.platform.identity.Role;
import org.aureole.platform.sql.Database;
import org.aureole.v1.EventGroup;
import org.aureole.v1.Interval;
import org.aureole.v1.ListEventGroupsResponse;

/** The event groups that data providers offer to measurement consumers. Thread-safe. */
public final class EventGroups {
  private static final int MAX_DISPLAY_NAME = 200;
  private static final int MAX_FIELDS = 500;
  private static final int MAX_FIELD_LENGTH = 200;
  private static final int MAX_CONSUMERS = 1000;

  private final Database database;
  private final EventGroupStore store;

  public EventGroups(Database database, EventGroupStore store) {
    this.database = Objects.requireNonNull(database);
    this.store = Objects.requireNonNull(store);
  }

  /** Creates or replaces an event group. The same content again changes nothing. */
  public EventGroup put(Principal caller, EventGroupName name, EventGroup wanted) {
    Callers.requireSelf(caller, name.parent());
    check(name, wanted);
    EventGroup content = content(wanted).toBuilder().setName(name.toString()).build();
    return database.inTransaction(
        "putEventGroup",
        tx -> {
          Optional<EventGroup> known = store.find(tx, name);
          if (known.isEmpty() || !content(known.get()).equals(content)) {
            store.put(tx, content);
          }
          return store.find(tx, name).orElseThrow();
        });
  }

  /** An event group that the caller may see. */
  public EventGroup get(Principal caller, EventGroupName name) {
    return database
        .read("getEventGroup", tx -> store.find(tx, name))
        .filter(eventGroup -> maySee(caller, eventGroup))
        .orElseThrow(() -> DomainException.notFound(name.toString()));
  }

  /** Those event groups of a page that the caller may see: fewer than the page's size at times. */
  public ListEventGroupsResponse list(Principal caller, PartyName dataProvider, Page page) {
    if (caller.role() == Role.DATA_PROVIDER) {
      Callers.requireSelf(caller, dataProvider);
    }
    Page.Slice<EventGroup> slice =
        database.read("listEventGroups", tx -> store.list(tx, dataProvider, page));
    return ListEventGroupsResponse.newBuilder()
        .addAllEventGroups(slice.entries().stream().filter(group -> maySee(caller, group)).toList())
        .setNextPageToken(slice.nextToken())
        .build();
  }

  private static boolean maySee(Principal caller, EventGroup eventGroup) {
    PartyName owner = EventGroupName.parse(eventGroup.getName()).parent();
    if (caller.role() == Role.DATA_PROVIDER) {
      return Callers.isSelf(caller, owner);
    }
    List<String> consumers = eventGroup.getMeasurementConsumersList();
    return consumers.isEmpty() || consumers.contains(caller.party());
  }

  private static EventGroup content(EventGroup eventGroup) {
    return eventGroup.toBuilder().clearCreateTime().clearUpdateTime().build();
  }

  private static void check(EventGroupName name, EventGroup wanted) {
    FieldPath path = FieldPath.ROOT;
    if (!wanted.getName().isEmpty() && !wanted.getName().equals(name.toString())) {
      throw path.field("name").invalid("must be " + name + ", as in the path, or left out");
    }
    Checks.text(path.field("displayName"), wanted.getDisplayName(), MAX_DISPLAY_NAME);
    FieldPath fields = path.field("fields");
    requireAtMost(fields, wanted.getFieldsCount(), MAX_FIELDS);
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < wanted.getFieldsCount(); i++) {
      String field = Checks.requiredText(fields.at(i), wanted.getFields(i), MAX_FIELD_LENGTH);
      requireNew(fields.at(i), seen, field);
    }
    FieldPath interval = path.field("dataAvailabilityInterval");
    if (!wanted.hasDataAvailabilityInterval()) {
      throw interval.invalid("is missing; say from when to when the group has events");
    }
    checkInterval(interval, wanted.getDataAvailabilityInterval());
    FieldPath consumers = path.field("measurementConsumers");
    requireAtMost(consumers, wanted.getMeasurementConsumersCount(), MAX_CONSUMERS);
    seen.clear();
    for (int i = 0; i < wanted.getMeasurementConsumersCount(); i++) {
      String consumer = wanted.getMeasurementConsumers(i);
      Checks.name(
          consumers.at(i), consumer, text -> PartyName.parse(PartyKind.MEASUREMENT_CONSUMER, text));
      requireNew(consumers.at(i), seen, consumer);
    }
  }

  /** Refuses an interval that is incomplete or does not go forward. */
  static void checkInterval(FieldPath path, Interval interval) {
    Instant start =
        Checks.time(path.field("startTime"), interval.hasStartTime(), interval.getStartTime());
    Instant end = Checks.time(path.field("endTime"), interval.hasEndTime(), interval.getEndTime());
    if (!start.isBefore(end)) {
      throw path.field("endTime").invalid("must be after startTime");
    }
  }

  private static void requireAtMost(FieldPath path, int count, int max) {
    if (count > max) {
      throw path.invalid("has " + count + " entries; at most " + max);
    }
  }

  private static void requireNew(FieldPath path, Set<String> seen, String value) {
    if (!seen.add(value)) {
      throw path.invalid(value + " is given twice");
    }
  }
}
