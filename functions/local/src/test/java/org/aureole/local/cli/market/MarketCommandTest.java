package org.aureole.local.cli.market;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.aureole.local.cli.CommandRun;
import org.aureole.local.market.MarketConfig;
import org.aureole.local.market.PartyRole;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be said of a market that is not running. */
class MarketCommandTest {
  @TempDir private Path folder;

  private void market() {
    MarketConfig.ofUsualParties("test", 2).write(folder);
  }

  @Test
  void statusOfAStoppedMarketFails() {
    market();

    CommandRun run = CommandRun.of("market", "status", "--json", "--market", folder.toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("\"up\":false").doesNotContain("\"pid\"");
    assertThat(CommandRun.of("market", "status", "--market", folder.toString()).out())
        .contains("Start it by: aureole market up --detach --market " + folder);
  }

  @Test
  void aFolderThatTheShellWouldSplitIsQuotedInHints() {
    Path odd = folder.resolve("it's mine");
    MarketConfig.ofUsualParties("test", 1).write(odd);

    assertThat(CommandRun.of("market", "status", "--market", odd.toString()).out())
        .contains("--market '" + folder + "/it'\\''s mine'");
  }

  @Test
  void aRelativeFolderIsNamedInFull() {
    assertThat(CommandRun.of("market", "status", "--market", "no-such-market").err())
        .contains("there is no market in " + Path.of("no-such-market").toAbsolutePath());
  }

  @Test
  void aPopulationThatCannotBeReadStartsNothing() throws Exception {
    Path broken = Files.writeString(folder.resolve("people.textproto"), "subpopulations: 5");
    Path market = folder.resolve("fresh");
    for (String file : List.of(broken.toString(), folder.resolve("none").toString())) {
      CommandRun run =
          CommandRun.of(
              "market", "up", "--detach", "--population", file, "--market", market.toString());

      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.err()).startsWith("aureole: --population: " + file);
      assertThat(market).doesNotExist();
    }
  }

  @Test
  void downOfAStoppedMarketSaysSo() {
    market();

    JsonObject answer =
        CommandRun.of("market", "down", "--json", "--market", folder.toString()).json();

    assertThat(answer.get("stopped").getAsBoolean()).isFalse();
  }

  @Test
  void aMarketThatRunsIsNotStartedTwice() {
    market();
    new RunningProcess(folder).write(true);

    CommandRun run = CommandRun.of("market", "up", "--market", folder.toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("runs already").contains("aureole market down");
  }

  @Test
  void whatIsForANewMarketIsRefusedForAnExistingOne() {
    market();

    CommandRun run =
        CommandRun.of("market", "up", "--data-providers", "4", "--market", folder.toString());

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--data-providers").contains("aureole parties add");
  }

  @Test
  void theNumberOfDataProvidersHasLimits() {
    CommandRun run =
        CommandRun.of(
            "market", "up", "--data-providers", "0", "--market", folder.resolve("x").toString());

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("1 to 50");
  }

  @Test
  void aPartyIsAddedToTheConfigurationOnce() {
    market();
    String[] add = {
      "parties",
      "add",
      "edp9",
      "--role",
      "event_data_provider",
      "--name",
      "Ninth",
      "--market",
      folder.toString()
    };

    CommandRun.of(add).ok();
    CommandRun again = CommandRun.of(add);

    assertThat(MarketConfig.read(folder).party("edp9"))
        .satisfies(party -> {
          assertThat(party.role()).isEqualTo(PartyRole.EVENT_DATA_PROVIDER);
          assertThat(party.displayName()).isEqualTo("Ninth");
          assertThat(party.port()).isPositive();
        });
    assertThat(again.exitCode()).isEqualTo(1);
    assertThat(again.err()).contains("edp9").contains("choose another id");
  }

  @Test
  void aPartyNeedsAnIdAndARoleThatFit() {
    market();
    String market = folder.toString();

    assertThat(
            CommandRun.of("parties", "add", "EDP 9", "--role", "WORKER", "--market", market).err())
        .contains("is no resource id");
    assertThat(
            CommandRun.of(
                    "parties",
                    "add",
                    "w9",
                    "--role",
                    "WORKER",
                    "--accept-unnoised",
                    "--market",
                    market)
                .err())
        .contains("--accept-unnoised");
    assertThat(
            CommandRun.of("parties", "add", "k2", "--role", "KINGDOM", "--market", market)
                .exitCode())
        .isEqualTo(2);
  }

  @Test
  void whoActsMustFitTheCommand() {
    market();
    String market = folder.toString();

    assertThat(CommandRun.of("budget", "show", "--market", market).err())
        .contains("--as: is missing")
        .contains("edp1, edp2, pdp1");
    CommandRun wrong = CommandRun.of("measurements", "list", "--as", "edp1", "--market", market);
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.err()).contains("edp1 is not a measurement consumer").contains("mc1");
    CommandRun nobody = CommandRun.of("keys", "show", "--as", "nobody", "--market", market);
    assertThat(nobody.exitCode()).isEqualTo(2);
    assertThat(nobody.err())
        .contains("--as: this market has no nobody; it has kingdom, aggregator")
        .doesNotContain("visible to you");
    assertThat(CommandRun.of("parties", "approve", "nobody", "--market", market).err())
        .contains("this market has no party nobody; it has kingdom");
    assertThat(CommandRun.of("events", "upload", "pom.xml", "--market", market).err())
        .contains("--as: is missing; say who you are: edp1, edp2")
        .doesNotContain("pdp1");
  }
}
