package org.aureole.local.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MasterKeyTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final byte[] SECRET = {1, 2, 3};

  @TempDir private Path folder;

  @Test
  void fileIsCreatedOnceAndReadAgain() {
    byte[] sealed = inFile("a").envelope("files").wrap("x", SECRET);

    assertThat(inFile("a").envelope("files").unwrap("x", sealed, "x")).isEqualTo(SECRET);
    assertRefused(() -> inFile("b").envelope("files").unwrap("x", sealed, "x"));
  }

  @Test
  void usesHaveKeysOfTheirOwn() {
    byte[] sealed = inFile("a").envelope("files").wrap("x", SECRET);

    assertRefused(() -> inFile("a").envelope("wrapping").unwrap("x", sealed, "x"));
  }

  @Test
  void passphraseGivesTheSameKeyAgainAndAnotherGivesAnother() {
    byte[] sealed = fromPassphrase("correct horse battery").envelope("files").wrap("x", SECRET);

    assertThat(fromPassphrase("correct horse battery").envelope("files").unwrap("x", sealed, "x"))
        .isEqualTo(SECRET);
    assertRefused(
        () -> fromPassphrase("correct horse batterie").envelope("files").unwrap("x", sealed, "x"));
  }

  @Test
  void passphraseIsOverwrittenAndMustBeLongEnough() {
    char[] passphrase = "correct horse battery".toCharArray();
    MasterKey.fromPassphrase(folder.resolve("salt"), () -> passphrase, RANDOM);
    assertThat(passphrase).containsOnly('\0');

    char[] tooShort = "short".toCharArray();
    assertThatThrownBy(
            () -> MasterKey.fromPassphrase(folder.resolve("salt"), () -> tooShort, RANDOM))
        .hasMessageContaining("12 characters")
        .hasMessageNotContaining("short");
    assertThat(tooShort).containsOnly('\0');
  }

  @Test
  void refusesAFileThatIsNoMasterKey() throws IOException {
    inFile("a");
    Path file = folder.resolve("a/master-key");
    for (String content : new String[] {"", "abc", "00".repeat(31), "zz".repeat(32)}) {
      Files.writeString(file, content);
      assertRefused(() -> inFile("a"));
    }
  }

  @Test
  void saysSoWhereTheParentFolderIsMissing() {
    assertThatThrownBy(() -> MasterKey.inFolder(folder.resolve("no/such/folder"), RANDOM))
        .isInstanceOfSatisfying(
            DomainException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE))
        .hasMessageContaining("no/such/folder");
  }

  @Test
  void showsNothing() throws IOException {
    String shown = inFile("a").toString();

    assertThat(shown)
        .contains("redacted")
        .doesNotContain(Files.readString(folder.resolve("a/master-key")).strip());
  }

  private MasterKey inFile(String name) {
    return MasterKey.inFolder(folder.resolve(name), RANDOM);
  }

  private MasterKey fromPassphrase(String passphrase) {
    return MasterKey.fromPassphrase(folder.resolve("salt"), passphrase::toCharArray, RANDOM);
  }

  private static void assertRefused(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            DomainException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION));
  }
}
