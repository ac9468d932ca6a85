package org.aureole.local.market;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.aureole.local.blob.FolderBlobStore;
import org.aureole.local.blob.LocalBucket;
import org.aureole.local.blob.LocalStorage;
import org.aureole.local.function.FunctionHost;
import org.aureole.local.topic.LocalTopics;
import org.aureole.platform.blob.BlobStore;
import org.aureole.platform.sql.Database;

/**
 * The buckets of every party: folders, one server that takes uploads, one watch over them all. They
 * stay open while a party is stopped. Thread-safe.
 */
final class Buckets implements AutoCloseable {
  /** The topic of a party's storage events. */
  static final String TOPIC = "storage";

  private static final String EVENTS = "events";
  private static final String INTERNAL = "internal";
  private static final String INBOX = "inbox";
  private static final Duration BETWEEN_SCANS = Duration.ofMillis(500);

  private final MarketFolder folder;
  private final LocalStorage storage;
  private final FunctionHost host;
  private final Map<String, LocalBucket> watched = new ConcurrentHashMap<>();
  private final Map<String, BlobStore> internal = new ConcurrentHashMap<>();

  Buckets(LocalCloud cloud, Database database, LocalTopics topics) {
    this.folder = cloud.folder();
    this.storage =
        new LocalStorage(
            cloud.storageUrl(),
            Folders.create(folder.storage()),
            database,
            topics,
            cloud.clock(),
            BETWEEN_SCANS);
    this.host = FunctionHost.start(cloud.config().storagePort(), storage.function());
  }

  /** Event files of a data provider, dropped by people. */
  BlobStore events(PartyConfig party) {
    return watched(party, EVENTS).store();
  }

  /** What a party keeps for itself. */
  BlobStore internal(PartyConfig party) {
    return internal.computeIfAbsent(
        party.id(), id -> FolderBlobStore.open(id + "-" + INTERNAL, folder.bucket(id, INTERNAL)));
  }

  /** What other parties upload to a Duchy. */
  LocalBucket inbox(PartyConfig party) {
    return watched(party, INBOX);
  }

  private LocalBucket watched(PartyConfig party, String bucket) {
    return watched.computeIfAbsent(
        party.id() + "-" + bucket,
        name -> storage.open(name, folder.bucket(party.id(), bucket), party.id(), TOPIC));
  }

  @Override
  public void close() {
    storage.close();
    host.close();
  }
}
