package org.aureole.local.cli.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.aureole.local.cli.CommandRun;
import org.aureole.local.market.MarketConfig;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of a market that does not start in the background. */
class DetachedMarketTest {
  @TempDir private Path folder;

  private String why(String before, String written) throws IOException {
    Path log = Files.writeString(folder.resolve("market.log"), before + written);
    return DetachedMarket.why(log, before.length());
  }

  @Test
  void whatWasToldPeopleIsToldWithoutTheLogAroundIt() throws IOException {
    String why =
        why(
            "aureole: an old run\n",
            "2026-11-26T10:00:00.000Z INFO  [main] Market - starting\n"
                + "java.lang.IllegalStateException: odd\n\tat org.aureole.X\n"
                + "aureole: port 5000 cannot be used\n  Do this.\n\tat org.aureole.Y\n");

    assertThat(why)
        .startsWith(": port 5000 cannot be used\n  Do this.\n")
        .contains("market.log")
        .doesNotContain("old run")
        .doesNotContain("org.aureole");
  }

  @Test
  void withoutThatTheLastLinesOfThisStartAreShown() throws IOException {
    assertThat(why("an old line\n", "a new line\n"))
        .contains("a new line")
        .doesNotContain("an old line");
    assertThat(why("an old line\n", "")).contains("says nothing").doesNotContain("old line");
  }

  @Test
  @Tag("market")
  void aTakenPortIsNamedWithTheFileThatHoldsIt() throws IOException {
    MarketConfig config = MarketConfig.ofUsualParties("test", 1);
    config.write(folder);
    try (ServerSocket taken =
        new ServerSocket(config.kingdom().port(), 1, InetAddress.getLoopbackAddress())) {
      CommandRun run = CommandRun.of("market", "up", "--detach", "--market", folder.toString());

      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err())
          .contains("the market did not start: port " + taken.getLocalPort())
          .contains("market.json")
          .doesNotContain("\tat ");
    }
  }
}
