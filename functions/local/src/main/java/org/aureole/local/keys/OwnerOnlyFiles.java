package org.aureole.local.keys;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.aureole.model.error.DomainException;
import org.aureole.platform.keys.KeyRecords;

/**
 * A folder of files that only the owner of the process may touch, each written once, whole, and
 * never changed. A crash at any moment leaves a file absent or complete; what it may leave besides,
 * a name with a leading dot, is ignored. Safe for several threads and processes on one folder.
 *
 * <p>On file systems without POSIX permissions the folder's inherited access rules are relied on.
 */
final class OwnerOnlyFiles implements KeyRecords {
  private static final Set<PosixFilePermission> FOLDER =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
  private static final int MAX_FILE_BYTES = 1 << 20;

  private final Path folder;
  private final boolean posix;

  private OwnerOnlyFiles(Path folder, boolean posix) {
    this.folder = folder;
    this.posix = posix;
  }

  /**
   * Opens a folder and creates it if it is absent; its parent must exist.
   *
   * @throws DomainException FAILED_PRECONDITION if others may touch the folder
   */
  static OwnerOnlyFiles in(Path folder) {
    Path path = folder.toAbsolutePath();
    try {
      boolean posix =
          Files.getFileStore(path.getParent())
              .supportsFileAttributeView(PosixFileAttributeView.class);
      OwnerOnlyFiles files = new OwnerOnlyFiles(path, posix);
      try {
        Files.createDirectory(path, files.attributes(FOLDER));
        sync(path.getParent());
      } catch (FileAlreadyExistsException e) {
        files.requireOwnerOnly(path, "700");
      }
      return files;
    } catch (IOException e) {
      throw unavailable("open", path, e);
    }
  }

  @Override
  public String place(String name) {
    return path(name).toString();
  }

  Path path(String name) {
    return folder.resolve(name);
  }

  /**
   * The whole content of a file, if it exists.
   *
   * @throws DomainException FAILED_PRECONDITION if others may touch the file, or it is too large to
   *     be ours
   */
  @Override
  public Optional<byte[]> read(String name) {
    Path file = path(name);
    try {
      requireOwnerOnly(file, "600");
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw DomainException.precondition(file + " is too large for a key file");
      }
      return Optional.of(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw unavailable("read", file, e);
    }
  }

  @Override
  public boolean create(String name, byte[] content) {
    Path file = path(name);
    Path temporary = path("." + name + "." + UUID.randomUUID());
    try {
      try {
        writeAndSync(temporary, content);
        // A hard link appears whole or not at all and, unlike a rename, never replaces a file.
        Files.createLink(file, temporary);
      } finally {
        Files.deleteIfExists(temporary);
      }
      sync(folder);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      throw unavailable("write", file, e);
    }
  }

  @Override
  public List<String> list(String prefix) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith(prefix))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw unavailable("list", folder, e);
    }
  }

  @Override
  public void refresh() {
    // It looks each time.
  }

  @Override
  public String toString() {
    return folder.toString();
  }

  private void writeAndSync(Path file, byte[] content) throws IOException {
    Set<StandardOpenOption> options =
        EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (FileChannel channel = FileChannel.open(file, options, attributes(FILE))) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
  }

  private FileAttribute<?>[] attributes(Set<PosixFilePermission> permissions) {
    return posix
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
        : new FileAttribute<?>[0];
  }

  private void requireOwnerOnly(Path path, String mode) throws IOException {
    if (!posix) {
      return;
    }
    Set<PosixFilePermission> found = Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
    if (!FOLDER.containsAll(found)) {
      throw DomainException.precondition(
          path
              + " is open to others ("
              + PosixFilePermissions.toString(found)
              + "); keys must be their owner's alone: chmod "
              + mode
              + " "
              + path);
    }
  }

  /** So that the name of a new file survives a crash of the machine, too. */
  private static void sync(Path folder) throws IOException {
    if (System.getProperty("os.name").startsWith("Windows")) {
      return; // Windows opens no folder as a file, and journals names by itself.
    }
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static DomainException unavailable(String verb, Path path, IOException cause) {
    return DomainException.unavailable(
        "cannot " + verb + " " + path + " of the key store; see that it is there and yours", cause);
  }
}
