package org.aureole.local.blob;

import com.google.protobuf.ByteString;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.aureole.local.topic.LocalTopics;
import org.aureole.platform.blob.BlobRef;
import org.aureole.platform.blob.BlobStore;
import org.aureole.platform.blob.StorageEvent;
import org.aureole.platform.sql.Columns;
import org.aureole.platform.sql.Database;
import org.aureole.platform.sql.Tx;
import org.aureole.platform.work.Message;

/**
 * Tells the owner of a bucket what happens in it, through a topic.
 *
 * <p>Which version of each object has been told is a row, written by the transaction that publishes
 * the event: nothing is lost by a crash, and nothing is told twice but by the topic itself.
 * Thread-safe.
 */
final class BucketEvents {
  /** The type of the messages; the event itself is in the attributes, as {@link StorageEvent}. */
  static final String TYPE = "storage-event";

  private static final String FINALIZED = "OBJECT_FINALIZE";
  private static final String DELETED = "OBJECT_DELETE";

  private final Database database;
  private final LocalTopics topics;
  private final BlobStore store;
  private final String owner;
  private final String topic;

  /** What has been told, as the rows say. */
  private final Map<String, BlobRef> told = new ConcurrentHashMap<>();

  /** What the last scan saw and did not yet tell. */
  private Map<String, BlobRef> unsettled = Map.of();

  BucketEvents(Database database, LocalTopics topics, BlobStore store, String owner, String topic) {
    this.database = database;
    this.topics = topics;
    this.store = store;
    this.owner = owner;
    this.topic = topic;
    announced().forEach(ref -> told.put(ref.name(), ref));
  }

  String bucket() {
    return store.bucket();
  }

  /** Tells of an object that is complete. */
  void finalized(BlobRef ref) {
    database.run("announceObject", tx -> announce(tx, ref));
    told.put(ref.name(), ref);
  }

  /**
   * Looks through the bucket. An object that nobody has told of yet is told when it is the same as
   * in the scan before: then whoever copies it into the folder has finished, or pauses for longer
   * than a scan takes to come round, and the rest makes another event.
   */
  synchronized void scan() {
    Map<String, BlobRef> gone = new HashMap<>(told);
    Map<String, BlobRef> fresh = new HashMap<>();
    try (Stream<BlobRef> objects = store.list("")) {
      objects
          .filter(ref -> !ref.equals(gone.remove(ref.name())))
          .forEach(ref -> fresh.put(ref.name(), ref));
    }
    Map<String, BlobRef> before = unsettled;
    unsettled = fresh;
    fresh.values().stream()
        .filter(ref -> ref.equals(before.get(ref.name())))
        .forEach(this::finalized);
    gone.keySet().stream().filter(name -> store.stat(name).isEmpty()).forEach(this::deleted);
  }

  private List<BlobRef> announced() {
    return database.read(
        "readAnnounced",
        tx ->
            tx.query(
                "select object, generation, size from announced_objects where bucket = ?",
                row ->
                    new BlobRef(
                        row.string("object"), row.longValue("generation"), row.longValue("size")),
                bucket()));
  }

  private void announce(Tx tx, BlobRef ref) {
    Optional<Long> before =
        tx.one(
            "select generation from announced_objects where bucket = ? and object = ?",
            row -> row.longValue("generation"),
            bucket(),
            ref.name());
    if (before.filter(generation -> generation == ref.generation()).isPresent()) {
      return;
    }
    if (before.isEmpty()) {
      tx.insert(
          "announced_objects",
          Columns.of("bucket", bucket())
              .and("object", ref.name())
              .and("generation", ref.generation())
              .and("size", ref.size()));
    } else {
      tx.update(
          "update announced_objects set generation = ?, size = ? where bucket = ? and object = ?",
          ref.generation(),
          ref.size(),
          bucket(),
          ref.name());
    }
    publish(tx, ref.name(), FINALIZED, ref.generation(), ref.size());
  }

  private void deleted(String name) {
    database.run(
        "announceDeletion",
        tx -> {
          int rows =
              tx.update(
                  "delete from announced_objects where bucket = ? and object = ?", bucket(), name);
          if (rows == 1) {
            publish(tx, name, DELETED, 0, 0);
          }
        });
    told.remove(name);
  }

  private void publish(Tx tx, String name, String eventType, long generation, long size) {
    Map<String, String> attributes = new HashMap<>(new StorageEvent(bucket(), name).attributes());
    attributes.put("eventType", eventType);
    attributes.put("objectGeneration", Long.toString(generation));
    attributes.put("objectSize", Long.toString(size));
    topics.publish(
        tx,
        owner,
        Message.of(topic, bucket() + "/" + name, TYPE, ByteString.EMPTY)
            .withAttributes(attributes));
  }
}
