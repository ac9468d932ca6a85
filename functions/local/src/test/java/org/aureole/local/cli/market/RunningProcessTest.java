package org.aureole.local.cli.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.aureole.model.error.DomainException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningProcessTest {
  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("market.pid");
  }

  @Test
  void findsWhatThisProcessWrote() {
    RunningProcess process = new RunningProcess(folder);
    assertThat(process.find()).isEmpty();

    process.write(false);
    assertThat(process.find()).hasValueSatisfying(entry -> assertThat(entry.ready()).isFalse());
    process.write(true);

    assertThat(process.find())
        .hasValueSatisfying(entry -> {
          assertThat(entry.pid()).isEqualTo(ProcessHandle.current().pid());
          assertThat(entry.ready()).isTrue();
          assertThat(entry.process()).contains(ProcessHandle.current());
        });
    process.clear();
    assertThat(file()).doesNotExist();
  }

  @Test
  void aProcessThatBeganAtAnotherTimeIsNotOurs() throws IOException {
    long pid = ProcessHandle.current().pid();
    Files.writeString(file(), "{\"pid\":" + pid + ",\"startedAtMillis\":1,\"ready\":true}");

    RunningProcess process = new RunningProcess(folder);

    assertThat(process.find()).isEmpty();
    process.clear();
    assertThat(file()).exists();
  }

  @Test
  void aProcessThatIsGoneIsNotRunning() throws IOException, InterruptedException {
    Process gone = new ProcessBuilder(javaCommand(), "-version").redirectErrorStream(true).start();
    gone.getInputStream().readAllBytes();
    gone.waitFor();
    Files.writeString(file(), "{\"pid\":" + gone.pid() + ",\"startedAtMillis\":1,\"ready\":true}");

    assertThat(new RunningProcess(folder).find()).isEmpty();
  }

  private static String javaCommand() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  @Test
  void aFileThatCannotBeReadIsToldOf() throws IOException {
    Files.writeString(file(), "{\"pid\": \"many\"}");

    assertThatThrownBy(() -> new RunningProcess(folder).find())
        .isInstanceOf(DomainException.class)
        .hasMessageContaining("market.pid")
        .hasMessageContaining("remove it");
  }
}
