package org.aureole.local.blob;

import com.google.cloud.functions.HttpFunction;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.aureole.local.topic.LocalTopics;
import org.aureole.platform.sql.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The storage service of a local market: buckets in folders, signed upload URLs, and events for
 * whatever is uploaded, dropped into a folder by hand, replaced or deleted.
 *
 * <p>Events are as durable as the topics that carry them. An upload is told at once, a dropped file
 * when it has not changed from one scan to the next. Thread-safe.
 */
public final class LocalStorage implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LocalStorage.class);

  private final URI base;
  private final Database database;
  private final LocalTopics topics;
  private final InstantSource clock;
  private final UploadSigner signer;
  private final Map<String, UploadFunction.Watched> buckets = new ConcurrentHashMap<>();
  private final ScheduledExecutorService scanner;

  /**
   * A storage service.
   *
   * @param base the base URL at which {@link #function} is served
   * @param folder holds the key {@code upload-url.key} that signs upload URLs
   * @param database that of the topics; stays the caller's to close, after this
   * @param betweenScans how long a scan of the folders waits for the next
   */
  public LocalStorage(
      URI base,
      Path folder,
      Database database,
      LocalTopics topics,
      InstantSource clock,
      Duration betweenScans) {
    this.base = Objects.requireNonNull(base);
    this.database = Objects.requireNonNull(database);
    this.topics = Objects.requireNonNull(topics);
    this.clock = Objects.requireNonNull(clock);
    this.signer = UploadSigner.loadOrCreate(folder.resolve("upload-url.key"));
    this.scanner =
        Executors.newSingleThreadScheduledExecutor(work -> {
          Thread thread = new Thread(work, "bucket-scan");
          thread.setDaemon(true);
          return thread;
        });
    long millis = betweenScans.toMillis();
    ScheduledFuture<?> unused =
        scanner.scheduleWithFixedDelay(this::scan, millis, millis, TimeUnit.MILLISECONDS);
  }

  /**
   * Opens a bucket that takes uploads and tells of its objects.
   *
   * @param name unique in the market
   * @param folder is made if there is none
   * @param owner whose topic is told, see {@link LocalTopics#of}
   * @param topic the topic; until somebody subscribes to it, events wait
   * @throws IllegalArgumentException when a bucket of that name is open
   */
  public LocalBucket open(String name, Path folder, String owner, String topic) {
    FolderBlobStore store = FolderBlobStore.open(name, folder);
    BucketEvents events = new BucketEvents(database, topics, store, owner, topic);
    if (buckets.putIfAbsent(name, new UploadFunction.Watched(store, events)) != null) {
      throw new IllegalArgumentException("bucket " + name + " is open already");
    }
    return new LocalBucket(store, new SignedUploadUrls(name, base, signer, clock));
  }

  /** The HTTP side, which takes uploads. */
  public HttpFunction function() {
    return new UploadFunction(buckets, signer, clock);
  }

  /** Looks through every bucket now; a file dropped since is told by the second look. */
  public void scan() {
    for (UploadFunction.Watched bucket : buckets.values()) {
      try {
        bucket.events().scan();
      } catch (RuntimeException e) {
        LOG.warn(
            "bucket {} is looked through again later: {}",
            bucket.events().bucket(),
            e.getMessage());
      }
    }
  }

  /** Stops scanning. Idempotent. */
  @Override
  public void close() {
    scanner.shutdown();
    try {
      scanner.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
