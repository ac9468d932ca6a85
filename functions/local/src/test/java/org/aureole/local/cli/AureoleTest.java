package org.aureole.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class AureoleTest {
  @TempDir private Path folder;

  /** Every command, by the words that call it. */
  static Stream<List<String>> commands() {
    List<List<String>> found = new ArrayList<>();
    collect(Aureole.commandLine(), List.of(), found);
    return found.stream();
  }

  /** The commands that do something themselves. */
  static Stream<List<String>> actions() {
    return commands().filter(words -> spec(words).subcommands().isEmpty());
  }

  private static void collect(CommandLine command, List<String> words, List<List<String>> found) {
    found.add(words);
    command
        .getSubcommands()
        .forEach((name, subcommand) -> {
          List<String> longer = new ArrayList<>(words);
          longer.add(name);
          collect(subcommand, List.copyOf(longer), found);
        });
  }

  private static CommandSpec spec(List<String> words) {
    CommandLine command = Aureole.commandLine();
    for (String word : words) {
      command = command.getSubcommands().get(word);
    }
    return command.getCommandSpec();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandSaysWhatItDoesAndGivesAnExample(List<String> words) {
    List<String> arguments = new ArrayList<>(words);
    arguments.add("--help");

    CommandRun run = CommandRun.of(arguments.toArray(String[]::new));

    String name = String.join(" ", Stream.concat(Stream.of("aureole"), words.stream()).toList());
    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).startsWith("Usage: " + name).contains("Example").contains("  " + name);
    // The help of the group shows the first alone.
    assertThat(spec(words).usageMessage().description()[0]).endsWith(".");
    assertThat(run.out().lines()).allSatisfy(line -> assertThat(line.length()).isLessThan(101));
  }

  @ParameterizedTest
  @MethodSource("actions")
  void everyActionTakesJsonAndSaysWhatItsOptionsMean(List<String> words) {
    CommandSpec command = spec(words);
    assertThat(command.options())
        .allSatisfy(option -> assertThat(option.description()).isNotEmpty());
    assertThat(command.positionalParameters())
        .allSatisfy(parameter -> assertThat(parameter.description()).isNotEmpty());
    if (!words.equals(List.of("generate-completion"))) {
      assertThat(command.optionsMap()).containsKeys("--json", "--verbose");
      // A load study makes markets of its own, which nobody else is to notice; costs need none.
      assertThat(command.optionsMap().containsKey("--market"))
          .isNotEqualTo(words.equals(List.of("load")) || words.equals(List.of("cost")));
    }
  }

  @Test
  void withoutACommandItSaysWhichThereAre() {
    CommandRun run = CommandRun.of();

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("Missing required subcommand").contains("aureole --help");
  }

  @Test
  void aMisspeltCommandIsAUsageErrorWithASuggestion() {
    CommandRun run = CommandRun.of("measurements", "crate");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("crate").contains("measurements create");
  }

  @Test
  void aWrongEnumValueNamesTheRightOnes() {
    CommandRun run = CommandRun.of("measurements", "create", "--type", "SALES");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .contains("--type")
        .contains("REACH_AND_FREQUENCY")
        .contains("aureole measurements create --help");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "market status",
        "market down",
        "measurements list",
        "measurements get m-1",
        "requisitions list",
        "parties list",
        "parties add edp9 --role EVENT_DATA_PROVIDER",
        "populations list",
        "keys show",
        "budget show",
        "policy show",
        "events upload pom.xml",
        "events list"
      })
  void withoutAMarketItSaysHowToStartOne(String arguments) {
    Path none = folder.resolve("none");

    CommandRun run = CommandRun.of((arguments + " --market " + none).split(" "));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .startsWith("aureole: there is no market in " + none)
        .contains("aureole market up")
        .contains("AUREOLE_MARKET")
        .doesNotContain("Exception");
  }

  @Test
  void verboseShowsWhereAnErrorArose() {
    CommandRun run = CommandRun.of("market", "status", "--verbose", "--market", folder.toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("DomainException").contains("at org.aureole");
  }

  @Test
  void theCompletionScriptKnowsEveryCommand() {
    CommandRun run = CommandRun.of("generate-completion").ok();

    assertThat(run.out())
        .contains("complete -F _complete_aureole")
        .contains("timeline")
        .contains("event-groups")
        .contains("--sampling-width");
  }
}
