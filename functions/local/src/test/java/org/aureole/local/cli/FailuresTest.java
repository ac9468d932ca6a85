package org.aureole.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

class FailuresTest {
  @Command(name = "failing")
  private static final class Failing implements Callable<Integer> {
    private final Exception failure;

    @Option(names = "--verbose")
    @SuppressWarnings("UnusedVariable") // the handler asks picocli for it
    private boolean verbose;

    Failing(Exception failure) {
      this.failure = failure;
    }

    @Override
    public Integer call() throws Exception {
      throw failure;
    }
  }

  private static CommandRun run(Exception failure, String... arguments) {
    StringWriter err = new StringWriter();
    int exitCode =
        new CommandLine(new Failing(failure))
            .setExecutionExceptionHandler(new Failures())
            .setErr(new PrintWriter(err))
            .execute(arguments);
    return new CommandRun(exitCode, "", err.toString());
  }

  @Test
  void aKnownErrorIsOneLine() {
    CommandRun run = run(DomainException.precondition("the tap is closed; open it"));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).isEqualToIgnoringNewLines("aureole: the tap is closed; open it");
  }

  @Test
  void aWrongOptionIsAUsageErrorAndAWrongFieldIsNot() {
    assertThat(run(DomainException.invalid("--to", "must be after --from")).exitCode())
        .isEqualTo(2);
    assertThat(run(DomainException.invalid("measurementSpec.reach", "is odd")).exitCode())
        .isEqualTo(1);
  }

  @Test
  void whoDoesNotAnswerCanBeFound() {
    CommandRun run = run(DomainException.unavailable("nobody answers", null));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("aureole market status");
  }

  @Test
  void whoMayNotIsToldOfTheIdentityOption() {
    assertThat(run(DomainException.denied("not yours")).err()).contains("--as");
    assertThat(run(DomainException.of(ErrorCode.UNAUTHENTICATED, "who?")).err())
        .contains("credentials");
    assertThat(
            run(DomainException.denied(
                    "this method is not for a caller of role UNREGISTERED; it is for OPERATOR"))
                .err())
        .contains("aureole parties approve")
        .doesNotContain("--as");
  }

  @Test
  void whoCallsTooOftenIsToldWhenToComeAgain() {
    CommandRun run = run(DomainException.exhausted("mc1 calls too often", Duration.ofSeconds(7)));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("mc1 calls too often").contains("Wait 7 s and repeat");
    assertThat(run(DomainException.of(ErrorCode.RESOURCE_EXHAUSTED, "too much")).err())
        .contains("Wait a moment");
  }

  @Test
  void anUnknownErrorAsksForAReport() {
    CommandRun run = run(new IllegalStateException("odd"));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("fault of the program").contains("odd").contains("--verbose");
    assertThat(run.err()).doesNotContain("\tat ");
  }

  @Test
  void verboseShowsTheTrace() {
    assertThat(run(new IllegalStateException("odd"), "--verbose").err()).contains("\tat ");
  }

  @Test
  void aFileErrorIsPutIntoWords() {
    assertThat(run(new IOException("no space left")).err())
        .isEqualToIgnoringNewLines("aureole: no space left");
    assertThat(run(new NoSuchFileException("a.csv")).err())
        .isEqualToIgnoringNewLines("aureole: a.csv: there is no such file or folder");
    assertThat(run(new UncheckedIOException(new AccessDeniedException("a.csv"))).err())
        .isEqualToIgnoringNewLines("aureole: a.csv: you have no right to read or write it");
  }

  @Test
  void aMessageCannotSteerTheTerminal() {
    assertThat(run(DomainException.precondition("a\u001b[31mb\nc")).err())
        .contains("a?[31mb")
        .doesNotContain("\u001b");
  }
}
