package org.aureole.local.cli.market;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.aureole.local.cli.console.Output;
import org.aureole.local.cli.session.MarketOptions;
import org.aureole.local.market.MarketConfig;
import org.aureole.local.process.ProcessLife;
import org.aureole.model.error.DomainException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "down",
    description = {
      "Stop the market of a folder, cleanly. What was committed stays, and goes on at the next up."
    },
    footer = {"", "Example:", "  aureole market down"})
final class MarketDown implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Mixin private MarketOptions options;

  @Override
  public Integer call() throws InterruptedException {
    MarketConfig config = MarketConfig.read(options.market()).requireHere();
    Output output = options.output();
    Optional<ProcessHandle> process =
        new RunningProcess(options.market()).find().flatMap(RunningProcess.Entry::process);
    process.ifPresent(ProcessHandle::destroy);
    if (process.isPresent() && !ProcessLife.awaitEnd(process.get(), PATIENCE)) {
      throw DomainException.precondition(
          "the market's process "
              + process.get().pid()
              + " has not stopped within "
              + PATIENCE.toSeconds()
              + " s; see its log, or end it by: kill -9 "
              + process.get().pid());
    }
    if (output.isJson()) {
      output.json(Map.of("market", config.name(), "stopped", process.isPresent()));
    } else {
      output.say(
          process.isPresent()
              ? "The market " + config.name() + " is down."
              : "The market " + config.name() + " was not running.");
    }
    return 0;
  }
}
