package org.aureole.local.secret;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;

/**
 * A small file that only its owner may read, written whole or not at all. Needs a file system with
 * POSIX permissions. Not for two processes that write at once.
 */
public final class PrivateFile {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final FileAttribute<?> CREATED_OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(OWNER_ONLY);

  private final Path path;

  public PrivateFile(Path path) {
    this.path = path.toAbsolutePath();
  }

  /**
   * What the file holds; empty when there is none.
   *
   * @throws DomainException FAILED_PRECONDITION when others may read it: then it is no secret
   */
  public Optional<byte[]> read() {
    try {
      if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        return Optional.empty();
      }
      Set<PosixFilePermission> permissions =
          Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
      if (!OWNER_ONLY.containsAll(permissions)) {
        throw DomainException.of(
            ErrorCode.FAILED_PRECONDITION,
            path
                + " holds a secret and can be read or written by others ("
                + PosixFilePermissions.toString(permissions)
                + "). Replace it, or if nobody saw it run: chmod 600 "
                + path);
      }
      return Optional.of(Files.readAllBytes(path));
    } catch (IOException e) {
      throw unavailable("read", e);
    }
  }

  /** Replaces the file; after a crash it holds the old or the new bytes. */
  public void write(byte[] bytes) {
    try {
      if (!Files.isDirectory(path.getParent())) {
        createFolder();
      }
      Path temporary = path.resolveSibling("." + path.getFileName() + "." + UUID.randomUUID());
      try {
        Files.createFile(temporary, CREATED_OWNER_ONLY);
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
          ByteBuffer buffer = ByteBuffer.wrap(bytes);
          while (buffer.hasRemaining()) {
            channel.write(buffer);
          }
          channel.force(true);
        }
        Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(temporary);
      }
      try (FileChannel folder = FileChannel.open(path.getParent(), StandardOpenOption.READ)) {
        folder.force(true);
      }
    } catch (IOException e) {
      throw unavailable("written", e);
    }
  }

  private void createFolder() throws IOException {
    try {
      PrivateFolder.create(path.getParent());
    } catch (FileAlreadyExistsException e) {
      throw new IOException(path.getParent() + " is no folder", e);
    }
  }

  private DomainException unavailable(String done, IOException e) {
    return DomainException.unavailable(path + " cannot be " + done + ": " + e.getMessage(), e);
  }
}
