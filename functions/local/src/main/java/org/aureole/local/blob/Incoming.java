package org.aureole.local.blob;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.aureole.local.secret.PrivateFolder;

/**
 * The folder in which new objects are written before they get their names. Thread-safe; belongs to
 * one process at a time.
 */
final class Incoming {
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final int LINK_ATTEMPTS = 5;

  private final Path folder;

  /** The modification time given to the last object, so that no two objects share one. */
  private final AtomicReference<Instant> lastTime = new AtomicReference<>(Instant.EPOCH);

  private Incoming(Path folder) {
    this.folder = folder;
  }

  /**
   * Makes the folder if there is none, and sweeps what a crash has left in it. The bucket around it
   * is shut to other users.
   */
  static Incoming open(Path folder) throws IOException {
    PrivateFolder.create(folder);
    PrivateFolder.tighten(folder.getParent());
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder)) {
      for (Path file : left) {
        Files.delete(file);
      }
    }
    return new Incoming(folder);
  }

  /** Writes bytes to a nameless file and syncs it. */
  Written write(InputStream bytes) throws IOException {
    Path file = folder.resolve(UUID.randomUUID().toString());
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PrivateFolder.fileAttributes())) {
      MessageDigest digest = sha256();
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int n = bytes.read(buffer); n >= 0; n = bytes.read(buffer)) {
        digest.update(buffer, 0, n);
        ByteBuffer chunk = ByteBuffer.wrap(buffer, 0, n);
        while (chunk.hasRemaining()) {
          channel.write(chunk);
        }
      }
      Files.setLastModifiedTime(file, FileTime.from(uniqueTime()));
      channel.force(true);
      return new Written(file, ByteString.copyFrom(digest.digest()));
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  /** File systems stamp files to some milliseconds only; two objects must differ all the same. */
  private Instant uniqueTime() {
    return lastTime.updateAndGet(last -> {
      Instant now = Instant.now();
      return now.isAfter(last) ? now : last.plusNanos(1000);
    });
  }

  /** A whole file without a name; closing it removes what has not been moved. */
  record Written(Path file, ByteString sha256) implements AutoCloseable {
    /**
     * Gives the file its name, atomically and durably.
     *
     * @throws java.nio.file.FileAlreadyExistsException when the name is taken
     */
    void moveTo(Path target) throws IOException {
      for (int attempt = 1; ; attempt++) {
        PrivateFolder.create(target.getParent());
        try {
          // A rename would replace what is there; a link does not.
          Files.createLink(target, file);
          sync(target.getParent());
          Files.delete(file);
          return;
        } catch (NoSuchFileException e) {
          // A deletion next door has just removed the empty folder.
          if (attempt == LINK_ATTEMPTS) {
            throw e;
          }
        }
      }
    }

    @Override
    public void close() throws IOException {
      Files.deleteIfExists(file);
    }
  }

  private static void sync(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
