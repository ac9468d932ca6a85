package org.aureole.gcp.storage;

import com.google.cloud.WriteChannel;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.Storage.BlobField;
import com.google.cloud.storage.Storage.BlobGetOption;
import com.google.cloud.storage.Storage.BlobListOption;
import com.google.cloud.storage.Storage.BlobTargetOption;
import com.google.cloud.storage.Storage.BlobWriteOption;
import com.google.cloud.storage.StorageException;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.aureole.model.error.DomainException;
import org.aureole.platform.blob.BlobNames;
import org.aureole.platform.blob.BlobRef;
import org.aureole.platform.blob.BlobStore;
import org.aureole.platform.blob.StoredBlob;
import org.aureole.platform.trace.Trace;

/**
 * A bucket of Google Cloud Storage. Its generations are the port's: every write of an object has
 * another one, and all reads name theirs. Objects whose names {@link BlobNames} refuses, which a
 * person may have put there, are left out of listings. Thread-safe.
 *
 * <p>What fits into one piece is stored by one request; more goes by a resumable upload, of which
 * nothing is seen before it is complete, and whose pieces the client library sends again as needed.
 */
public final class CloudBlobStore implements BlobStore {
  /**
   * Held in memory twice for each large object that is being written, here and by the client; a
   * multiple of 256 KiB, as the service wants it.
   */
  static final int PIECE_BYTES = 4 << 20;

  /** In an object's metadata: which attempt to create it made it. */
  private static final String ATTEMPT = "aureole-attempt";

  private static final BlobField[] FIELDS = {BlobField.NAME, BlobField.GENERATION, BlobField.SIZE};
  private static final BlobField[] FIELDS_AND_ATTEMPT = {
    BlobField.NAME, BlobField.GENERATION, BlobField.SIZE, BlobField.METADATA
  };

  private final Supplier<Storage> storage;
  private final String bucket;

  /**
   * @param storage gives a client of {@link CloudStorage}, which is opened when it is needed
   * @param bucket its name; it exists, and keeps neither versions nor deleted objects where
   *     anything lies that must be destroyed
   */
  public CloudBlobStore(Supplier<Storage> storage, String bucket) {
    this.storage = Objects.requireNonNull(storage);
    this.bucket = Objects.requireNonNull(bucket);
  }

  @Override
  public String bucket() {
    return bucket;
  }

  @Override
  public StoredBlob create(String name, InputStream bytes, Optional<ByteString> expectedSha256) {
    String attempt = UUID.randomUUID().toString();
    BlobInfo object =
        BlobInfo.newBuilder(bucket, BlobNames.check(name)).setMetadata(metadata(attempt)).build();
    MessageDigest digest = Sha256.digest();
    byte[] piece = next(name, bytes, digest);
    try {
      return piece.length < PIECE_BYTES
          ? createWhole(object, piece, digest, expectedSha256)
          : createInPieces(object, piece, bytes, digest, expectedSha256);
    } catch (StorageException e) {
      throw StorageErrors.toDomain(bucket, name, e);
    }
  }

  /** Which attempt made the object, and for which Measurement, if that is known. */
  private static Map<String, String> metadata(String attempt) {
    Map<String, String> metadata = new HashMap<>();
    metadata.put(ATTEMPT, attempt);
    Trace.current().ifPresent(trace -> metadata.put(Trace.PARENT, trace.parent()));
    return metadata;
  }

  private static byte[] next(String name, InputStream bytes, MessageDigest digest) {
    try {
      byte[] piece = bytes.readNBytes(PIECE_BYTES);
      digest.update(piece);
      return piece;
    } catch (IOException e) {
      throw DomainException.unavailable(name + " cannot be stored: its source broke off", e);
    }
  }

  private StoredBlob createWhole(
      BlobInfo object, byte[] bytes, MessageDigest digest, Optional<ByteString> expectedSha256) {
    ByteString sha256 = checked(object.getName(), digest, expectedSha256);
    return new StoredBlob(
        unlessOursIsThere(
            object,
            () ->
                // Not compressed on its way: shares and ciphertexts cannot be.
                storage
                    .get()
                    .create(
                        object,
                        bytes,
                        BlobTargetOption.doesNotExist(),
                        BlobTargetOption.disableGzipContent())),
        sha256);
  }

