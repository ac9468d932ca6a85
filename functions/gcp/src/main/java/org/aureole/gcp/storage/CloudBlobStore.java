package org.aureole.gcp.storage;

import com.google.cloud.storage.Blob;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.BlobWriteSession;
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
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.aureole.model.error.DomainException;
import org.aureole.platform.blob.BlobNames;
import org.aureole.platform.blob.BlobRef;
import org.aureole.platform.blob.BlobStore;
import org.aureole.platform.blob.StoredBlob;

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

  private static final BlobField[] FIELDS = {BlobField.NAME, BlobField.GENERATION, BlobField.SIZE};

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
    BlobInfo object = BlobInfo.newBuilder(bucket, BlobNames.check(name)).build();
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
    // Not compressed on its way: shares and ciphertexts cannot be.
    Blob stored =
        storage
            .get()
            .create(
                object,
                bytes,
                BlobTargetOption.doesNotExist(),
                BlobTargetOption.disableGzipContent());
    return new StoredBlob(ref(stored), sha256);
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
    BlobWriteSession session =
        storage.get().blobWriteSession(object, BlobWriteOption.doesNotExist());
    try {
      WritableByteChannel upload = session.open();
      byte[] piece = first;
      while (piece.length > 0) {
        write(upload, piece);
        piece = piece.length < PIECE_BYTES ? new byte[0] : next(name, bytes, digest);
      }
      ByteString sha256 = checked(name, digest, expectedSha256);
      upload.close();
      return new StoredBlob(ref(session.getResult().get()), sha256);
    } catch (IOException | ExecutionException e) {
      throw StorageErrors.toDomain(bucket, name, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw DomainException.unavailable("interrupted while " + name + " was stored", e);
    }
  }

  private static void write(WritableByteChannel upload, byte[] piece) throws IOException {
    ByteBuffer left = ByteBuffer.wrap(piece);
    while (left.hasRemaining()) {
      upload.write(left);
    }
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
