package org.aureole.local.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileErrorsTest {
  @TempDir private Path folder;

  private interface Action {
    void run() throws IOException;
  }

  private static String words(Action action) {
    try {
      action.run();
    } catch (IOException e) {
      return FileErrors.words(e);
    }
    throw new AssertionError("it worked");
  }

  @Test
  void whatTheSystemSaysIsPutIntoWords() throws IOException {
    Path file = Files.write(folder.resolve("file"), new byte[] {(byte) 0xff});
    Path none = folder.resolve("none");

    assertThat(words(() -> Files.readString(none)))
        .isEqualTo(none + ": there is no such file or folder");
    assertThat(words(() -> Files.createDirectories(file)))
        .isEqualTo(file + ": something else of that name exists already");
    assertThat(words(() -> Files.readString(file))).isEqualTo("it is no text in UTF-8");
    assertThat(words(() -> Files.delete(folder))).isEqualTo(folder + ": the folder is not empty");
    assertThat(words(() -> Files.createFile(file.resolve("below"))))
        .isEqualTo(file.resolve("below") + ": Not a directory");
    assertThat(FileErrors.words(new AccessDeniedException("x")))
        .isEqualTo("x: you have no right to read or write it");
    assertThat(words(() -> new ProcessBuilder("no-such-program").start()))
        .isEqualTo(
            "the program no-such-program cannot be run; is it installed, and may you run it?");
    assertThat(FileErrors.words(new IOException())).contains("gives no reason");
  }
}
