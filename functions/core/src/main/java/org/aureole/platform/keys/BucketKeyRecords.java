package org.aureole.platform.keys;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.platform.blob.BlobRef;
import org.aureole.platform.blob.BlobStore;

/**
 * A party's key records in a bucket of its own. As a record never changes, what was read is kept,
 * still encrypted; which records there are is asked again after a minute, so other processes see a
 * rotation that late. Thread-safe.
 */
public final class BucketKeyRecords implements KeyRecords {
  /** How late a rotation is seen by processes that did not make it. */
  public static final Duration FRESH = Duration.ofMinutes(1);

  private static final int MAX_RECORD_BYTES = 64 << 10;

  private final BlobStore bucket;
  private final InstantSource clock;
  private final Map<String, byte[]> known = new ConcurrentHashMap<>();
  private final Map<String, Listing> listings = new ConcurrentHashMap<>();

  private record Listing(List<String> names, Instant until) {}

  /**
   * @param bucket holds nothing else; keeps no versions, so that a key that is deleted is gone
   */
  public BucketKeyRecords(BlobStore bucket, InstantSource clock) {
    this.bucket = Objects.requireNonNull(bucket);
    this.clock = Objects.requireNonNull(clock);
  }

  @Override
  public Optional<byte[]> read(String name) {
    byte[] kept = known.get(name);
    if (kept == null) {
      Optional<BlobRef> ref = bucket.stat(name);
      if (ref.isEmpty()) {
        return Optional.empty();
      }
      kept = bucket.readAll(ref.get(), MAX_RECORD_BYTES).toByteArray();
      known.put(name, kept);
    }
    return Optional.of(kept.clone());
  }

  @Override
  public boolean create(String name, byte[] content) {
    try {
      bucket.create(name, ByteString.copyFrom(content));
      return true;
    } catch (DomainException e) {
      if (e.code() != ErrorCode.ALREADY_EXISTS) {
        throw e;
      }
      return false;
    } finally {
      listings.clear();
    }
  }

  @Override
  public List<String> list(String prefix) {
    Instant now = clock.instant();
    return listings
        .compute(
            prefix,
            (key, kept) ->
                kept != null && now.isBefore(kept.until())
                    ? kept
                    : new Listing(names(prefix), now.plus(FRESH)))
        .names();
  }

  @Override
  public void refresh() {
    listings.clear();
  }

  private List<String> names(String prefix) {
    try (Stream<BlobRef> found = bucket.list(prefix)) {
      return found.map(BlobRef::name).toList();
    }
  }

  @Override
  public String place(String name) {
    return bucket.bucket() + "/" + name;
  }

  @Override
  public String toString() {
    return bucket.bucket();
  }
}
