package org.aureole.gcp.storage;

import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** The objects of the buckets of a {@link CloudStorageServer}. Thread-safe. */
final class HeldObjects {
  private final Map<String, TreeMap<ByteString, Held>> buckets = new TreeMap<>();
  private long generations = 1_700_000_000_000_000L;

  /** One object, complete. */
  record Held(String bucket, String name, long generation, byte[] bytes, JsonObject metadata) {}

  /** A condition of a request does not hold. */
  static final class PreconditionFailed extends Exception {
    private static final long serialVersionUID = 1L;
  }

  synchronized void addBucket(String bucket) {
    buckets.putIfAbsent(bucket, new TreeMap<>(ByteString.unsignedLexicographicalComparator()));
  }

  synchronized boolean has(String bucket) {
    return buckets.containsKey(bucket);
  }

  /**
   * Stores an object in place of any other.
   *
   * @param metadata its custom metadata
   * @param generationMatch the generation that must be the current one; 0 for that there is none
   */
  synchronized Held put(
      String bucket, String name, byte[] bytes, JsonObject metadata, OptionalLong generationMatch)
      throws PreconditionFailed {
    ByteString key = ByteString.copyFromUtf8(name);
    Held current = buckets.get(bucket).get(key);
    require(generationMatch, current);
    Held held = new Held(bucket, name, ++generations, bytes, metadata);
    buckets.get(bucket).put(key, held);
    return held;
  }

  synchronized Optional<Held> get(String bucket, String name) {
    return Optional.ofNullable(buckets.get(bucket))
        .map(objects -> objects.get(ByteString.copyFromUtf8(name)));
  }

  synchronized Optional<Held> remove(String bucket, String name) {
    return Optional.ofNullable(buckets.get(bucket))
        .map(objects -> objects.remove(ByteString.copyFromUtf8(name)));
  }

  /** Up to {@code limit} objects with a prefix, from a name on, in order of their UTF-8 bytes. */
  synchronized List<Held> list(String bucket, String prefix, String from, int limit) {
    List<Held> found = new ArrayList<>();
    for (Held held : buckets.get(bucket).tailMap(ByteString.copyFromUtf8(from)).values()) {
      if (held.name().startsWith(prefix) && found.size() < limit) {
        found.add(held);
      }
    }
    return found;
  }

  private static void require(OptionalLong generationMatch, Held current)
      throws PreconditionFailed {
    long generation = current == null ? 0 : current.generation();
    if (generationMatch.isPresent() && generationMatch.getAsLong() != generation) {
      throw new PreconditionFailed();
    }
  }
}
