package org.aureole.local.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.aureole.local.cli.console.Output;
import org.aureole.local.cli.market.ForegroundMarket;
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
    Output output =
        new Output(command.commandLine().getOut(), command.commandLine().getErr(), json);
    Interruption interruption = new Interruption(Thread.currentThread(), output);
    try (ForegroundMarket running =
        ForegroundMarket.prepare(interruption::begin, interruption::clear)) {
      return run(running, interruption, output);
    } finally {
      interruption.demoEnded();
    }
  }

  private int run(ForegroundMarket running, Interruption interruption, Output output)
      throws IOException, InterruptedException {
    Path folder = market;
    if (folder == null) {
      folder = Files.createTempDirectory("aureole-demo-");
      interruption.removes(folder);
    }
    PrivateFolder.create(folder);
    MarketLog.writeTo(folder);
    boolean succeeded = false;
    try {
      DemoReport report = new Demo(folder, output).run(running);
      report.show(output);
      succeeded = report.succeeded();
      return succeeded ? 0 : 1;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof DomainException known
          ? known
          : new IllegalStateException(e.getCause());
    } finally {
      if (!interruption.hasBegun()) {
        finish(folder, succeeded, output);
      }
    }
  }

  private void finish(Path folder, boolean succeeded, Output output)
      throws IOException, InterruptedException {
    if (market != null) {
      output.note(
          "The market stays in " + folder + "; go on with: aureole market up --market " + folder);
    } else if (succeeded) {
      Interruption.delete(folder);
    } else {
      output.note("The market's folder is left for you to look at: " + folder);
    }
  }
}
