package org.aureole.simulation.port;

import com.google.protobuf.ByteString;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.aureole.model.error.DomainException;
import org.aureole.platform.blob.BlobRef;
import org.aureole.platform.blob.BlobStore;
import org.aureole.platform.blob.InMemoryBlobStore;
import org.aureole.platform.blob.StoredBlob;
import org.aureole.simulation.world.Fault;
import org.aureole.simulation.world.World;

/**
 * A party's bucket in a world: in memory, and every call of it may fail, with or without effect.
 */
public final class SimulatedBucket implements BlobStore {
  /** Ids drawn at random are no part of a place. */
  private static final Pattern RANDOM = Pattern.compile("[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{32}");

  private final InMemoryBlobStore store;
  private final World world;

  public SimulatedBucket(InMemoryBlobStore store, World world) {
    this.store = store;
    this.world = world;
  }

  private <T> T call(String what, String object, Supplier<T> action) {
    String place = world.activity() + " " + what + " " + RANDOM.matcher(object).replaceAll("*");
    world.point("before " + what);
    if (world.schedule().strikes(Fault.LOSE_OBJECT_CALL, place)) {
      throw DomainException.unavailable("the bucket does not answer", null);
    }
    T result = action.get();
    if (world.schedule().strikes(Fault.LOSE_OBJECT_ANSWER, place)) {
      throw DomainException.unavailable("the bucket does not answer", null);
    }
    world.point("after " + what);
    return result;
  }

  @Override
  public String bucket() {
    return store.bucket();
  }

  @Override
  public StoredBlob create(String name, InputStream bytes, Optional<ByteString> expectedSha256) {
    return call("create", name, () -> store.create(name, bytes, expectedSha256));
  }

  @Override
  public Optional<BlobRef> stat(String name) {
    return call("stat", name, () -> store.stat(name));
  }

  @Override
  public InputStream open(BlobRef ref) {
    return call("open", ref.name(), () -> store.open(ref));
  }

  @Override
  public InputStream openRange(BlobRef ref, long offset, long length) {
    return call("open", ref.name(), () -> store.openRange(ref, offset, length));
  }

  @Override
  public Stream<BlobRef> list(String prefix) {
    // As it is when it is asked for: what changes while the caller reads is not seen.
    List<BlobRef> found = call("list", prefix, () -> store.list(prefix).toList());
    return found.stream();
  }

  @Override
  public boolean delete(String name) {
    return call("delete", name, () -> store.delete(name));
  }
}
