package org.aureole.platform.blob;

import com.google.protobuf.ByteString;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.aureole.model.error.DomainException;

/**
 * One bucket of a party.
 *
 * <p>Objects are written whole and never changed in place: {@link #create} shows an object to
 * readers only when it is complete and durable, and never replaces one. (Files that a person drops
 * into the bucket may replace others; each change is another generation.) A read names the
 * generation it means and never gets bytes of another.
 *
 * <p>Every method throws {@link DomainException}: INVALID_ARGUMENT for a name that {@link
 * BlobNames} refuses, UNAVAILABLE when the store does not answer. Thread-safe, also across
 * processes that share the bucket.
 */
public interface BlobStore {
  /** The bucket's name, as storage events state it. */
  String bucket();

  /**
   * Stores a new object.
   *
   * @param bytes read to its end, not closed
   * @param expectedSha256 the 32-byte digest that the bytes must have; empty for any
   * @throws DomainException ALREADY_EXISTS when an object of that name is there, whatever it holds;
   *     INVALID_ARGUMENT when the digest is another, and nothing is stored
   */
  StoredBlob create(String name, InputStream bytes, Optional<ByteString> expectedSha256);

  /** Stores a new object that is at hand. */
  default StoredBlob create(String name, ByteString bytes) {
    return create(name, new ByteArrayInputStream(bytes.toByteArray()), Optional.empty());
  }

  /** The current version of an object; empty when there is none. */
  Optional<BlobRef> stat(String name);

  /**
   * The bytes of exactly one version. The caller closes the stream.
   *
   * @throws DomainException NOT_FOUND when that version is no longer the current one; the same from
   *     {@code read} when it is replaced or deleted while it is read and the store can no longer
   *     deliver it whole
   */
  InputStream open(BlobRef ref);

  /**
   * A part of exactly one version. The caller closes the stream.
   *
   * @param offset of the first byte, at most the size
   * @param length in bytes; what lies beyond the end is left out
   * @throws DomainException as {@link #open}
   */
  InputStream openRange(BlobRef ref, long offset, long length);

  /**
   * The objects whose names start with a prefix, in order of their UTF-8 bytes. Objects created
   * before the call are all there; those created or deleted meanwhile may be. The caller closes the
   * stream.
   *
   * @param prefix any text; empty for the whole bucket
   */
  Stream<BlobRef> list(String prefix);

  /**
   * Deletes an object, whatever its version.
   *
   * @return false when there was none
   */
  boolean delete(String name);

  /**
   * The whole of a small object.
   *
   * @param maxBytes what it may hold at most
   * @throws DomainException INVALID_ARGUMENT when it holds more; else as {@link #open}
   */
  default ByteString readAll(BlobRef ref, int maxBytes) {
    if (ref.size() > maxBytes) {
      throw DomainException.invalid(
          ref.name(), "holds " + ref.size() + " bytes; at most " + maxBytes + " are expected");
    }
    try (InputStream in = open(ref)) {
      return ByteString.readFrom(in);
    } catch (IOException e) {
      throw DomainException.unavailable(ref.name() + " cannot be read", e);
    }
  }

  /** Deletes every object under a prefix, and returns how many there were. */
  default int deleteAll(String prefix) {
    List<BlobRef> found;
    try (Stream<BlobRef> objects = list(prefix)) {
      found = objects.toList();
    }
    return (int) found.stream().filter(ref -> delete(ref.name())).count();
  }
}
