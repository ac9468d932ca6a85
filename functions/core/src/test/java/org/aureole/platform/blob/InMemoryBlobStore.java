package org.aureole.platform.blob;

import com.google.protobuf.ByteString;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;

/** A bucket in memory, for tests of use cases. Passes the contract. */
public final class InMemoryBlobStore implements BlobStore {
  private record Held(BlobRef ref, byte[] bytes) {}

  private final String bucket;
  private final AtomicLong generations = new AtomicLong();
  private final ConcurrentSkipListMap<ByteString, Held> objects =
      new ConcurrentSkipListMap<>(ByteString.unsignedLexicographicalComparator());

  public InMemoryBlobStore(String bucket) {
    this.bucket = bucket;
  }

  @Override
  public String bucket() {
    return bucket;
  }

  @Override
  public StoredBlob create(String name, InputStream in, Optional<ByteString> expectedSha256) {
    ByteString key = key(name);
    byte[] bytes;
    try {
      bytes = in.readAllBytes();
    } catch (IOException e) {
      throw DomainException.unavailable(name + " cannot be stored", e);
    }
    ByteString sha256 = sha256(bytes);
    if (expectedSha256.isPresent() && !expectedSha256.get().equals(sha256)) {
      throw DomainException.invalid(name, "the bytes do not have the expected SHA-256");
    }
    BlobRef ref = new BlobRef(name, generations.incrementAndGet(), bytes.length);
    if (objects.putIfAbsent(key, new Held(ref, bytes)) != null) {
      throw DomainException.of(ErrorCode.ALREADY_EXISTS, name + " exists");
    }
    return new StoredBlob(ref, sha256);
  }

  /** Stores an object in place of another, as a person does who drops a file again. */
  public BlobRef drop(String name, ByteString bytes) {
    BlobRef ref = new BlobRef(name, generations.incrementAndGet(), bytes.size());
    objects.put(key(name), new Held(ref, bytes.toByteArray()));
    return ref;
  }

  @Override
  public Optional<BlobRef> stat(String name) {
    return Optional.ofNullable(objects.get(key(name))).map(Held::ref);
  }

  @Override
  public InputStream open(BlobRef ref) {
    return openRange(ref, 0, ref.size());
  }

  @Override
  public InputStream openRange(BlobRef ref, long offset, long length) {
    Held held = objects.get(key(ref.name()));
    if (held == null || !held.ref.equals(ref)) {
      throw DomainException.notFound(ref.toString());
    }
    int from = Math.toIntExact(offset);
    int to = (int) Math.min(held.bytes.length, offset + length);
    return new ByteArrayInputStream(Arrays.copyOfRange(held.bytes, from, to));
  }

  @Override
  public Stream<BlobRef> list(String prefix) {
    return objects.tailMap(ByteString.copyFromUtf8(prefix)).values().stream()
        .map(Held::ref)
        .takeWhile(ref -> ref.name().startsWith(prefix));
  }

  @Override
  public boolean delete(String name) {
    return objects.remove(key(name)) != null;
  }

  /** Everything that is stored, by name. */
  public Map<String, ByteString> contents() {
    Map<String, ByteString> contents = new TreeMap<>();
    objects.values().forEach(h -> contents.put(h.ref.name(), ByteString.copyFrom(h.bytes)));
    return contents;
  }

  private static ByteString key(String name) {
    return ByteString.copyFromUtf8(BlobNames.check(name));
  }

  private static ByteString sha256(byte[] bytes) {
    try {
      return ByteString.copyFrom(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
