package org.aureole.local.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final String TERMINAL = "aureole.terminal";

  private final PrintStream before = System.err;
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

  @BeforeEach
  void watch() {
    System.setErr(new PrintStream(shown, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void restore() {
    System.setErr(before);
    System.clearProperty(TERMINAL);
  }

  private static void work(boolean json) {
    PrintWriter writer = new PrintWriter(new StringWriter());
    try (Progress progress =
        Progress.of(new Output(writer, writer, json), "Reading", 10, "files")) {
      progress.doing("one");
      progress.step();
      progress.reach(10);
    }
  }

  @Test
  void showsABarOnATerminal() {
    System.setProperty(TERMINAL, "true");

    work(false);

    assertThat(shown.toString(StandardCharsets.UTF_8)).contains("Reading").contains("100%");
  }

  @Test
  void showsNothingElsewhere() {
    System.setProperty(TERMINAL, "false");

    work(false);

    assertThat(shown.size()).isZero();
  }

  @Test
  void showsNothingWhereAScriptReads() {
    System.setProperty(TERMINAL, "true");

    work(true);

    assertThat(shown.size()).isZero();
  }
}
