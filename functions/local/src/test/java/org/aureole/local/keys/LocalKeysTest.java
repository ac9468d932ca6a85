package org.aureole.local.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.aureole.crypto.consent.EncryptionPublicKey;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.crypto.consent.SigningIdentity;
import org.aureole.platform.keys.KeyLifetimes;
import org.aureole.platform.keys.KeysContract;
import org.aureole.platform.keys.StoredKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class LocalKeysTest extends KeysContract<StoredKeys> {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Instant START = Instant.parse("2026-05-01T12:00:00Z");
  private static final List<String> FILES = List.of("root", "signing-000001", "encryption-000001");

  @TempDir private Path folder;
  private Instant now = START;
  private int stores;

  @Override
  protected StoredKeys empty() {
    stores++;
    return open("keys-" + stores, "master-" + stores);
  }

  @Override
  protected Instant now() {
    return now;
  }

  @Test
  void keepsItsKeysOverARestart() {
    StoredKeys before = created();
    byte[] wrapped = before.wrap("x", new byte[] {1, 2, 3});

    StoredKeys after = open("keys-1", "master-1");

    assertThat(after.root()).isEqualTo(before.root());
    assertThat(after.signing().chain()).isEqualTo(before.signing().chain());
    assertThat(after.encryptionKey()).isEqualTo(before.encryptionKey());
    assertThat(after.unwrap("x", wrapped)).containsExactly(1, 2, 3);
    assertSigns(after);
  }

  @Test
  void seesARotationByAnotherProcessAtOnce() {
    StoredKeys one = created();
    StoredKeys other = open("keys-1", "master-1");

    EncryptionPublicKey rotated = other.rotateEncryption(one.encryptionKey().fingerprint());
    SigningIdentity signing = other.rotateSigning(one.signing().chain().fingerprint());

    assertThat(one.encryptionKey()).isEqualTo(rotated);
    assertThat(one.signing().chain()).isEqualTo(signing.chain());
  }

  @Test
  void finishesACreationThatACrashCutShort() throws IOException {
    StoredKeys whole = created();
    for (int done = 0; done <= FILES.size(); done++) {
      Path cut = Files.createDirectory(folder.resolve("cut-" + done), ownerOnly("rwx------"));
      for (String file : FILES.subList(0, done)) {
        Files.copy(folder.resolve("keys-1").resolve(file), cut.resolve(file));
      }
      Files.write(cut.resolve(".root.6b0c1e0a"), new byte[] {1});
      Files.write(cut.resolve(".signing-000001.6b0c1e0b"), new byte[] {1});

      StoredKeys keys = open("cut-" + done, "master-1");
      keys.create("Kanal Eins");

      assertSigns(keys);
      assertThat(Arrays.equals(keys.root(), whole.root())).isEqualTo(done >= 1);
      assertThat(keys.signing().chain().equals(whole.signing().chain())).isEqualTo(done >= 2);
      assertThat(keys.encryptionKey().equals(whole.encryptionKey())).isEqualTo(done >= 3);
    }
  }

  @Test
  void manyWhoCreateAndRotateAtOnceAgree() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<StoredKeys>> created =
          threads.invokeAll(
              Collections.nCopies(
                  16,
                  () -> {
                    StoredKeys keys = open("keys-1", "master-1");
                    keys.create("Kanal Eins");
                    return keys;
                  }));
      StoredKeys first = created.get(0).get();
      Fingerprint signing = first.signing().chain().fingerprint();
      Fingerprint encryption = first.encryptionKey().fingerprint();
      for (Future<StoredKeys> keys : created) {
        assertThat(keys.get().root()).isEqualTo(first.root());
      }

      Set<Object> rotated = ConcurrentHashMap.newKeySet();
      Callable<Boolean> rotate =
          () ->
              rotated.add(
                  List.of(
                      first.rotateSigning(signing).chain(), first.rotateEncryption(encryption)));
      for (Future<Boolean> done : threads.invokeAll(Collections.nCopies(16, rotate))) {
        done.get();
      }

      assertThat(rotated).containsExactly(List.of(first.signing().chain(), first.encryptionKey()));
      assertThat(first.signing().chain().fingerprint()).isNotEqualTo(signing);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void refusesAnotherMasterKey() {
    created();

    assertThatThrownBy(() -> open("keys-1", "master-other"))
        .hasMessageContaining("another master key")
        .hasMessageContaining("root");
  }

  @Test
  void saysWhichFileWasAltered() throws IOException {
    StoredKeys keys = created();
    for (String name : FILES) {
      Path file = folder.resolve("keys-1").resolve(name);
      byte[] whole = Files.readAllBytes(file);
      for (int i = 0; i < whole.length; i++) {
        byte[] flipped = whole.clone();
        flipped[i] ^= (byte) (1 << (i % 8));
        Files.write(file, flipped);
        assertThatThrownBy(() -> useAll(keys)).hasMessageContaining(name);
      }
      for (int length : new int[] {0, 3, 20, whole.length - 1}) {
        Files.write(file, Arrays.copyOf(whole, length));
        assertThatThrownBy(() -> useAll(keys))
            .hasMessageContaining(name)
            .hasMessageContaining("incomplete");
      }
      Files.write(file, whole);
    }
    useAll(keys);
  }

  @Test
  void refusesAFileInThePlaceOfAnother() throws IOException {
    StoredKeys keys = created();
    Path store = folder.resolve("keys-1");
    Files.copy(store.resolve("encryption-000001"), store.resolve("encryption-000002"));

    assertThatThrownBy(keys::encryptionKey)
        .hasMessageContaining("encryption-000002")
        .hasMessageContaining("stands in another's place");
  }

  @Test
  void storesNoKeyInClearAndNothingForOthers() throws IOException {
    assumePosix();
    StoredKeys keys = created();
    byte[] publicKey = keys.signing().chain().leaf();
    for (String store : new String[] {"keys-1", "master-1"}) {
      assertThat(permissions(folder.resolve(store))).isEqualTo("rwx------");
    }
    assertThat(permissions(folder.resolve("master-1/master-key"))).isEqualTo("rw-------");
    try (Stream<Path> files = Files.list(folder.resolve("keys-1"))) {
      List<Path> all = files.toList();
      assertThat(all.stream().map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(FILES);
      for (Path file : all) {
        assertThat(permissions(file)).isEqualTo("rw-------");
        String content = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertThat(content)
            .startsWith("AUK1")
            .doesNotContain(new String(Arrays.copyOf(publicKey, 16), StandardCharsets.ISO_8859_1));
      }
    }
  }

  @Test
  void refusesFoldersAndFilesOpenToOthers() throws IOException {
    assumePosix();
    StoredKeys keys = created();
    Path store = folder.resolve("keys-1");
    Path root = store.resolve("root");

    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(keys::root).hasMessageContaining("chmod 600 " + root);
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rw-------"));
    Files.setPosixFilePermissions(store, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThatThrownBy(() -> open("keys-1", "master-1")).hasMessageContaining("chmod 700 " + store);
    Files.setPosixFilePermissions(store, PosixFilePermissions.fromString("rwx------"));
    Path master = folder.resolve("master-1/master-key");
    Files.setPosixFilePermissions(master, PosixFilePermissions.fromString("rw----r--"));
    assertThatThrownBy(() -> open("keys-1", "master-1"))
        .hasMessageContaining("chmod 600 " + master);
  }

  @Test
  void saysWhenTheSigningCertificateExpiredAndSignsAgainAfterRotation() {
    StoredKeys keys = created();
    SigningIdentity old = keys.signing();
    now = START.plus(KeyLifetimes.DEFAULT.certificate()).plusSeconds(1);

    assertThatThrownBy(keys::signing).hasMessageContaining("expired on 2027-05-01T12:00:00Z");

    keys.rotateSigning(old.chain().fingerprint());
    assertSigns(keys);
  }

  @Test
  void tellsOfTheSigningCertificatesEndAMonthBeforeAndOnceInAProcess() {
    StoredKeys keys = created();
    Instant end = START.plus(KeyLifetimes.DEFAULT.certificate());
    Logger log = (Logger) LoggerFactory.getLogger(StoredKeys.class);
    ListAppender<ILoggingEvent> heard = new ListAppender<>();
    heard.start();
    log.addAppender(heard);
    try {
      now = end.minus(Duration.ofDays(31));
      keys.signing();
      assertThat(heard.list).isEmpty();

      now = end.minus(Duration.ofDays(30));
      keys.signing();
      keys.signing();
      assertThat(heard.list)
          .extracting(ILoggingEvent::getLevel, ILoggingEvent::getFormattedMessage)
          .containsExactly(
              tuple(
                  Level.ERROR,
                  "the signing certificate ends on 2027-05-01T12:00:00Z; rotate the signing key"
                      + " before"));

      keys.rotateSigning(keys.signing().chain().fingerprint());
      keys.signing();
      assertThat(heard.list).hasSize(1);
    } finally {
      log.detachAppender(heard);
    }
  }

  @Test
  void certificatesEndWithTheRootAndNoneIsIssuedAfterIt() {
    StoredKeys keys = created();
    SigningIdentity old = keys.signing();
    Instant rootEnd = START.plus(KeyLifetimes.DEFAULT.root());
    now = rootEnd.minus(Duration.ofDays(1));
    SigningIdentity last = keys.rotateSigning(old.chain().fingerprint());
    assertSigns(keys);

    now = rootEnd.plusSeconds(1);

    assertThatThrownBy(keys::signing).hasMessageContaining("expired on " + rootEnd);
    assertThatThrownBy(() -> keys.rotateSigning(last.chain().fingerprint()))
        .hasMessageContaining("the root certificate expired on " + rootEnd);
  }

  @Test
  void signsAfterTheClockWasSetBack() {
    StoredKeys keys = created();
    now = START.minus(Duration.ofMinutes(4));
    keys.rotateSigning(keys.signing().chain().fingerprint());

    assertSigns(keys);
  }

  private StoredKeys open(String keys, String master) {
    return LocalKeys.open(
        folder.resolve(keys),
        MasterKey.inFolder(folder.resolve(master), RANDOM),
        KeyLifetimes.DEFAULT,
        (InstantSource) () -> now,
        RANDOM);
  }

  private static void useAll(StoredKeys keys) {
    keys.root();
    keys.signing();
    keys.encryptionKey();
  }

  private static void assumePosix() {
    assumeTrue(
        FileSystems.getDefault().supportedFileAttributeViews().contains("posix"),
        "this file system has no POSIX permissions");
  }

  private static FileAttribute<?>[] ownerOnly(String permissions) {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
