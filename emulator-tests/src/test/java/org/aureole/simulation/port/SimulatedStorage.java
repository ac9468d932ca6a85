package org.aureole.simulation.port;

import com.google.protobuf.ByteString;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.platform.blob.BlobRef;
import org.aureole.platform.blob.InMemoryBlobStore;
import org.aureole.platform.blob.Upload;
import org.aureole.platform.blob.UploadUrls;
import org.aureole.platform.blob.Uploader;
import org.aureole.platform.http.HttpQuery;
import org.aureole.platform.http.HttpReply;
import org.aureole.simulation.world.VirtualClock;

/**
 * Storage that takes uploads into one inbox by leave: one object, of bounded size, for a while, and
 * only where there is none. What was stored is announced.
 */
public final class SimulatedStorage implements UploadUrls, SimulatedNetwork.Server {
  private final String host;
  private final InMemoryBlobStore inbox;
  private final VirtualClock clock;
  private final BiConsumer<String, String> announce;
  private final List<Leave> leaves = new ArrayList<>();
  private final Map<String, Set<String>> offered = new TreeMap<>();

  private record Leave(String object, long maxBytes, Optional<ByteString> sha256, Instant expiry) {}

  /**
   * @param announce told of bucket and object when an object was stored
   */
  public SimulatedStorage(
      String host,
      InMemoryBlobStore inbox,
      VirtualClock clock,
      BiConsumer<String, String> announce) {
    this.host = host;
    this.inbox = inbox;
    this.clock = clock;
    this.announce = announce;
  }

  @Override
  public Upload create(
      String objectName, long maxBytes, Optional<ByteString> sha256, Duration validFor) {
    Instant expiry = clock.instant().plus(validFor);
    leaves.add(new Leave(objectName, maxBytes, sha256, expiry));
    return new Upload(
        URI.create("https://" + host + "/upload/" + (leaves.size() - 1)), Map.of(), expiry);
  }

  @Override
  public Optional<HttpReply> answer(HttpQuery query) {
    int id = Integer.parseInt(query.path().substring("/upload/".length()));
    return Optional.of(stored(leaves.get(id), query));
  }

  private HttpReply stored(Leave leave, HttpQuery query) {
    byte[] bytes;
    try {
      bytes = query.body().readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!clock.instant().isBefore(leave.expiry())) {
      return reply(403, Map.of());
    }
    if (bytes.length > leave.maxBytes()) {
      return reply(413, Map.of());
    }
    offered
        .computeIfAbsent(leave.object(), object -> new TreeSet<>())
        .add(Fingerprint.of(bytes).hex());
    try {
      inbox.create(leave.object(), new ByteArrayInputStream(bytes), leave.sha256());
    } catch (DomainException e) {
      // Bytes that broke on their way are sent again; a store says so with a status of its own.
      return e.code() == ErrorCode.ALREADY_EXISTS ? held(leave.object()) : reply(503, Map.of());
    }
    announce.accept(inbox.bucket(), leave.object());
    return reply(201, Map.of());
  }

  private HttpReply held(String object) {
    Optional<BlobRef> there = inbox.stat(object);
    if (there.isEmpty()) {
      return reply(503, Map.of());
    }
    ByteString bytes = inbox.readAll(there.get(), Integer.MAX_VALUE);
    return reply(409, Map.of(Uploader.HELD_SHA256, Fingerprint.of(bytes.toByteArray()).hex()));
  }

  /** The digests of everything that anybody tried to store, by object. */
  public Map<String, Set<String>> offered() {
    return offered;
  }

  private static HttpReply reply(int status, Map<String, String> headers) {
    return new HttpReply(status, headers, ByteString.EMPTY);
  }
}
