package org.aureole.local.cli.session;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.aureole.local.cli.console.Output;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that every command has. */
public final class MarketOptions {
  private static final String OPTION = "--market";

  @Option(
      names = OPTION,
      paramLabel = "DIR",
      defaultValue = "${env:AUREOLE_MARKET:-market}",
      description =
          "The market's folder; the environment variable AUREOLE_MARKET names another default"
              + " (default: ${DEFAULT-VALUE}).")
  private Path market;

  @Option(names = "--json", description = "Answer in JSON, one object on one line, for scripts.")
  private boolean json;

  @Option(names = "--verbose", description = "With an error, show where in the program it arose.")
  @SuppressWarnings("UnusedVariable") // the handler of failures asks picocli for it
  private boolean verbose;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  public Path market() {
    return market;
  }

  /** What further commands need to find this market: the option with a blank before, or nothing. */
  public String marketArgument() {
    boolean given = command.commandLine().getParseResult().hasMatchedOption(OPTION);
    return given ? " " + OPTION + " " + word(market.toString()) : "";
  }

  /** As a shell reads it as one word. */
  private static String word(String text) {
    return text.matches("[\\w./@:+,=-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }

  /** Where the answer goes. */
  public Output output() {
    PrintWriter out = command.commandLine().getOut();
    return new Output(out, command.commandLine().getErr(), json);
  }

  /** The market of the folder. */
  public Session session() {
    return Session.open(market);
  }
}
