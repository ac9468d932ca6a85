package org.aureole.local.cli.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.aureole.local.cli.CommandRun;
import org.aureole.pipelines.synthetic.DemoMarket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventsCommandTest {
  private static final String SPEC =
      """
      date_specs {
        date_range { start { year: 2026 month: 5 day: 4 } end_exclusive { year: 2026 month: 5 day: 11 } }
        frequency_specs {
          frequency: 1
          vid_range_specs { vid_range { start: 1 end_exclusive: 101 } }
        }
        frequency_specs {
          frequency: 3
          vid_range_specs {
            vid_range { start: 101 end_exclusive: 151 }
            non_population_field_values {
              key: "video_ad.watch_duration" value { duration_value { seconds: 10 } }
            }
          }
        }
      }
      """;

  @TempDir private Path folder;

  private static long truth(JsonObject answer, String name) {
    return answer.get(name).getAsLong();
  }

  private Path spec() throws IOException {
    return Files.writeString(folder.resolve("campaign.textproto"), SPEC);
  }

  private Path population() throws IOException {
    return Files.writeString(folder.resolve("people.textproto"), DemoMarket.populationSpec());
  }

  @Test
  void theTruthOfASpecificationIsWhatItSays() throws IOException {
    JsonObject truth =
        CommandRun.of(
                "events",
                "truth",
                "--json",
                "--population",
                population().toString(),
                "--spec",
                spec().toString(),
                "--max-frequency",
                "2",
                "--max-duration",
                "25")
            .json();

    assertThat(truth(truth, "reach")).isEqualTo(150);
    assertThat(truth(truth, "impressions")).isEqualTo(250);
    assertThat(truth(truth, "cappedImpressions")).isEqualTo(200);
    assertThat(truth.get("watchDurationSeconds").getAsDouble()).isEqualTo(50 * 25.0);
    assertThat(truth.getAsJsonObject("histogram").toString()).isEqualTo("{\"1\":100,\"2\":50}");
  }

  @Test
  void filesHaveTheTruthOfTheirSpecification() throws IOException {
    for (String format : List.of("CSV", "PARQUET")) {
      JsonObject written =
          CommandRun.of(
                  "events",
                  "generate",
                  "--json",
                  "--spec",
                  spec().toString(),
                  "--population",
                  population().toString(),
                  "--format",
                  format,
                  "--split",
                  "3",
                  "--out",
                  folder.resolve(format).toString())
              .json();
      List<String> arguments = new ArrayList<>(List.of("events", "truth", "--json"));
      long events = 0;
      for (JsonElement file : written.getAsJsonArray("files")) {
        arguments.add(file.getAsJsonObject().get("file").getAsString());
        events += file.getAsJsonObject().get("events").getAsLong();
      }
      JsonObject truth = CommandRun.of(arguments.toArray(String[]::new)).json();

      assertThat(written.getAsJsonArray("files")).hasSize(3);
      assertThat(events).isEqualTo(250);
      assertThat(truth(truth, "reach")).isEqualTo(150);
      assertThat(truth(truth, "impressions")).isEqualTo(250);
      assertThat(truth.get("watchDurationSeconds").getAsDouble()).isEqualTo(1500.0);
    }
  }

  @Test
  void dealingVidsGivesAudiencesThatDoNotOverlap() throws IOException {
    CommandRun.of(
            "events",
            "generate",
            "--spec",
            spec().toString(),
            "--population",
            population().toString(),
            "--split",
            "2",
            "--deal",
            "VID",
            "--out",
            folder.resolve("out").toString())
        .ok();
    long reach = 0;
    for (int share = 1; share <= 2; share++) {
      Path file = folder.resolve("out").resolve("campaign-" + share + ".csv");
      reach += truth(CommandRun.of("events", "truth", "--json", file.toString()).json(), "reach");
    }

    assertThat(reach).isEqualTo(150);
  }

  @Test
  void theSampleIsWrittenWithItsPopulation() throws IOException {
    Path out = folder.resolve("sample");

    CommandRun run = CommandRun.of("events", "generate", "--out", out.toString()).ok();

    assertThat(run.out()).contains("broadcaster.csv").contains("publisher.csv");
    assertThat(out.resolve("population.textproto")).content().contains("subpopulations");
    try (var files = Files.list(out)) {
      assertThat(files).hasSize(4);
    }
  }

  @Test
  void filterAndDatesCutTheTruth() throws IOException {
    JsonObject none =
        CommandRun.of(
                "events",
                "truth",
                "--json",
                "--population",
                population().toString(),
                "--spec",
                spec().toString(),
                "--from",
                "2026-06-01",
                "--to",
                "2026-06-02")
            .json();
    JsonObject watched =
        CommandRun.of(
                "events",
                "truth",
                "--json",
                "--population",
                population().toString(),
                "--spec",
                spec().toString(),
                "--filter",
                "video_ad.watch_duration > duration('1s') && video_ad.viewed_fraction == 0.0")
            .json();

    assertThat(truth(none, "reach")).isZero();
    assertThat(truth(watched, "reach")).isEqualTo(50);
  }

  @Test
  void badInputIsNamed() throws IOException {
    Path broken = Files.writeString(folder.resolve("broken.csv"), "vid,when\n1,now\n");
    Path notSpec = Files.writeString(folder.resolve("odd.textproto"), "date_specs: 5");

    assertRefused("timestamp", "events", "truth", broken.toString());
    assertRefused("no-such.csv", "events", "truth", folder.resolve("no-such.csv").toString());
    assertRefused("--spec", "events", "truth", "--spec", "none.textproto");
    assertRefused("1:", "events", "truth", "--spec", notSpec.toString());
    assertRefused("--spec", "events", "truth", "--population", population().toString());
    assertRefused("--spec", "events", "truth", "--spec", spec().toString(), broken.toString());
    assertRefused("--filter: ", "events", "truth", "--filter", "no_such.field == 1");
    assertRefused("--filter: ", "events", "truth", "--filter", "1 = 1");
    assertRefused("--max-frequency", "events", "truth", "--max-frequency", "0");
    assertRefused("--split", "events", "generate", "--out", folder.toString(), "--split", "0");
  }

  @Test
  void theTruthOfAFileIsRefusedWhereAnUploadWouldBe() throws IOException {
    Path empty = Files.writeString(folder.resolve("zero.csv"), "vid,timestamp\n");
    Path foreign =
        Files.writeString(
            folder.resolve("foreign.csv"), "vid,timestamp\n2000000000,2026-03-02T00:00:00Z\n");

    assertRefused("zero.csv: has no events", "events", "truth", empty.toString());
    assertRefused("foreign.csv: row 1, column vid", "events", "truth", foreign.toString());
  }

  @Test
  void aGroupThatIsNoResourceIdIsRefused() {
    for (String group : List.of("A b", "Spring", "a--b", "a-", "-a", "", "x".repeat(64))) {
      CommandRun run =
          CommandRun.of("events", "upload", "pom.xml", "--group", group, "--as", "edp1");

      assertThat(run.exitCode()).as(group).isEqualTo(2);
      assertThat(run.err()).startsWith("aureole: --group: ").contains("resource id");
    }
  }

  private static void assertRefused(String hint, String... arguments) {
    CommandRun run = CommandRun.of(arguments);
    assertThat(run.exitCode()).isIn(1, 2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .startsWith("aureole: ")
        .contains(hint)
        .doesNotContain("fault of the program");
  }
}
