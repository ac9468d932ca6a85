package org.aureole.edp.eventgroup;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
    List<BlobRef> page = new ArrayList<>();
    try (Stream<BlobRef> objects = bucket.list("")) {
      objects
          .filter(ref -> ref.name().length() <= MAX_NAME)
          .forEach(ref -> {
            present.add(ref.name());
            page.add(ref);
            if (page.size() == PAGE) {
              inspectChanged(page);
              page.clear();
            }
          });
    }
    inspectChanged(page);
    String after = "";
    while (after != null) {
      String from = after;
      List<String> known = database.read("listEventFiles", tx -> EventFiles.names(tx, from, PAGE));
      for (String object : known) {
        if (!present.contains(object)) {
          database.run("sweepEventFile", tx -> inspect(tx, object));
        }
      }
      after = known.size() < PAGE ? null : known.get(known.size() - 1);
    }
  }

  /** Forgets what is known of every object, and has each looked at anew. */
  public void inspectAgain(Tx tx) {
    String after = "";
    List<String> page;
    do {
      page = EventFiles.names(tx, after, PAGE);
      for (String object : page) {
        EventFiles.remove(tx, object);
        inspect(tx, object);
        after = object;
      }
    } while (page.size() == PAGE);
  }

  private void inspectChanged(List<BlobRef> page) {
    if (page.isEmpty()) {
      return;
    }
    Map<String, String> recorded =
        database.read(
            "readGenerations",
            tx -> EventFiles.generations(tx, page.stream().map(BlobRef::name).toList()));
    for (BlobRef ref : page) {
      if (!Long.toString(ref.generation()).equals(recorded.get(ref.name()))) {
        database.run("sweepEventFile", tx -> inspectUnlessAbandoned(tx, ref));
      }
    }
  }

  private void inspectUnlessAbandoned(Tx tx, BlobRef ref) {
    JobName job = new JobName(InspectJob.KIND, ref.name());
    if (jobs.find(tx, job).filter(found -> found.state() == JobState.ABANDONED).isEmpty()) {
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
