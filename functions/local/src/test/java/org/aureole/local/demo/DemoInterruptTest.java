package org.aureole.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.aureole.local.cli.Aureole;
import org.aureole.local.process.ProcessLife;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ctrl-C during a demo, at several moments of its life. */
@Tag("market")
class DemoInterruptTest {
  private static final int INTERRUPT = 2;
  private static final int TERMINATE = 15;
  private static final int BY_SIGNAL = 128;
  private static final long PATIENCE_SECONDS = 120;

  @TempDir private Path temporary;

  @ParameterizedTest
  @ValueSource(strings = {"Starting a market", "It is up", "measuring ..."})
  void nothingIsLeftOfIt(String moment) throws Exception {
    Process demo =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                Aureole.class.getName(),
                "demo")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<String> said = new ArrayList<>();
    List<ProcessHandle> servers = new ArrayList<>();
    try (BufferedReader err = demo.errorReader()) {
      for (String line = err.readLine(); line != null; line = err.readLine()) {
        said.add(line);
        if (line.contains(moment)) {
          server().ifPresent(servers::add);
          interrupt(demo);
        }
      }
      assertThat(demo.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    } finally {
      demo.destroyForcibly();
    }

    assertThat(said).contains("Interrupted.").noneMatch(line -> line.startsWith("aureole:"));
    assertThat(said.get(said.size() - 1)).isEqualTo("Interrupted.");
    assertThat(demo.exitValue()).isIn(BY_SIGNAL + INTERRUPT, BY_SIGNAL + TERMINATE);
    assertThat(folders()).isEmpty();
    assertThat(servers).noneMatch(ProcessLife::runs);
  }

  private List<Path> folders() throws IOException {
    try (Stream<Path> files = Files.list(temporary)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("aureole-demo-"))
          .toList();
    }
  }

  /** The database server of the demo, once it runs. */
  private Optional<ProcessHandle> server() throws IOException {
    Path file = folders().get(0).resolve("postgres/data/postmaster.pid");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    return ProcessHandle.of(Long.parseLong(Files.readAllLines(file).get(0).strip()));
  }

  /** Where the tests run in a shell's background, children ignore what Ctrl-C sends. */
  private static void interrupt(Process demo) throws IOException, InterruptedException {
    String signal = ignoresInterrupts(demo.pid()) ? "TERM" : "INT";
    assertThat(
            new ProcessBuilder("kill", "-" + signal, Long.toString(demo.pid())).start().waitFor())
        .isZero();
  }

  private static boolean ignoresInterrupts(long pid) throws IOException {
    Path status = Path.of("/proc", Long.toString(pid), "status");
    if (!Files.exists(status)) {
      return false;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .map(line -> Long.parseUnsignedLong(line.substring("SigIgn:".length()).strip(), 16))
        .anyMatch(ignored -> (ignored & (1L << (INTERRUPT - 1))) != 0);
  }
}
