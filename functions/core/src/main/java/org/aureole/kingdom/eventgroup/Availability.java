package org.aureole.kingdom.eventgroup;

import java.time.Instant;
import java.util.Objects;
import org.aureole.kingdom.access.Callers;
import org.aureole.kingdom.store.EventGroupStore;
import org.aureole.kingdom.validation.FieldPath;
import org.aureole.kingdom.validation.Times;
import org.aureole.model.name.PartyName;
import org.aureole.platform.identity.Principal;
import org.aureole.platform.identity.Role;
import org.aureole.platform.sql.Database;
import org.aureole.v1.DataAvailability;
import org.aureole.v1.Interval;

/** For which times data providers say that they have data. Thread-safe. */
public final class Availability {
  private static final int MAX_INTERVALS = 1000;

  private final Database database;
  private final EventGroupStore store;

  public Availability(Database database, EventGroupStore store) {
    this.database = Objects.requireNonNull(database);
    this.store = Objects.requireNonNull(store);
  }

  /** Replaces the intervals, which must be disjoint and in order. Idempotent. */
  public DataAvailability replace(
      Principal caller, PartyName dataProvider, DataAvailability wanted) {
    Callers.requireSelf(caller, dataProvider);
    check(wanted);
    return database.inTransaction(
        "replaceDataAvailability",
        tx -> {
          if (!store.availability(tx, dataProvider).equals(wanted)) {
            store.replaceAvailability(tx, dataProvider, wanted);
          }
          return wanted;
        });
  }

  /** What the data provider last said; no interval if it never did. */
  public DataAvailability get(Principal caller, PartyName dataProvider) {
    if (caller.role() == Role.DATA_PROVIDER) {
      Callers.requireSelf(caller, dataProvider);
    }
    return database.read("getDataAvailability", tx -> store.availability(tx, dataProvider));
  }

  private static void check(DataAvailability wanted) {
    FieldPath path = FieldPath.ROOT.field("intervals");
    if (wanted.getIntervalsCount() > MAX_INTERVALS) {
      throw path.invalid(
          "has " + wanted.getIntervalsCount() + " entries; at most " + MAX_INTERVALS);
    }
    Instant before = Instant.MIN;
    for (int i = 0; i < wanted.getIntervalsCount(); i++) {
      Interval interval = wanted.getIntervals(i);
      EventGroups.checkInterval(path.at(i), interval);
      if (Times.instant(interval.getStartTime()).isBefore(before)) {
        throw path.at(i)
            .field("startTime")
            .invalid("lies before the end of the interval in front; sort and join them");
      }
      before = Times.instant(interval.getEndTime());
    }
  }
}
