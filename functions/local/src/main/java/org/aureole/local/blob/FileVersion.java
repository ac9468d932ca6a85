package org.aureole.local.blob;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Which version of a file is there, as the file system tells it.
 *
 * <p>The generation is a digest of what changes when anybody changes the file: time of
 * modification, time of status change (which no program can set back), identity of the inode and
 * size. Changing the permissions, or restoring a backup, makes another generation too: that is the
 * safe side.
 *
 * @param file the identity of the inode; another one when the file was replaced as a whole
 */
record FileVersion(long generation, long size, Object file) {

  /** The version of the regular file at a path; empty when there is none. Follows no link. */
  static Optional<FileVersion> of(Path path) throws IOException {
    Map<String, Object> unix;
    try {
      unix =
          Files.readAttributes(
              path,
              "unix:isRegularFile,lastModifiedTime,ctime,dev,ino,size",
              LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (FileSystemException e) {
      // A part of the path is a file: the JDK has no exception of its own for that.
      if (Files.isDirectory(path.getParent())) {
        throw e;
      }
      return Optional.empty();
    }
    if (!(Boolean) unix.get("isRegularFile")) {
      return Optional.empty();
    }
    long modified = nanos((FileTime) unix.get("lastModifiedTime"));
    long changed = nanos((FileTime) unix.get("ctime"));
    long size = (Long) unix.get("size");
    String inode = unix.get("dev") + ":" + unix.get("ino");
    return Optional.of(new FileVersion(generation(modified, changed, inode, size), size, inode));
  }

  private static long nanos(FileTime time) {
    return time.to(TimeUnit.NANOSECONDS);
  }

  /** 62 bits, so positive, and never zero. */
  private static long generation(long modified, long changed, String inode, long size) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest((modified + " " + changed + " " + inode + " " + size).getBytes(US_ASCII));
      return ByteBuffer.wrap(digest).getLong() >>> 2 | 1L << 61;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  boolean sameFile(FileVersion other) {
    return Objects.equals(file, other.file);
  }
}
