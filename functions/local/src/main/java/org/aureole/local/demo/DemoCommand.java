package org.aureole.local.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.aureole.local.cli.console.Output;
import org.aureole.local.cli.market.MarketLog;
import org.aureole.local.market.MarketConfig;
import org.aureole.local.secret.PrivateFolder;
import org.aureole.model.error.DomainException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code aureole demo}. */
@Command(
    name = "demo",
    description = {
      "Start a market on sample events, measure, show the results beside the truth, and stop.",
      "The exit code is 0 if every measurement succeeded."
    },
    footer = {"", "Examples:", "  aureole demo", "  aureole demo --market trial --json"})
public final class DemoCommand implements Callable<Integer> {
  @Option(
      names = "--market",
      paramLabel = "DIR",
      description = "Keep the market in this new folder; without it the market is gone afterwards.")
  private Path market;

  @Option(
      names = "--json",
      description = "Answer in JSON: the last line is one object with every result.")
  private boolean json;

  @Option(names = "--verbose", description = "With an error, show where in the program it arose.")
  @SuppressWarnings("UnusedVariable") // the handler of failures asks picocli for it
  private boolean verbose;

  @Spec private CommandSpec command;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (market != null && MarketConfig.exists(market)) {
      throw DomainException.invalid(
          "--market", market + " holds a market already; name a new folder");
    }
    Path folder = market == null ? Files.createTempDirectory("aureole-demo-") : market;
    PrivateFolder.create(folder);
    MarketLog.writeTo(folder);
    Output output =
        new Output(command.commandLine().getOut(), command.commandLine().getErr(), json);
    boolean succeeded = false;
    try {
      DemoReport report = new Demo(folder, output).run();
      report.show(output);
      succeeded = report.succeeded();
      return succeeded ? 0 : 1;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof DomainException known
          ? known
          : new IllegalStateException(e.getCause());
    } finally {
      finish(folder, succeeded, output);
    }
  }

  private void finish(Path folder, boolean succeeded, Output output) {
    if (market != null) {
      output.note(
          "The market stays in " + folder + "; go on with: aureole market up --market " + folder);
    } else if (succeeded) {
      delete(folder);
    } else {
      output.note("The market's folder is left for you to look at: " + folder);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the folder " + folder + " cannot be removed", e);
    }
  }
}
