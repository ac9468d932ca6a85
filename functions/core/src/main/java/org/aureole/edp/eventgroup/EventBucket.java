package org.aureole.edp.eventgroup;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.aureole.model.error.DomainException;
import org.aureole.platform.blob.BlobNames;
import org.aureole.platform.blob.BlobRef;
import org.aureole.platform.blob.BlobStore;
import org.aureole.platform.blob.StorageEvent;
import org.aureole.platform.sql.Database;
import org.aureole.platform.sql.Tx;
import org.aureole.platform.work.JobName;
import org.aureole.platform.work.JobState;
import org.aureole.platform.work.Jobs;
import org.aureole.v1.EventFile;

/**
 * Watches the bucket of event files: has each object that changed inspected. Events and sweeps may
 * repeat and overlap. Thread-safe.
 */
public final class EventBucket {
  /** The longest name of an object, in characters. */
  public static final int MAX_NAME = 500;

  private static final int PAGE = 500;

  private final Database database;
  private final Jobs jobs;
  private final BlobStore bucket;

  public EventBucket(Database database, Jobs jobs, BlobStore bucket) {
    this.database = Objects.requireNonNull(database);
    this.jobs = Objects.requireNonNull(jobs);
    this.bucket = Objects.requireNonNull(bucket);
  }

  /**
   * Takes a storage event.
   *
   * @throws DomainException INVALID_ARGUMENT if it is of another bucket or names no possible object
   */
  public void changed(StorageEvent event) {
    if (!event.bucket().equals(bucket.bucket())) {
      throw DomainException.invalid(
          "bucketId", "is " + event.bucket() + "; event files lie in " + bucket.bucket());
    }
    BlobNames.check(event.object());
    if (event.object().length() > MAX_NAME) {
      throw DomainException.invalid(
          "objectId", "has more than " + MAX_NAME + " characters; give the file a shorter name");
    }
    database.run("inspectEventFile", tx -> inspect(tx, event.object()));
  }

  /** Finds what events did not tell: objects that are new, replaced or gone. */
  public void sweep() {
    Set<String> present = new HashSet<>();
    try (Stream<BlobRef> objects = bucket.list("")) {
      objects
          .filter(ref -> ref.name().length() <= MAX_NAME)
          .forEach(ref -> {
            present.add(ref.name());
            database.run("sweepEventFile", tx -> inspectIfChanged(tx, ref));
          });
    }
    String after = "";
    while (after != null) {
      String from = after;
      var page = database.read("listEventFiles", tx -> EventFiles.list(tx, from, PAGE));
      for (EventFile file : page) {
        if (!present.contains(file.getObject())) {
          database.run("sweepEventFile", tx -> inspect(tx, file.getObject()));
        }
      }
      after = page.size() < PAGE ? null : page.get(page.size() - 1).getObject();
    }
  }

  /** Forgets what is known of every object, and has each looked at anew. */
  public void inspectAgain(Tx tx) {
    String after = "";
    List<EventFile> page;
    do {
      page = EventFiles.list(tx, after, PAGE);
      for (EventFile file : page) {
        EventFiles.remove(tx, file.getObject());
        inspect(tx, file.getObject());
        after = file.getObject();
      }
    } while (page.size() == PAGE);
  }

  private void inspectIfChanged(Tx tx, BlobRef ref) {
    boolean recorded =
        EventFiles.find(tx, ref.name())
            .filter(file -> file.getGeneration().equals(Long.toString(ref.generation())))
            .isPresent();
    JobName job = new JobName(InspectJob.KIND, ref.name());
    boolean abandoned =
        jobs.find(tx, job).filter(found -> found.state() == JobState.ABANDONED).isPresent();
    if (!recorded && !abandoned) {
      jobs.enqueue(tx, job);
    }
  }

  /** Also where an inspection was given up before: another version is another chance. */
  private void inspect(Tx tx, String object) {
    JobName job = new JobName(InspectJob.KIND, object);
    if (!jobs.enqueue(tx, job)) {
      jobs.redrive(tx, job);
    }
  }
}
