package org.aureole.local.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.aureole.local.secret.PrivateFolder;
import org.aureole.model.error.DomainException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an embedded server keeps: {@code data}, {@code password}, {@code ready} (the first start
 * went through to its end) and {@code lock}, held while a process uses the folder.
 */
final class PostgresFolder implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PostgresFolder.class);
  private static final int PASSWORD_BYTES = 16;

  private final Path root;
  private final FileChannel lockChannel;
  private String password;

  private PostgresFolder(Path root, FileChannel lockChannel) {
    this.root = root;
    this.lockChannel = lockChannel;
  }

  /** Creates the folder if need be, and locks it. */
  static PostgresFolder open(Path root) {
    Path absolute = root.toAbsolutePath().normalize();
    FileChannel channel;
    try {
      PrivateFolder.create(absolute);
      channel =
          FileChannel.open(
              absolute.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw DomainException.precondition(
          "the database folder "
              + absolute
              + " cannot be written ("
              + e
              + "); choose another, or"
              + " give yourself the right to write there");
    }
    if (!locked(channel)) {
      closeQuietly(channel);
      throw DomainException.precondition(
          "the database folder "
              + absolute
              + " is in use by another process; stop that one, or"
              + " choose another folder");
    }
    return new PostgresFolder(absolute, channel);
  }

  private static boolean locked(FileChannel channel) {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path data() {
    return root.resolve("data");
  }

  /** Known once the folder is prepared. */
  String password() {
    return password;
  }

  /**
   * Makes the folder fit for a start: keeps complete data, removes what a first start left that did
   * not come to its end, which holds no database yet.
   *
   * @return whether the data are to be created
   */
  boolean prepare() throws IOException {
    Path passwordFile = root.resolve("password");
    if (Files.exists(root.resolve("ready"))) {
      if (!Files.exists(passwordFile)) {
        throw DomainException.precondition(
            "the database folder "
                + root
                + " lacks its file 'password'; put it back, or choose"
                + " another folder");
      }
      password = Files.readString(passwordFile, StandardCharsets.US_ASCII).strip();
      return false;
    }
    if (Files.exists(data())) {
      log.info("removing the data of a first start that did not finish, in {}", data());
      delete(data());
    }
    byte[] random = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(random);
    password = HexFormat.of().formatHex(random);
    Files.deleteIfExists(passwordFile);
    Files.createFile(passwordFile, ownerOnly());
    Files.writeString(passwordFile, password, StandardCharsets.US_ASCII);
    return true;
  }

  /** Says that the first start is complete: from now on the data are never removed. */
  void markReady() throws IOException {
    Files.writeString(root.resolve("ready"), "", StandardCharsets.US_ASCII);
  }

  private static FileAttribute<?>[] ownerOnly() {
    boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  private static void delete(Path directory) throws IOException {
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(directory)) {
      paths = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.delete(path);
    }
  }

  @Override
  public void close() {
    closeQuietly(lockChannel);
  }

  private static void closeQuietly(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      log.debug("the lock file did not close", e);
    }
  }
}
