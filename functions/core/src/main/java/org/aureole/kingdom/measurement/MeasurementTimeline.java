package org.aureole.kingdom.measurement;

import com.google.protobuf.util.Timestamps;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.aureole.kingdom.access.Callers;
import org.aureole.kingdom.lifecycle.Notices;
import org.aureole.kingdom.store.ComputationStore;
import org.aureole.kingdom.store.MeasurementStore;
import org.aureole.kingdom.store.MeasurementStore.MeasurementRow;
import org.aureole.kingdom.store.RequisitionStore;
import org.aureole.kingdom.store.TimelineStore;
import org.aureole.kingdom.validation.Checks;
import org.aureole.kingdom.validation.FieldPath;
import org.aureole.kingdom.validation.Times;
import org.aureole.model.error.DomainException;
import org.aureole.model.name.MeasurementName;
import org.aureole.platform.identity.Principal;
import org.aureole.platform.sql.Database;
import org.aureole.platform.sql.History;
import org.aureole.platform.sql.Tx;
import org.aureole.v1.ReportProgressRequest;
import org.aureole.v1.Timeline;
import org.aureole.v1.TimelineEntry;

/**
 * What happened to a Measurement, across all parties: the Kingdom's own history and notices, and
 * what the parties that take part reported. Thread-safe.
 */
public final class MeasurementTimeline {
  private static final int MAX_ENTRIES_AT_ONCE = 100;
  private static final int MAX_ENTRIES_OF_PARTY = 2000;
  private static final int MAX_ID = 200;
  private static final int MAX_NAME = 300;
  private static final int MAX_STATE = 60;
  private static final int MAX_MESSAGE = 1000;
  private static final Duration MAX_CLOCK_SKEW = Duration.ofHours(1);
  private static final Comparator<TimelineEntry> IN_ORDER =
      Comparator.comparing(TimelineEntry::getTime, Timestamps.comparator())
          .thenComparing(TimelineEntry::getParty)
          .thenComparing(TimelineEntry::getId);

  private final Database database;
  private final MeasurementStore measurements;
  private final RequisitionStore requisitions;
  private final ComputationStore computations;
  private final TimelineStore store;

  public MeasurementTimeline(
      Database database,
      MeasurementStore measurements,
      RequisitionStore requisitions,
      ComputationStore computations,
      TimelineStore store) {
    this.database = Objects.requireNonNull(database);
    this.measurements = Objects.requireNonNull(measurements);
    this.requisitions = Objects.requireNonNull(requisitions);
    this.computations = Objects.requireNonNull(computations);
    this.store = Objects.requireNonNull(store);
  }

  /** Everything known, in the order of time. */
  public Timeline get(Principal caller, MeasurementName name) {
    Callers.requireSelfOrOperator(caller, name.parent());
    return database.read(
        "getTimeline",
        tx -> {
          MeasurementRow row = measurements.get(tx, name);
          List<TimelineEntry> entries = new ArrayList<>(store.list(tx, name));
          History.of(tx, entities(tx, row)).forEach(change -> entries.add(entry(change)));
          entries.sort(IN_ORDER);
          return Timeline.newBuilder().addAllEntries(entries).build();
        });
  }

  /**
   * Adds what a party that takes part reports. Entries that it has reported before are left as they
   * are.
   */
  public void report(Principal caller, MeasurementName name, ReportProgressRequest request) {
    FieldPath path = FieldPath.ROOT.field("entries");
    if (request.getEntriesCount() > MAX_ENTRIES_AT_ONCE) {
      throw path.invalid(
          "has " + request.getEntriesCount() + " entries; at most " + MAX_ENTRIES_AT_ONCE);
    }
    database.run(
        "reportProgress",
        tx -> {
          requireTakesPart(tx, caller, name);
          for (int i = 0; i < request.getEntriesCount(); i++) {
            TimelineEntry entry = checked(tx, path.at(i), caller, request.getEntries(i));
            store.add(tx, name, Times.instant(entry.getTime()), entry);
          }
          if (store.count(tx, name, caller.party()) > MAX_ENTRIES_OF_PARTY) {
            throw DomainException.precondition(
                caller.party()
                    + " has reported "
                    + MAX_ENTRIES_OF_PARTY
                    + " entries of this Measurement; no more are taken");
          }
        });
  }

  private void requireTakesPart(Tx tx, Principal caller, MeasurementName name) {
    MeasurementRow row =
        measurements.find(tx, name).orElseThrow(() -> DomainException.notFound(name.toString()));
    Set<String> parties =
        Stream.concat(
                requisitions.ofMeasurement(tx, name).stream().map(r -> r.name().parent()),
                row.computation().stream()
                    .flatMap(c -> computations.participants(tx, c).stream())
                    .map(ComputationStore.ParticipantRow::duchy))
            .map(Object::toString)
            .collect(Collectors.toSet());
    if (!parties.contains(caller.party())) {
      throw DomainException.notFound(name.toString());
    }
  }

  private static TimelineEntry checked(
      Tx tx, FieldPath path, Principal caller, TimelineEntry entry) {
    Checks.requiredText(path.field("id"), entry.getId(), MAX_ID);
    Instant at = Checks.time(path.field("time"), entry.hasTime(), entry.getTime());
    if (at.isAfter(tx.now().plus(MAX_CLOCK_SKEW))) {
      throw path.field("time").invalid("is " + at + ", which is yet to come; check the clock");
    }
    if (!entry.getParty().isEmpty() && !entry.getParty().equals(caller.party())) {
      throw path.field("party").invalid("must be " + caller.party() + " or left out");
    }
    Checks.text(path.field("resource"), entry.getResource(), MAX_NAME);
    Checks.text(path.field("fromState"), entry.getFromState(), MAX_STATE);
    Checks.text(path.field("toState"), entry.getToState(), MAX_STATE);
    Checks.text(path.field("peer"), entry.getPeer(), MAX_NAME);
    Checks.text(path.field("message"), entry.getMessage(), MAX_MESSAGE);
    return entry.toBuilder().setParty(caller.party()).build();
  }

  private List<String> entities(Tx tx, MeasurementRow row) {
    List<String> entities = new ArrayList<>();
    entities.add(row.name().toString());
    requisitions
        .ofMeasurement(tx, row.name())
        .forEach(requisition -> entities.add(requisition.name().toString()));
    row.computation()
        .ifPresent(computation ->
            computations
                .participants(tx, computation)
                .forEach(participant -> entities.add(participant.name().toString())));
    return entities;
  }

  private static TimelineEntry entry(History.Change change) {
    return TimelineEntry.newBuilder()
        .setId(change.entity() + "/" + change.version())
        .setParty(Notices.KINGDOM)
        .setTime(Times.timestamp(change.at()))
        .setResource(change.entity())
        .setFromState(change.from().orElse(""))
        .setToState(change.to())
        .setMessage(
            change.detail().isEmpty()
                ? "by " + change.cause()
                : change.detail() + ", by " + change.cause())
        .build();
  }
}
