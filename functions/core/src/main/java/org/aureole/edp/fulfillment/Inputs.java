package org.aureole.edp.fulfillment;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.aureole.edp.Timestamps;
import org.aureole.edp.eventgroup.Availability;
import org.aureole.edp.eventgroup.EventFiles;
import org.aureole.edp.eventgroup.PublishJob;
import org.aureole.edp.events.EventObject;
import org.aureole.edp.events.EventSelection;
import org.aureole.model.name.EventGroupName;
import org.aureole.platform.blob.BlobRef;
import org.aureole.platform.blob.BlobStore;
import org.aureole.platform.sql.Columns;
import org.aureole.platform.sql.Tx;
import org.aureole.v1.EventFile;
import org.aureole.v1.PinnedInputs;
import org.aureole.v1.RequisitionSpec;

/** Which versions of which files answer a requisition. */
final class Inputs {
  private Inputs() {}

  /**
   * What a requisition waits for.
   *
   * @param group the event group of which a file must come
   * @param until up to when its events must reach at least
   * @param message for a person
   */
  record Missing(String group, Instant until, String message) {
    Columns columns() {
      return Columns.of("awaited_group", group).and("awaited_until", until);
    }

    /** Waits for nothing. */
    static Columns nothing() {
      return Columns.of("awaited_group", null).and("awaited_until", null);
    }
  }

  /**
   * What keeps the requisition from being answered now; empty if the files of every event group
   * that it asks for cover the collection interval. What is declared to the Kingdom is the
   * availability of all groups together, but another group's day is no word on this one's.
   */
  static Optional<Missing> missing(Tx tx, RequisitionSpec spec) {
    for (RequisitionSpec.EventGroupEntry entry : spec.getEventGroupsList()) {
      Availability available = Availability.of(EventFiles.usable(tx, group(entry)));
      if (!available.covers(start(entry), end(entry))) {
        return Optional.of(
            new Missing(
                group(entry),
                end(entry),
                "waits for events of "
                    + entry.getEventGroup()
                    + " in ["
                    + start(entry)
                    + ", "
                    + end(entry)
                    + "); there are events for "
                    + available));
      }
    }
    return Optional.empty();
  }

  /** The place of the first event group of which this provider never had a file. */
  static OptionalInt unknownGroup(Tx tx, RequisitionSpec spec) {
    for (int i = 0; i < spec.getEventGroupsCount(); i++) {
      EventGroupName name = EventGroupName.parse(spec.getEventGroups(i).getEventGroup());
      if (!EventFiles.isKnown(tx, name.eventGroup()) && !PublishJob.isPublished(tx, name)) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  /** The present versions of the files that may hold events that are asked for. */
  static PinnedInputs pin(Tx tx, RequisitionSpec spec) {
    PinnedInputs.Builder pinned = PinnedInputs.newBuilder();
    for (RequisitionSpec.EventGroupEntry entry : spec.getEventGroupsList()) {
      PinnedInputs.EventGroupFiles.Builder group =
          PinnedInputs.EventGroupFiles.newBuilder().setEventGroup(entry.getEventGroup());
      for (EventFile file : EventFiles.usable(tx, group(entry))) {
        if (overlaps(file, entry)) {
          group.addFiles(
              PinnedInputs.File.newBuilder()
                  .setObject(file.getObject())
                  .setGeneration(file.getGeneration())
                  .setSizeBytes(file.getSizeBytes()));
        }
      }
      pinned.addEventGroups(group);
    }
    return pinned.build();
  }

  /** What is to be counted, in the pinned versions. */
  static List<EventSelection> selections(RequisitionSpec spec, PinnedInputs pinned) {
    List<EventSelection> selections = new ArrayList<>();
    for (int i = 0; i < spec.getEventGroupsCount(); i++) {
      RequisitionSpec.EventGroupEntry entry = spec.getEventGroups(i);
      List<EventObject> objects =
          pinned.getEventGroups(i).getFilesList().stream().map(Inputs::object).toList();
      selections.add(new EventSelection(objects, start(entry), end(entry), entry.getFilter()));
    }
    return selections;
  }

  /** The pinned objects of which the bucket now has another version, or none. */
  static List<String> gone(PinnedInputs pinned, BlobStore bucket) {
    return pinned.getEventGroupsList().stream()
        .flatMap(group -> group.getFilesList().stream())
        .filter(file -> !isPresent(file, bucket))
        .map(PinnedInputs.File::getObject)
        .distinct()
        .toList();
  }

  /** Which of {@code objects} both pin in the same version: no newer one is known. */
  static List<String> unchanged(PinnedInputs one, PinnedInputs other, List<String> objects) {
    Set<PinnedInputs.File> common = files(one);
    common.retainAll(files(other));
    return common.stream().map(PinnedInputs.File::getObject).filter(objects::contains).toList();
  }

  private static Set<PinnedInputs.File> files(PinnedInputs pinned) {
    return pinned.getEventGroupsList().stream()
        .flatMap(group -> group.getFilesList().stream())
        .collect(Collectors.toCollection(HashSet::new));
  }

  static Instant start(RequisitionSpec.EventGroupEntry entry) {
    return Timestamps.toInstant(entry.getCollectionInterval().getStartTime());
  }

  static Instant end(RequisitionSpec.EventGroupEntry entry) {
    return Timestamps.toInstant(entry.getCollectionInterval().getEndTime());
  }

  private static boolean isPresent(PinnedInputs.File file, BlobStore bucket) {
    return bucket
        .stat(file.getObject())
        .map(BlobRef::generation)
        .filter(generation -> Long.toString(generation).equals(file.getGeneration()))
        .isPresent();
  }

  private static boolean overlaps(EventFile file, RequisitionSpec.EventGroupEntry entry) {
    return Timestamps.toInstant(file.getEventInterval().getStartTime()).isBefore(end(entry))
        && Timestamps.toInstant(file.getEventInterval().getEndTime()).isAfter(start(entry));
  }

  private static EventObject object(PinnedInputs.File file) {
    return new EventObject(file.getObject(), file.getGeneration(), file.getSizeBytes());
  }

  private static String group(RequisitionSpec.EventGroupEntry entry) {
    return EventGroupName.parse(entry.getEventGroup()).eventGroup();
  }
}
