package org.aureole.emulator.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command that stands in for gcloud writes where. */
@Tag("gcp")
class GcloudTest {
  @TempDir private Path folder;
  private final List<List<String>> executed = new ArrayList<>();
  private Gcloud.Reply reply = new Gcloud.Reply(0, "", "");
  private Gcloud gcloud;

  private record Ran(int status, String output, String errors) {}

  @BeforeEach
  void start() throws IOException {
    gcloud =
        new Gcloud(
            folder.resolve("bin"),
            new Gcloud.Commands() {
              @Override
              public String identityToken(String account, String audience) {
                throw new IllegalArgumentException("you may not act as " + account);
              }

              @Override
              public Gcloud.Reply operate(String project, List<String> arguments) {
                executed.add(arguments);
                return reply;
              }

              @Override
              public void copy(Path file, String bucket, String object) {
                executed.add(List.of(file.toString(), bucket, object));
              }
            });
  }

  @AfterEach
  void stop() {
    gcloud.close();
  }

  private Ran run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("bash", gcloud.script().toString()));
    command.addAll(List.of(arguments));
    Path errors = folder.resolve("errors");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(errors.toFile())
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ran(process.waitFor(), output, Files.readString(errors));
  }

  @Test
  void whatAJobPrintsIsNotMixedWithItsLog() throws Exception {
    reply =
        new Gcloud.Reply(
            0, "-----BEGIN CERTIFICATE-----\nMIIB\\n%s\n", "{\"severity\":\"INFO\"}\n  a warning");
    Ran ran =
        run(
            "run",
            "jobs",
            "execute",
            "operator",
            "--project=p",
            "--args=join,Kanal Eins",
            "--wait");
    assertThat(ran).isEqualTo(new Ran(0, reply.output(), reply.errors() + "\n"));
    assertThat(executed).containsExactly(List.of("join", "Kanal Eins"));
  }

  @Test
  void anExecutionThatFailsSaysSoOnce() throws Exception {
    reply = new Gcloud.Reply(1, "", "the execution failed with exit code 2\n");
    assertThat(run("run", "jobs", "execute", "operator", "--project=p", "--args=nonsense"))
        .isEqualTo(new Ran(1, "", reply.errors()));
  }

  @Test
  void helpNamesTheCommandsThatThereAre() throws Exception {
    Ran help = run("--help");
    assertThat(help.status()).isZero();
    assertThat(help.output())
        .contains("run jobs execute", "storage cp", "auth print-identity-token");
    assertThat(run("run", "jobs", "execute", "--help")).isEqualTo(help);
    assertThat(executed).isEmpty();
  }

  @Test
  void whatItDoesNotKnowItRefuses() throws Exception {
    assertThat(run("logging", "read"))
        .isEqualTo(
            new Ran(
                2,
                "",
                "gcloud (of this market): 'logging read' is not known here; see gcloud --help for"
                    + " what is\n"));
    assertThat(
            run("auth", "print-identity-token", "--impersonate-service-account=a", "--audiences=b"))
        .isEqualTo(new Ran(2, "", "gcloud (of this market): you may not act as a\n"));
  }
}
