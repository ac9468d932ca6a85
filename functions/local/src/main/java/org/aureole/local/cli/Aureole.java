package org.aureole.local.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.aureole.local.cli.event.EventsCommand;
import org.aureole.local.cli.keys.KeysCommand;
import org.aureole.local.cli.market.MarketCommand;
import org.aureole.local.cli.measurement.MeasurementsCommand;
import org.aureole.local.cli.party.PartiesCommand;
import org.aureole.local.cli.population.PopulationsCommand;
import org.aureole.local.cli.provider.BudgetCommand;
import org.aureole.local.cli.provider.PolicyCommand;
import org.aureole.local.cli.provider.RequisitionsCommand;
import org.aureole.local.cost.CostCommand;
import org.aureole.local.demo.DemoCommand;
import org.aureole.local.load.LoadCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command line {@code aureole}. */
@Command(
    name = "aureole",
    description =
        "Measures how many different people saw a campaign across publishers, and how often,"
            + " without anyone handing over who saw what.",
    subcommands = {
      DemoCommand.class,
      MarketCommand.class,
      MeasurementsCommand.class,
      EventsCommand.class,
      RequisitionsCommand.class,
      PolicyCommand.class,
      BudgetCommand.class,
      PartiesCommand.class,
      PopulationsCommand.class,
      KeysCommand.class,
      LoadCommand.class,
      CostCommand.class,
      GenerateCompletion.class
    },
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  aureole demo",
      "  aureole market up --detach",
      "  source <(aureole generate-completion)",
      "",
      "Exit codes: 0 it worked, 1 it did not, 2 the command line is wrong."
    })
public final class Aureole {
  private static final int HELP_WIDTH = 100;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean help;

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(
        commandLine()
            .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
            .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
            .execute(arguments));
  }

  /** The command line, for {@link #main} and for tests. */
  public static CommandLine commandLine() {
    Failures failures = new Failures();
    return new CommandLine(new Aureole())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpWidth(HELP_WIDTH)
        .setExecutionExceptionHandler(failures)
        .setParameterExceptionHandler(failures)
        .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.AUTO));
  }
}
