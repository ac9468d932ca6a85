package org.aureole.local.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other users of the machine see nothing of a market, whoever made its folder and when. */
class MarketFolderTest {
  @TempDir private Path outside;

  @Test
  void theFolderOfANewMarketIsItsOwnersAlone() throws IOException {
    Path root = outside.resolve("made/here");
    MarketConfig.ofUsualParties("market", 1).write(root);
    assertThat(permissions(root)).isEqualTo("rwx------");
    assertThat(permissions(Folders.create(new MarketFolder(root).party("edp1"))))
        .isEqualTo("rwx------");
  }

  @Test
  void theFolderOfAnOlderMarketIsShut() throws IOException {
    Path root = open(outside.resolve("old"));
    Path parties = open(root.resolve("parties"));
    Path object = Files.writeString(parties.resolve("share"), "share");
    FileTime changed = (FileTime) Files.getAttribute(object, "unix:ctime");

    new MarketFolder(root).tighten();

    assertThat(permissions(root)).isEqualTo("rwx------");
    assertThat(permissions(parties)).isEqualTo("rwx------");
    assertThat(Files.getAttribute(object, "unix:ctime"))
        .as("the object is still the same version")
        .isEqualTo(changed);
  }

  @Test
  void aFolderWhereEverybodyWritesIsNotOursToShut() throws IOException {
    Path root = open(outside.resolve("shared"));
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path parties = open(root.resolve("parties"));

    new MarketFolder(root).tighten();

    assertThat(permissions(root)).isEqualTo("rwxrwxrwx");
    assertThat(permissions(parties)).isEqualTo("rwx------");
  }

  private static Path open(Path folder) throws IOException {
    Files.createDirectory(folder);
    return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
