package org.aureole.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.aureole.local.cli.CommandRun;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("market")
class DemoTest {
  /** A result this far from the truth has a chance of 2·10⁻⁹ for normal noise. */
  private static final double MOST_DEVIATIONS = 6;

  @TempDir private Path folder;

  @Test
  void everyMeasurementSucceedsCloseToTheTruth() {
    CommandRun run =
        CommandRun.of("demo", "--json", "--market", folder.resolve("market").toString()).ok();

    List<String> lines = run.out().lines().toList();
    JsonObject report = JsonParser.parseString(lines.get(lines.size() - 1)).getAsJsonObject();
    List<String> protocols = new ArrayList<>();
    for (JsonElement element : report.getAsJsonArray("measurements")) {
      JsonObject measurement = element.getAsJsonObject();
      assertThat(measurement.keySet())
          .containsExactly(
              "name",
              "type",
              "protocol",
              "state",
              "estimate",
              "standardDeviation",
              "truth",
              "seconds");
      assertThat(measurement.entrySet())
          .noneSatisfy(entry -> assertThat(entry.getValue().isJsonNull()).isTrue());
      assertThat(measurement.get("state").getAsString()).isEqualTo("SUCCEEDED");
      double error =
          measurement.get("estimate").getAsDouble() - measurement.get("truth").getAsDouble();
      assertThat(Math.abs(error))
          .as("error of %s", measurement)
          .isLessThanOrEqualTo(
              MOST_DEVIATIONS * measurement.get("standardDeviation").getAsDouble());
      protocols.add(measurement.get("protocol").getAsString());
    }
    assertThat(protocols)
        .containsExactly("HMSS", "HMSS", "LLv2", "LLv2", "Direct", "Direct", "Direct", "Direct");
    assertThat(report.get("peakRssBytes").getAsLong()).isGreaterThan(50L << 20);
    assertThat(report.get("seconds").getAsDouble()).isPositive();
    assertThat(folder.resolve("market").resolve("market.json")).exists();
  }

  @Test
  void aFolderThatHoldsAMarketIsRefused() throws Exception {
    Files.writeString(folder.resolve("market.json"), "{}");

    CommandRun run = CommandRun.of("demo", "--market", folder.toString());

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--market").contains("new folder");
  }
}
