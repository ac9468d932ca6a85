package org.aureole.local.secret;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Folders and files that other users of the machine can neither enter nor read: shares, answers and
 * event files lie there. On a file system without POSIX permissions what the folder around grants
 * is relied on.
 */
public final class PrivateFolder {
  private static final Set<PosixFilePermission> FOLDER =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private PrivateFolder() {}

  /** Creates a folder and its parents unless they exist; those that are new are their owner's. */
  public static Path create(Path folder) throws IOException {
    return Files.createDirectories(folder, attributes(FOLDER));
  }

  /** For the creation of a file that only its owner may read and write. */
  public static FileAttribute<?>[] fileAttributes() {
    return attributes(FILE);
  }

  /**
   * Shuts a folder of an earlier version to others. Files in it are left as they are: what one must
   * pass through is shut, and a change of permissions would make other versions of them. Does
   * nothing if there is no such folder, or if everybody may write there: then it is one like {@code
   * /tmp}, which is not ours to shut.
   */
  public static void tighten(Path folder) throws IOException {
    if (!POSIX) {
      return;
    }
    try {
      Set<PosixFilePermission> found =
          Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS);
      boolean open = !FOLDER.containsAll(found);
      if (open && !found.contains(PosixFilePermission.OTHERS_WRITE)) {
        Files.setPosixFilePermissions(folder, FOLDER);
      }
    } catch (NoSuchFileException e) {
      // It will be made, and made private.
    }
  }

  private static FileAttribute<?>[] attributes(Set<PosixFilePermission> permissions) {
    return POSIX
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
        : new FileAttribute<?>[0];
  }
}
