package org.aureole.local.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import org.aureole.local.cli.console.FileErrors;
import org.aureole.local.cli.console.Output;
import org.aureole.model.error.DomainException;
import org.aureole.platform.http.Router;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What people are told when a command does not work: what is wrong, then what to do. Usage errors
 * exit with 2, all others with 1.
 */
final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {
  static final int FAILED = 1;
  static final int USAGE = 2;

  /** As shells number a command that Ctrl-C ended. */
  static final int INTERRUPTED = 130;

  @Override
  public int handleExecutionException(
      Exception failure, CommandLine commandLine, ParseResult parsed) {
    if (isProcessEnding()) {
      // What fails while everything is being stopped is no news, and there is nothing to do.
      return INTERRUPTED;
    }
    PrintWriter err = commandLine.getErr();
    int exitCode = FAILED;
    if (failure instanceof DomainException known) {
      exitCode = isUsage(known) ? USAGE : FAILED;
      err.println("aureole: " + lines(known.getMessage()));
      String remedy = remedy(known);
      if (!remedy.isEmpty()) {
        err.println("  " + remedy);
      }
    } else if (failure instanceof IOException io) {
      err.println("aureole: " + lines(FileErrors.words(io)));
    } else if (failure instanceof UncheckedIOException io) {
      err.println("aureole: " + lines(FileErrors.words(io.getCause())));
    } else {
      err.println("aureole: this is a fault of the program: " + lines(failure.toString()));
      err.println("  Run the command again with --verbose and report what it shows.");
    }
    if (isVerbose(parsed)) {
      failure.printStackTrace(err);
    }
    err.flush();
    return exitCode;
  }

  @Override
  public int handleParseException(ParameterException failure, String[] arguments) {
    CommandLine commandLine = failure.getCommandLine();
    PrintWriter err = commandLine.getErr();
    err.println("aureole: " + lines(failure.getMessage()));
    if (!UnmatchedArgumentException.printSuggestions(failure, err)) {
      err.println("  See: " + commandLine.getCommandSpec().qualifiedName() + " --help");
    }
    err.flush();
    return USAGE;
  }

  private static boolean isProcessEnding() {
    Thread probe = new Thread(() -> {}, "never-run");
    try {
      Runtime.getRuntime().addShutdownHook(probe);
      Runtime.getRuntime().removeShutdownHook(probe);
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  /** Whether an option or argument is wrong, which are the fields that are so named. */
  private static boolean isUsage(DomainException failure) {
    return failure.field().filter(field -> field.matches("--.*|[A-Z]+")).isPresent();
  }

  private static String remedy(DomainException failure) {
    return switch (failure.code()) {
      case RESOURCE_EXHAUSTED ->
          "Wait "
              + failure.retryAfter().map(time -> time.toSeconds() + " s").orElse("a moment")
              + " and repeat the command, or ask for less at once; nothing was changed.";
      case UNAVAILABLE -> "See who answers: aureole market status";
      case UNAUTHENTICATED ->
          "The credentials in the market's folder are not those of the market that answers.";
      case PERMISSION_DENIED ->
          Router.isUnregistered(failure)
              ? "Who was called has not approved this party, or not yet. The market's operator does"
                  + " by: aureole parties approve"
              : "Say who you are with --as.";
      case CERTIFICATE_INVALID ->
          "See whom you trust: aureole parties trusted; approve a root: aureole parties trust";
      case INTERNAL -> "The market's log says more: market.log in its folder.";
      default -> "";
    };
  }

  private static boolean isVerbose(ParseResult parsed) {
    ParseResult deepest = parsed;
    while (deepest.hasSubcommand()) {
      deepest = deepest.subcommand();
    }
    return deepest.hasMatchedOption("--verbose");
  }

  /** Several lines stay several lines; nothing else of a message steers a terminal. */
  private static String lines(String message) {
    return String.join("\n", message.lines().map(Output::printable).toList());
  }
}
