package org.aureole.local.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.platform.blob.BlobRef;
import org.aureole.platform.blob.BlobStore;
import org.aureole.platform.blob.BlobStoreContract;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderBlobStoreTest extends BlobStoreContract {
  @TempDir private Path folder;

  @Override
  protected BlobStore emptyStore() {
    return open();
  }

  private FolderBlobStore open() {
    return FolderBlobStore.open("bucket", folder.resolve("bucket"));
  }

  @Test
  void aDroppedFileIsAnObjectAndReplacingItAnotherGeneration() throws IOException {
    FolderBlobStore store = open();
    Path file = store.folder().resolve("day1.csv");
    Files.writeString(file, "old");
    BlobRef old = store.stat("day1.csv").orElseThrow();

    Path newer = folder.resolve("newer");
    Files.writeString(newer, "new");
    Files.setLastModifiedTime(newer, Files.getLastModifiedTime(file));
    Files.move(newer, file, StandardCopyOption.REPLACE_EXISTING);

    BlobRef current = store.stat("day1.csv").orElseThrow();
    assertThat(current.size()).isEqualTo(old.size());
    assertThat(current.generation()).isNotEqualTo(old.generation());
    assertThatThrownBy(() -> store.open(old)).isInstanceOf(DomainException.class);
    assertThat(store.readAll(current, 10).toStringUtf8()).isEqualTo("new");
  }

  /** Shares and answers lie in it: other users of the machine can neither enter nor read. */
  @Test
  void whatIsStoredIsItsOwnersAlone() throws IOException {
    FolderBlobStore store = open();
    store.create("external/edp1/share", ByteString.copyFromUtf8("share"));
    for (String made : List.of("", ".incoming", "external", "external/edp1")) {
      assertThat(permissions(store.folder().resolve(made))).as(made).isEqualTo("rwx------");
    }
    assertThat(permissions(store.folder().resolve("external/edp1/share"))).isEqualTo("rw-------");
  }

  @Test
  void anOlderBucketIsShutAndWhatPeopleDroppedStaysReadable() throws IOException {
    Path bucket = Files.createDirectory(folder.resolve("older"));
    Files.setPosixFilePermissions(bucket, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path dropped = Files.writeString(bucket.resolve("day1.csv"), "events");
    Files.setPosixFilePermissions(dropped, PosixFilePermissions.fromString("rw-r--r--"));

    FolderBlobStore store = FolderBlobStore.open("older", bucket);

    assertThat(permissions(bucket)).isEqualTo("rwx------");
    assertThat(permissions(dropped)).isEqualTo("rw-r--r--");
    BlobRef ref = store.stat("day1.csv").orElseThrow();
    assertThat(store.readAll(ref, 10).toStringUtf8()).isEqualTo("events");
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void aFileThatIsReplacedWhileItIsReadIsReadToItsOldEnd() throws IOException {
    FolderBlobStore store = open();
    BlobRef ref = store.create("big", ByteString.copyFrom(new byte[200_000])).ref();
    try (InputStream in = store.open(ref)) {
      assertThat(in.readNBytes(1000)).hasSize(1000);
      Files.writeString(folder.resolve("other"), "other");
      Files.move(
          folder.resolve("other"),
          store.folder().resolve("big"),
          StandardCopyOption.REPLACE_EXISTING);
      assertThat(in.readAllBytes()).hasSize(199_000).containsOnly(0);
    }
  }

  @Test
  void aFileThatIsWrittenIntoStopsItsReader() throws IOException {
    FolderBlobStore store = open();
    BlobRef ref = store.create("big", ByteString.copyFrom(new byte[200_000])).ref();
    try (InputStream in = store.open(ref)) {
      assertThat(in.readNBytes(1000)).hasSize(1000);
      Files.writeString(store.folder().resolve("big"), "x", StandardOpenOption.APPEND);
      assertThatThrownBy(in::readAllBytes)
          .isInstanceOfSatisfying(
              DomainException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND))
          .hasMessageContaining("changed while it was read");
    }
  }

  @Test
  void generationsSurviveAReopening() {
    BlobRef ref = open().create("a/b", ByteString.copyFromUtf8("x")).ref();
    FolderBlobStore again = open();
    assertThat(again.stat("a/b")).contains(ref);
    assertThat(again.readAll(ref, 1).toStringUtf8()).isEqualTo("x");
  }

  @Test
  void whatACrashLeftIsSwept() throws IOException {
    FolderBlobStore store = open();
    Files.writeString(store.folder().resolve(".incoming/half"), "half an object");
    assertThat(names(store)).isEmpty();
    open();
    assertThat(store.folder().resolve(".incoming/half")).doesNotExist();
  }

  @Test
  void linksHiddenFilesAndFoldersAreNoObjects() throws IOException {
    FolderBlobStore store = open();
    Path secret = Files.writeString(folder.resolve("secret"), "secret");
    Files.createSymbolicLink(store.folder().resolve("link"), secret);
    Files.createSymbolicLink(store.folder().resolve("links"), folder);
    Files.writeString(store.folder().resolve(".hidden"), "x");
    Files.createDirectories(store.folder().resolve("empty/folder"));
    assertThat(names(store)).isEmpty();
    assertThat(store.stat("link")).isEmpty();
    assertThat(store.stat("empty")).isEmpty();
    assertThatThrownBy(() -> store.stat("links/secret")).hasMessageContaining("link");
    assertThatThrownBy(() -> store.create("links/new", ByteString.EMPTY))
        .hasMessageContaining("link");
    assertThatThrownBy(() -> store.open(new BlobRef("link", 1, 6)))
        .isInstanceOf(DomainException.class);
  }

  @Test
  void anObjectCannotLieUnderAnother() {
    FolderBlobStore store = open();
    store.create("a", ByteString.EMPTY);
    assertThatThrownBy(() -> store.create("a/b", ByteString.EMPTY))
        .isInstanceOfSatisfying(
            DomainException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_EXISTS));
    assertThat(store.stat("a/b")).isEmpty();
    assertThat(store.delete("a/b")).isFalse();
    assertThat(store.list("a/")).isEmpty();
  }

  @Test
  void deletingTidiesTheFoldersButNotThoseWithObjects() {
    FolderBlobStore store = open();
    store.create("x/y/1", ByteString.EMPTY);
    store.create("x/2", ByteString.EMPTY);
    store.delete("x/y/1");
    assertThat(store.folder().resolve("x/y")).doesNotExist();
    assertThat(names(store)).containsExactly("x/2");
    store.delete("x/2");
    assertThat(store.folder()).isDirectory();
  }

  private static List<String> names(BlobStore store) {
    try (Stream<BlobRef> objects = store.list("")) {
      return objects.map(BlobRef::name).toList();
    }
  }
}
