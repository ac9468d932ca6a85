package org.aureole.duchy.intake;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Optional;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.platform.blob.BlobRef;
import org.aureole.platform.blob.BlobStore;
import org.aureole.platform.handover.InboxFolder;
import org.aureole.v1.ManifestObject;

/** The bucket into which other parties put their objects. Thread-safe. */
public final class Inbox {
  /** The largest manifest that is read, in bytes: a worker's names every data provider. */
  public static final int MAX_MANIFEST_BYTES = 4 * 1024 * 1024;

  private final BlobStore bucket;

  public Inbox(BlobStore bucket) {
    this.bucket = Objects.requireNonNull(bucket);
  }

  /** The name of the bucket, as storage events state it. */
  public String bucketName() {
    return bucket.bucket();
  }

  /**
   * The bytes of the manifest that lies in a folder now, unverified; empty if there is none.
   *
   * @throws DomainException PROTOCOL_VIOLATION if it is too large
   */
  public Optional<ByteString> manifest(InboxFolder folder) {
    return bucket.stat(folder.object(InboxFolder.MANIFEST)).map(this::readManifest);
  }

  /**
   * The bytes of an object that a verified manifest lists. The caller closes the stream, which
   * throws PROTOCOL_VIOLATION at its end if the digest is another.
   *
   * @throws DomainException PROTOCOL_VIOLATION if there is no such object or it has another size
   */
  public InputStream open(InboxFolder folder, ManifestObject object) {
    BlobRef ref =
        bucket
            .stat(folder.object(object.getName()))
            .orElseThrow(() -> violation(object, "is missing"));
    if (ref.size() != object.getSizeBytes()) {
      // Without the sizes: how many records there are carries noise, and the error goes far.
      throw violation(object, "has another size than its manifest says");
    }
    return new DigestCheckedStream(
        bucket.open(ref), object.getSha256().toByteArray(), object.getName());
  }

  /**
   * Checks an object that a verified manifest lists, by reading all of it.
   *
   * @throws DomainException PROTOCOL_VIOLATION if it is missing or has another size or digest
   */
  public void check(InboxFolder folder, ManifestObject object) {
    try (InputStream in = open(folder, object)) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw DomainException.unavailable("an object of the inbox cannot be read", e);
    }
  }

  /** Whether exactly these bytes lie in a folder; empty if no object of that name does. */
  public Optional<Boolean> holds(InboxFolder folder, ManifestObject object) {
    return bucket
        .stat(folder.object(object.getName()))
        .map(ref -> ref.size() == object.getSizeBytes() && digestMatches(folder, object));
  }

  /** Deletes one object; it need not be there. */
  public void delete(InboxFolder folder, String object) {
    bucket.delete(folder.object(object));
  }

  /** Deletes everything in a folder. */
  public void deleteAll(InboxFolder folder) {
    bucket.deleteAll(folder.prefix());
  }

  private boolean digestMatches(InboxFolder folder, ManifestObject object) {
    try {
      check(folder, object);
      return true;
    } catch (DomainException e) {
      if (e.code() == ErrorCode.PROTOCOL_VIOLATION) {
        return false;
      }
      throw e;
    }
  }

  private ByteString readManifest(BlobRef ref) {
    if (ref.size() > MAX_MANIFEST_BYTES) {
      throw DomainException.of(
          ErrorCode.PROTOCOL_VIOLATION,
          "the manifest has " + ref.size() + " bytes; at most " + MAX_MANIFEST_BYTES);
    }
    return bucket.readAll(ref, MAX_MANIFEST_BYTES);
  }

  private static DomainException violation(ManifestObject object, String what) {
    return DomainException.of(
        ErrorCode.PROTOCOL_VIOLATION, "the object " + object.getName() + " " + what);
  }
}
