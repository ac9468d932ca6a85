package org.aureole.local.blob;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.platform.blob.BlobNames;
import org.aureole.platform.blob.BlobRef;
import org.aureole.platform.blob.BlobStore;
import org.aureole.platform.blob.StoredBlob;

/**
 * A bucket that is a folder: an object is the file of its name. People may drop files into it and
 * remove them; hidden files and links are no objects.
 *
 * <p>A new object is written and synced under {@code .incoming} first and then linked to its name,
 * which the file system does atomically and only while the name is free. What a crash leaves in
 * {@code .incoming} is swept when the folder is opened. Folders and objects that are made here are
 * their owner's alone; files that people drop keep the permissions that they have. Needs a file
 * system with hard links and Unix attributes. One process creates objects in a folder; others may
 * read. Thread-safe.
 */
public final class FolderBlobStore implements BlobStore {
  private final String bucket;
  private final Path root;
  private final Incoming incoming;

  /**
   * Linking and unlinking changes a file's version for a moment; nobody looks in between. Creators
   * hold the write lock, and only for that moment.
   */
  private final ReentrantReadWriteLock settling = new ReentrantReadWriteLock();

  private FolderBlobStore(String bucket, Path root, Incoming incoming) {
    this.bucket = bucket;
    this.root = root;
    this.incoming = incoming;
  }

  /**
   * Opens a bucket; the folder is made if there is none.
   *
   * @throws DomainException FAILED_PRECONDITION when it cannot be used
   */
  public static FolderBlobStore open(String bucket, Path folder) {
    Path root = folder.toAbsolutePath().normalize();
    try {
      return new FolderBlobStore(bucket, root, Incoming.open(root.resolve(".incoming")));
    } catch (IOException e) {
      throw DomainException.of(
          ErrorCode.FAILED_PRECONDITION,
          "the bucket folder " + folder + " cannot be used: " + e.getMessage(),
          e);
    }
  }

  @Override
  public String bucket() {
    return bucket;
  }

  /** Where the objects are, for people who drop files. */
  public Path folder() {
    return root;
  }

  @Override
  public StoredBlob create(String name, InputStream bytes, Optional<ByteString> expectedSha256) {
    Path target = path(name);
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw exists(name);
    }
    try (Incoming.Written written = incoming.write(bytes)) {
      if (expectedSha256.isPresent() && !expectedSha256.get().equals(written.sha256())) {
        throw DomainException.invalid(name, "the bytes do not have the expected SHA-256");
      }
      return new StoredBlob(publish(name, written, target), written.sha256());
    } catch (FileAlreadyExistsException e) {
      throw exists(name);
    } catch (IOException e) {
      throw DomainException.unavailable(name + " cannot be stored: " + e.getMessage(), e);
    }
  }

  private BlobRef publish(String name, Incoming.Written written, Path target) throws IOException {
    settling.writeLock().lock();
    try {
      written.moveTo(target);
      FileVersion version =
          FileVersion.of(target).orElseThrow(() -> new NoSuchFileException(target.toString()));
      return new BlobRef(name, version.generation(), version.size());
    } finally {
      settling.writeLock().unlock();
    }
  }

  private static DomainException exists(String name) {
    return DomainException.of(
        ErrorCode.ALREADY_EXISTS, name + " exists, or a part of its path is another object");
  }

  @Override
  public Optional<BlobRef> stat(String name) {
    return version(name).map(v -> new BlobRef(name, v.generation(), v.size()));
  }

  private Optional<FileVersion> version(String name) {
    Path path = path(name);
    settling.readLock().lock();
    try {
      return FileVersion.of(path);
    } catch (IOException e) {
      throw DomainException.unavailable(name + " cannot be looked at: " + e.getMessage(), e);
    } finally {
      settling.readLock().unlock();
    }
  }

  @Override
  public InputStream open(BlobRef ref) {
    return openRange(ref, 0, ref.size());
  }

  @Override
  public InputStream openRange(BlobRef ref, long offset, long length) {
    if (offset < 0 || offset > ref.size() || length < 0) {
      throw new IllegalArgumentException(offset + " + " + length + " of " + ref);
    }
    Path path = path(ref.name());
    if (stat(ref.name()).filter(ref::equals).isEmpty()) {
      throw gone(ref);
    }
    try {
      FileChannel channel =
          FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
      try {
        // Again after opening: it is this look that is sure of the file that was opened.
        FileVersion version =
            version(ref.name())
                .filter(v -> v.generation() == ref.generation() && v.size() == ref.size())
                .orElseThrow(() -> gone(ref));
        channel.position(offset);
        return new VersionedInput(
            channel, path, ref, version, Math.min(length, ref.size() - offset));
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (NoSuchFileException e) {
      throw gone(ref);
    } catch (IOException e) {
      throw DomainException.unavailable(ref.name() + " cannot be opened: " + e.getMessage(), e);
    }
  }

  private static DomainException gone(BlobRef ref) {
    return DomainException.notFound("generation " + ref.generation() + " of object " + ref.name());
  }

  @Override
  public Stream<BlobRef> list(String prefix) {
    settling.readLock().lock();
    try {
      return StreamSupport.stream(
          Spliterators.spliteratorUnknownSize(
              new ObjectWalk(root, prefix), Spliterator.ORDERED | Spliterator.DISTINCT),
          false);
    } catch (UncheckedIOException e) {
      throw DomainException.unavailable("bucket " + bucket + " cannot be listed", e);
    } finally {
      settling.readLock().unlock();
    }
  }

  @Override
  public boolean delete(String name) {
    Path path = path(name);
    try {
      if (FileVersion.of(path).isEmpty()) {
        return false;
      }
      boolean deleted = Files.deleteIfExists(path);
      removeEmptyFolders(path.getParent());
      return deleted;
    } catch (IOException e) {
      throw DomainException.unavailable(name + " cannot be deleted: " + e.getMessage(), e);
    }
  }

  /** A bucket has no folders of its own: those that held only what was deleted go with it. */
  private void removeEmptyFolders(Path from) throws IOException {
    for (Path folder = from; !folder.equals(root); folder = folder.getParent()) {
      try {
        Files.deleteIfExists(folder);
      } catch (DirectoryNotEmptyException e) {
        return;
      }
    }
  }

  private Path path(String name) {
    try {
      Path path = root.resolve(BlobNames.check(name));
      for (Path folder = path.getParent(); !folder.equals(root); folder = folder.getParent()) {
        if (Files.isSymbolicLink(folder)) {
          throw DomainException.invalid("objectName", "the name leads through a link");
        }
      }
      return path;
    } catch (InvalidPathException e) {
      throw DomainException.invalid(
          "objectName",
          "this machine's locale cannot write the name to a file; set LC_ALL=C.UTF-8");
    }
  }
}
