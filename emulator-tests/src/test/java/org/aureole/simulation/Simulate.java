package org.aureole.simulation;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.aureole.simulation.Simulation.Outcome;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What {@code scripts/simulate} runs, in one process or several. */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs simulated markets in which everything goes wrong that can, and checks that nothing is"
          + " lost, counted twice or leaked.",
      "",
      "Each seed is a world of its own. A failing one is run again with ever fewer faults, and those"
          + " that are left are printed with the command that replays them.",
      "",
      "The last line says how many seeds, operations and faults there were, and how many failures.",
      "",
      "Examples:",
      "  scripts/simulate --seeds 1000",
      "  scripts/simulate --minutes 30 --jobs 2",
      "  scripts/simulate --from 4711 --seeds 1 --log world.log",
    })
public final class Simulate implements Callable<Integer> {
  private static final int REPLAYS = 200;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "100",
      description = "how many worlds at most (100)")
  private long seeds;

  @Option(
      names = "--from",
      paramLabel = "SEED",
      defaultValue = "1",
      description = "the first seed (1)")
  private long from;

  @Option(
      names = "--step",
      paramLabel = "N",
      defaultValue = "1",
      description = "take every N-th seed only, as one of several processes does (1)")
  private long step;

  @Option(
      names = "--offset",
      paramLabel = "N",
      defaultValue = "0",
      description = "leave out the first N seeds (0)")
  private long offset;

  @Option(
      names = "--minutes",
      paramLabel = "M",
      defaultValue = "0",
      description = "begin no world after that many minutes; 0 for no limit (0)")
  private long minutes;

  @Option(
      names = "--stop-after",
      paramLabel = "N",
      defaultValue = "5",
      description = "stop after that many failures (5)")
  private long stopAfter;

  @Option(
      names = "--only",
      paramLabel = "FAULT",
      description = "replay with this fault only; may be given several times")
  private List<String> only = List.of();

  @Option(names = "--each", description = "print a line for each world")
  private boolean each;

  @Option(
      names = "--log",
      paramLabel = "FILE",
      description = "write what the parties of failing worlds logged to this file")
  private Path log;

  private final PrintStream out = System.out;
  private long worlds;
  private long operations;
  private long faults;
  private long failures;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Simulate()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    long end = System.nanoTime() + Duration.ofMinutes(minutes).toNanos();
    long begin = System.nanoTime();
    try (Simulation simulation = new Simulation()) {
      for (long i = offset; i < seeds && failures < stopAfter; i += step) {
        if (minutes > 0 && System.nanoTime() > end) {
          break;
        }
        world(simulation, from + i);
      }
    }
    out.printf(
        "simulated %d seeds, %d operations, %d faults injected, %d failures (%d s)%n",
        worlds,
        operations,
        faults,
        failures,
        Duration.ofNanos(System.nanoTime() - begin).toSeconds());
    return failures == 0 ? 0 : 1;
  }

  private void world(Simulation simulation, long seed) throws Exception {
    Outcome outcome =
        only.isEmpty() ? simulation.run(seed) : simulation.replay(seed, Set.copyOf(only));
    worlds++;
    operations += outcome.operations();
    faults += outcome.faults().size();
    if (each) {
      out.printf(
          "seed %d: %d operations, %d faults; %s%n",
          seed, outcome.operations(), outcome.faults().size(), outcome.endings());
    }
    if (!outcome.violations().isEmpty()) {
      failures++;
      keep(simulation);
      report(simulation, outcome);
    }
  }

  private void keep(Simulation simulation) throws Exception {
    if (log != null) {
      Files.writeString(log, String.join("\n", simulation.log()), StandardCharsets.UTF_8);
    }
  }

  private void report(Simulation simulation, Outcome outcome) {
    out.println("FAILURE in the world of seed " + outcome.seed() + ": " + outcome.endings());
    outcome.violations().stream().limit(10).forEach(each -> out.println("  - " + each.trim()));
    List<String> fewest = outcome.faults();
    if (only.isEmpty()) {
      Minimiser minimiser =
          new Minimiser(
              faults -> !simulation.replay(outcome.seed(), faults).violations().isEmpty(), REPLAYS);
      fewest = minimiser.minimise(outcome.faults());
    }
    Outcome last = simulation.replay(outcome.seed(), new LinkedHashSet<>(fewest));
    out.println("  with these " + fewest.size() + " faults of " + outcome.faults().size() + ":");
    last.violations().stream().limit(5).forEach(each -> out.println("  - " + each.trim()));
    out.print("  scripts/simulate --seeds 1 --from " + outcome.seed());
    fewest.forEach(fault -> out.print(" \\\n      --only '" + fault + "'"));
    out.println();
  }
}
