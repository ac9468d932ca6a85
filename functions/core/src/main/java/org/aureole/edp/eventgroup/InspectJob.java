package org.aureole.edp.eventgroup;

import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.aureole.edp.Timestamps;
import org.aureole.edp.events.EventFileSummary;
import org.aureole.edp.events.EventObject;
import org.aureole.edp.population.Populations;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.platform.blob.BlobRef;
import org.aureole.platform.blob.BlobStore;
import org.aureole.platform.sql.Database;
import org.aureole.platform.sql.Tx;
import org.aureole.platform.work.JobHandler;
import org.aureole.platform.work.JobName;
import org.aureole.platform.work.Lease;
import org.aureole.v1.EventFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads an object of the event bucket in full and records what it holds or why it cannot be used. A
 * version that is recorded already is not read again. The job's resource is the object's name.
 *
 * <p>While the operator has approved no population it does nothing: the approval has the bucket
 * looked through.
 */
public final class InspectJob implements JobHandler {
  public static final String KIND = "inspect";

  private static final Logger log = LoggerFactory.getLogger(InspectJob.class);

  private final Database database;
  private final BlobStore bucket;
  private final Populations populations;
  private final FilesChanged listener;

  public InspectJob(
      Database database, BlobStore bucket, Populations populations, FilesChanged listener) {
    this.database = Objects.requireNonNull(database);
    this.bucket = Objects.requireNonNull(bucket);
    this.populations = Objects.requireNonNull(populations);
    this.listener = Objects.requireNonNull(listener);
  }

  /** Hears, in the transaction that records it, that other files can be used than before. */
  @FunctionalInterface
  public interface FilesChanged {
    /**
     * A file was recorded or forgotten.
     *
     * @param eventGroup that it belongs to; empty where it belongs to none
     */
    void changed(Tx tx, String eventGroup);
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public void run(Lease lease) {
    String object = lease.job().resource();
    boolean settled = !populations.isApproved();
    if (settled) {
      log.info("{} waits until the operator approves a population", object);
    }
    while (!settled) {
      Optional<BlobRef> present = bucket.stat(object);
      if (present.isEmpty()) {
        forget(lease, object);
        return;
      }
      settled = isRecorded(present.get()) || record(lease, present.get());
    }
  }

  @Override
  public void abandoned(Tx tx, JobName job, String reason) {
    Optional<EventFile> known = EventFiles.find(tx, job.resource());
    EventFiles.put(
        tx,
        EventFile.newBuilder()
            .setObject(job.resource())
            .setEventGroup(known.map(EventFile::getEventGroup).orElse(""))
            .setError("the file could not be inspected: " + reason)
            .build());
    listener.changed(tx, known.map(EventFile::getEventGroup).orElse(""));
  }

  private boolean isRecorded(BlobRef ref) {
    return database
        .read("findEventFile", tx -> EventFiles.find(tx, ref.name()))
        .filter(file -> file.getGeneration().equals(Long.toString(ref.generation())))
        .isPresent();
  }

  private void forget(Lease lease, String object) {
    database.run(
        "forgetEventFile",
        tx -> {
          lease.check(tx);
          Optional<EventFile> known = EventFiles.find(tx, object);
          if (known.isPresent()) {
            EventFiles.remove(tx, object);
            listener.changed(tx, known.get().getEventGroup());
          }
        });
  }

  /**
   * Returns false if the object was replaced while it was read: there is another one to look at.
   */
  private boolean record(Lease lease, BlobRef ref) {
    EventFile.Builder file =
        EventFile.newBuilder()
            .setObject(ref.name())
            .setGeneration(Long.toString(ref.generation()))
            .setSizeBytes(ref.size());
    try {
      file.setEventGroup(EventGroupIds.of(ref.name()));
      describe(file, inspect(lease, ref));
    } catch (DomainException e) {
      if (e.code() != ErrorCode.EVENT_FILE_INVALID) {
        throw e;
      }
      if (isReplaced(ref)) {
        return false;
      }
      file.setError(e.getMessage());
      log.warn("an event file cannot be used: {}", e.getMessage());
    }
    database.run(
        "recordEventFile",
        tx -> {
          lease.check(tx);
          EventFiles.put(tx, file.build());
          listener.changed(tx, file.getEventGroup());
        });
    return true;
  }

  private EventFileSummary inspect(Lease lease, BlobRef ref) {
    String name = ref.name().toLowerCase(Locale.ROOT);
    if (!name.endsWith(".csv") && !name.endsWith(".parquet")) {
      throw DomainException.of(
          ErrorCode.EVENT_FILE_INVALID,
          ref.name() + " is no event file; names of event files end in .csv or .parquet");
    }
    return populations
        .own()
        .analysis()
        .inspect(
            new EventObject(ref.name(), Long.toString(ref.generation()), ref.size()),
            (rows, bytes) -> lease.throwIfLost());
  }

  private boolean isReplaced(BlobRef ref) {
    return bucket.stat(ref.name()).filter(now -> now.generation() == ref.generation()).isEmpty();
  }

  private static void describe(EventFile.Builder file, EventFileSummary summary) {
    file.setRows(summary.rows())
        .setEventInterval(
            Timestamps.interval(
                summary.firstEvent(), summary.lastEvent().plus(1, ChronoUnit.MICROS)))
        .addAllColumns(summary.columns());
  }
}
