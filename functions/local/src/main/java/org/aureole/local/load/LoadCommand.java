package org.aureole.local.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.aureole.local.cli.console.Output;
import org.aureole.local.cli.market.MarketLog;
import org.aureole.local.market.MarketPatience;
import org.aureole.model.error.DomainException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code aureole load}. */
@Command(
    name = "load",
    description = {
      "Drive a market on this machine with simulated consumers, and show what that costs.",
      "",
      "knee: visits at a rate that doubles until the market no longer follows.",
      "growth: what one more measurement costs in a small market and in a large one.",
      "plans: how the database runs each statement in that large market.",
      "",
      "It listens on loopback only, stops by itself, and leaves nothing behind."
    },
    footer = {
      "",
      "Examples:",
      "  aureole load --quick                      about two minutes",
      "  aureole load --only knee --step PT30S     where throughput stops following",
      "  aureole load --only growth,plans --parties 4 --event-groups 1 --open 100,1000",
      "  aureole load --quick --json"
    })
public final class LoadCommand implements Callable<Integer> {
  private static final Duration NEVER = Duration.ofHours(12);

  /** What can be studied. */
  enum Study {
    KNEE,
    GROWTH,
    PLANS
  }

  @Option(
      names = "--only",
      paramLabel = "STUDY",
      split = ",",
      description = "Only these of: ${COMPLETION-CANDIDATES}. Plans come with growth.")
  private Set<Study> only = EnumSet.allOf(Study.class);

  @Option(names = "--quick", description = "Small figures, for a first look.")
  private boolean quick;

  @Option(
      names = "--step",
      paramLabel = "TIME",
      description = "How long each rate is kept, as PT30S.")
  private Duration step;

  @Option(
      names = "--last-rate",
      paramLabel = "RATE",
      description = "No more visits a second than this.")
  private Double lastRate;

  @Option(
      names = "--open",
      paramLabel = "N",
      split = ",",
      description = "How many measurements are open while costs are counted, rising.")
  private List<Integer> open;

  @Option(
      names = "--through-api",
      paramLabel = "N",
      description = {
        "How many of them are created through the API; the others are copies of their rows, which is",
        "faster and leaves the parties the same to do."
      })
  private Integer throughApi;

  @Option(
      names = "--parties",
      paramLabel = "N",
      split = ",",
      description = "How many data providers there are while costs are counted, rising from 4.")
  private List<Integer> parties;

  @Option(
      names = "--event-groups",
      paramLabel = "N",
      split = ",",
      description = "How many event groups one data provider has while costs are counted, rising.")
  private List<Integer> eventGroups;

  @Option(
      names = "--probes",
      paramLabel = "N",
      description = "How many measurements each count is the mean of.")
  private Integer probes;

  @Option(
      names = "--json",
      description = "Answer in JSON: the last line is one object with every figure.")
  private boolean json;

  @Option(names = "--verbose", description = "With an error, show where in the program it arose.")
  @SuppressWarnings("UnusedVariable") // the handler of failures asks picocli for it
  private boolean verbose;

  @Spec private CommandSpec command;

  @Override
  public Integer call() throws IOException, InterruptedException, ExecutionException {
    LoadOptions options = options();
    Output output =
        new Output(command.commandLine().getOut(), command.commandLine().getErr(), json);
    Path folder = Files.createTempDirectory("aureole-load-");
    MarketLog.writeTo(folder);
    LoadReport report = new LoadReport();
    boolean done = false;
    try {
      if (only.contains(Study.KNEE)) {
        knee(folder.resolve("knee"), options, output, report);
      }
      if (only.contains(Study.GROWTH) || only.contains(Study.PLANS)) {
        growth(folder.resolve("growth"), options, output, report);
      }
      done = true;
    } finally {
      report.show(output);
      if (done) {
        delete(folder);
      } else {
        output.note("The market's folder is left for you to look at: " + folder);
      }
    }
    return report.succeeded() ? 0 : 1;
  }

  private static void knee(Path folder, LoadOptions options, Output output, LoadReport report)
      throws IOException, InterruptedException {
    output.note("Starting a market ...");
    try (LoadMarket market = new LoadMarket(folder, MarketPatience.USUAL)) {
      List<KneeStudy.Step> steps = new KneeStudy(market, output).run(options);
      report.add(steps, HotRows.find(market));
    }
  }

  private void growth(Path folder, LoadOptions options, Output output, LoadReport report)
      throws IOException, InterruptedException, ExecutionException {
    output.note("Starting a market whose sweeps are called by hand ...");
    try (LoadMarket market = new LoadMarket(folder, calledByHand())) {
      GrowthStudy study = new GrowthStudy(market, new MarketGrowth(market, folder, output), output);
      study.run(options, report::add);
      if (only.contains(Study.PLANS)) {
        report.add(new PlanStudy(market).run());
      }
    }
  }

  /** A market in which nobody sweeps or reminds of himself. */
  static MarketPatience calledByHand() {
    MarketPatience usual = MarketPatience.USUAL;
    return new MarketPatience(
        NEVER,
        usual.outboxGrace(),
        usual.startGrace(),
        usual.lease(),
        NEVER,
        usual.uploadValidity());
  }

  private LoadOptions options() {
    LoadOptions base = quick ? LoadOptions.quick() : LoadOptions.full();
    LoadOptions options =
        new LoadOptions(
            base.firstRate(),
            lastRate == null ? base.lastRate() : lastRate,
            step == null ? base.step() : step,
            open == null ? base.open() : open,
            throughApi == null ? base.throughApi() : throughApi,
            parties == null ? base.parties() : parties,
            eventGroups == null ? base.eventGroups() : eventGroups,
            probes == null ? base.probes() : probes);
    require(
        options.lastRate() > 0 && options.lastRate() <= 1000, "--last-rate", "above 0, up to 1000");
    require(
        !options.step().isNegative()
            && !options.step().isZero()
            && options.step().compareTo(Duration.ofMinutes(10)) <= 0,
        "--step",
        "up to PT10M, such as PT20S");
    requireSizes("--open", options.open(), 100_000);
    requireSizes("--parties", options.parties(), 1_000);
    requireSizes("--event-groups", options.eventGroups(), 10_000);
    require(options.throughApi() >= 20, "--through-api", "20 or more");
    require(options.probes() >= 1 && options.probes() <= 1000, "--probes", "from 1 to 1000");
    return options;
  }

  private static void requireSizes(String option, List<Integer> sizes, int most) {
    require(
        sizes.stream().allMatch(n -> n >= 0 && n <= most), option, "from 0 to " + most + " each");
  }

  private static void require(boolean holds, String option, String must) {
    if (!holds) {
      throw DomainException.invalid(option, "must be " + must);
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