  /**
   * The last piece makes the object, so nothing of it is there if this ends before. The channel is
   * closed on success alone, for its close would send what there is as the last piece.
   */
  @SuppressWarnings("resource")
  private StoredBlob createInPieces(
      BlobInfo object,
      byte[] first,
      InputStream bytes,
      MessageDigest digest,
      Optional<ByteString> expectedSha256) {
    String name = object.getName();
    WriteChannel upload = storage.get().writer(object, BlobWriteOption.doesNotExist());
    upload.setChunkSize(PIECE_BYTES);
    try {
      byte[] piece = first;
      while (piece.length > 0) {
        write(upload, piece);
        piece = piece.length < PIECE_BYTES ? new byte[0] : next(name, bytes, digest);
      }
      ByteString sha256 = checked(name, digest, expectedSha256);
      upload.close();
      return new StoredBlob(
          ours(object)
              .orElseThrow(() -> DomainException.unavailable(name + " was replaced at once", null)),
          sha256);
    } catch (IOException e) {
      throw StorageErrors.toDomain(bucket, name, e);
    }
  }

  private static void write(WritableByteChannel upload, byte[] piece) throws IOException {
    ByteBuffer left = ByteBuffer.wrap(piece);
    while (left.hasRemaining()) {
      upload.write(left);
    }
  }

  /**
   * The object that was created. The client repeats a request whose answer was lost, and is then
   * told that the object exists: it does, and is the one of this attempt.
   */
  private BlobRef unlessOursIsThere(BlobInfo object, Supplier<BlobInfo> create) {
    try {
      return ref(create.get());
    } catch (StorageException e) {
      if (e.getCode() != StorageErrors.PRECONDITION_FAILED) {
        throw e;
      }
      return ours(object).orElseThrow(() -> e);
    }
  }

  /** The object, if this attempt made it. */
  private Optional<BlobRef> ours(BlobInfo object) {
    return Optional.ofNullable(
            storage.get().get(object.getBlobId(), BlobGetOption.fields(FIELDS_AND_ATTEMPT)))
        .filter(there -> object.getMetadata().equals(there.getMetadata()))
        .map(CloudBlobStore::ref);
  }

  private static ByteString checked(
      String name, MessageDigest digest, Optional<ByteString> expected) {
    ByteString sha256 = ByteString.copyFrom(digest.digest());
    if (expected.isPresent() && !expected.get().equals(sha256)) {
      throw DomainException.invalid(name, "the bytes do not have the expected SHA-256");
    }
    return sha256;
  }

  @Override
  public Optional<BlobRef> stat(String name) {
    BlobId id = BlobId.of(bucket, BlobNames.check(name));
    try {
      return Optional.ofNullable(storage.get().get(id, BlobGetOption.fields(FIELDS)))
          .map(CloudBlobStore::ref);
    } catch (StorageException e) {
      throw StorageErrors.toDomain(bucket, name, e);
    }
  }

  @Override
  public InputStream open(BlobRef ref) {
    return openRange(ref, 0, ref.size());
  }

  @Override
  public InputStream openRange(BlobRef ref, long offset, long length) {
    long end = Math.min(ref.size(), Math.addExact(offset, Math.min(length, ref.size())));
    if (offset >= end) {
      // There is nothing to ask for, but an answer is owed whether the version is there.
      if (!stat(ref.name()).equals(Optional.of(ref))) {
        throw DomainException.notFound(ref.toString());
      }
      return InputStream.nullInputStream();
    }
    return VersionStream.open(storage.get(), bucket, ref, offset, end);
  }

  @Override
  public Stream<BlobRef> list(String prefix) {
    try {
      return storage
          .get()
          .list(bucket, BlobListOption.prefix(prefix), BlobListOption.fields(FIELDS))
          .streamAll()
          .filter(object -> BlobNames.isValid(object.getName()))
          .map(CloudBlobStore::ref);
    } catch (StorageException e) {
      throw StorageErrors.toDomain(bucket, prefix, e);
    }
  }

  @Override
  public boolean delete(String name) {
    try {
      return storage.get().delete(BlobId.of(bucket, BlobNames.check(name)));
    } catch (StorageException e) {
      throw StorageErrors.toDomain(bucket, name, e);
    }
  }

  private static BlobRef ref(BlobInfo object) {
    return new BlobRef(object.getName(), object.getGeneration(), object.getSize());
  }
}
