package org.aureole.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.aureole.local.cli.Aureole;
import org.aureole.local.market.MarketConfig;
import org.aureole.local.market.PartyConfig;
import org.aureole.local.market.PartyRole;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Arguments of the command line, one on each line, in a market that has no credentials, so that
 * nobody is called. Commands that start something, or write where an argument says, are parsed and
 * not run.
 */
@Tag("fuzz")
class CommandLineFuzzTest {
  private static final Set<String> NOT_RUN = Set.of("demo", "up", "down", "generate", "connect");
  private static final int MAX_ARGUMENTS = 40;

  @TempDir private static Path market;

  @BeforeAll
  static void start() {
    new MarketConfig(
            "market",
            9,
            9,
            false,
            List.of(
                new PartyConfig("kingdom", PartyRole.KINGDOM, "Kingdom", 9, false),
                new PartyConfig("aggregator", PartyRole.AGGREGATOR, "Aggregator", 9, false),
                new PartyConfig("edp1", PartyRole.EVENT_DATA_PROVIDER, "Publisher 1", 9, false),
                new PartyConfig("edp2", PartyRole.EVENT_DATA_PROVIDER, "Publisher 2", 9, false),
                new PartyConfig("pdp1", PartyRole.POPULATION_DATA_PROVIDER, "People", 9, false),
                new PartyConfig("mc1", PartyRole.MEASUREMENT_CONSUMER, "Advertiser", 9, false)))
        .write(market);
  }

  @FuzzTest
  @DictionaryFile(resourcePath = "cli.dict")
  void fuzz(byte[] input) {
    List<String> arguments = arguments(input);
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line =
        Aureole.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    if (isAction(arguments)) {
      arguments.add("--market=" + market);
    }
    String[] words = arguments.toArray(String[]::new);
    if (isRun(words)) {
      int exitCode = line.execute(words);
      assertThat(exitCode).as("exit code; it said: %s", err).isBetween(0, 2);
      assertThat(err.toString()).doesNotContain("this is a fault of the program");
      assertThat(exitCode == 2 && err.toString().isEmpty()).as("refused without a word").isFalse();
      if (!arguments.contains("--verbose")) {
        Hostile.checkText(err.toString(), input);
      }
    }
  }

  /** Text as a shell hands it over; nothing names a file elsewhere, or a file of arguments. */
  private static List<String> arguments(byte[] input) {
    List<String> arguments = new ArrayList<>();
    for (String line : new String(input, StandardCharsets.UTF_8).split("\n")) {
      String word = line.replace("\0", "");
      if (word.startsWith("@") || word.startsWith("/") || word.contains("..")) {
        word = "elsewhere";
      }
      if (arguments.size() < MAX_ARGUMENTS && !word.startsWith("--market")) {
        arguments.add(word);
      }
    }
    return arguments;
  }

  /** Whether the words name a command that takes a market. */
  private static boolean isAction(List<String> words) {
    CommandLine command = Aureole.commandLine();
    for (String word : words) {
      CommandLine next = command.getSubcommands().get(word);
      if (next == null) {
        break;
      }
      command = next;
    }
    return command.getCommandSpec().optionsMap().containsKey("--market");
  }

  private static boolean isRun(String[] words) {
    CommandLine line = Aureole.commandLine();
    try {
      ParseResult deepest = line.parseArgs(words);
      while (deepest.hasSubcommand()) {
        deepest = deepest.subcommand();
      }
      return !NOT_RUN.contains(deepest.commandSpec().name());
    } catch (ParameterException e) {
      return true; // It will be told so, and nothing will run.
    }
  }
}
