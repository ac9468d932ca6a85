package org.aureole.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.zip.GZIPOutputStream;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.pipelines.population.PopulationSpecs;
import org.aureole.pipelines.template.EventTemplates;
import org.aureole.v1.PopulationSpec;

/**
 * Seeds of files and texts that people write: events, specifications, filters, names and commands.
 */
final class TextSeeds {
  private final SeedFolder folder;

  private TextSeeds(SeedFolder folder) {
    this.folder = folder;
  }

  /** Writes them all. */
  static void write(SeedFolder folder) throws IOException {
    TextSeeds seeds = new TextSeeds(folder);
    seeds.events();
    seeds.specs();
    seeds.filter();
    seeds.names();
    seeds.commandLine();
  }

  private void events() throws IOException {
    String csv =
        "vid,timestamp,person.gender,video_ad.viewed_fraction,video_ad.watch_duration,"
            + "banner_ad.viewable,note\n"
            + "1,2026-03-01T12:00:00Z,MALE,0.5,7.5,true,\n"
            + "1000,2026-03-01 12:00:00.123456+01:00,1,1e-3,,false,\"a \"\"b\"\", c\"\n"
            + " 7 ,1772366400000000,,,,,x\r\n";
    folder.write("CsvEvents", "plain", csv);
    folder.write("CsvEvents", "with-mark", "\uFEFFvid,timestamp\n1,2026-03-01T12:00:00Z\n");
    folder.write("CsvEvents", "header-only", "vid,timestamp\n");
    ByteArrayOutputStream gzipped = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(gzipped)) {
      gzip.write(csv.getBytes(UTF_8));
    }
    folder.write("CsvEvents", "gzipped", gzipped.toByteArray());
    Path fixtures = Path.of("functions/pipelines/src/test/resources/parquet");
    try (var files = Files.list(fixtures)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".parquet")).toList()) {
        folder.write(
            "ParquetEvents",
            file.getFileName().toString().replace(".parquet", ""),
            Files.readAllBytes(file));
      }
    }
  }

  private void specs() throws IOException {
    String target = "SpecText";
    folder.write(target, "population", SpecTextFuzzTest.POPULATION);
    PopulationSpec parsed =
        new PopulationSpecs(EventTemplates.AD_EVENT).parse(SpecTextFuzzTest.POPULATION);
    folder.write(target, "population-binary", parsed.toByteArray());
    folder.write(
        target,
        "population-published",
        "subpopulations { vid_ranges { start_vid: 1 end_vid_inclusive: 9 } attributes {"
            + " [type.googleapis.com/wfa.measurement.api.v2alpha.event_templates.testing.Person] {"
            + " gender: MALE age_group: YEARS_18_TO_34 social_grade_group: A_B_C1 } } }");
    folder.write(
        target,
        "synthetic",
        """
        description: "small"
        sampling_nonce: 5
        date_specs {
          date_range { start { year: 2026 month: 2 day: 27 }
            end_exclusive { year: 2026 month: 3 day: 3 } }
          frequency_specs {
            frequency: 2
            vid_range_specs {
              vid_range { start: 1 end_exclusive: 101 }
              sampling_rate: 0.5
              non_population_field_values { key: "video_ad.viewed_fraction"
                value { double_value: 0.25 } }
              non_population_field_values { key: "video_ad.watch_duration"
                value { duration_value { seconds: 7 nanos: 500000000 } } }
            }
            vid_range_specs {
              vid_range { start: 3001 end_exclusive: 3201 }
              non_population_field_values { key: "banner_ad.viewable" value { bool_value: true } }
            }
          }
        }
        """);
  }

  private void filter() throws IOException {
    String[] filters = {
      "person.gender == 2",
      "person.gender == Person.Gender.FEMALE && video_ad.viewed_fraction >= 0.5",
      "!(person.age_group in [1, 3]) || has(video_ad.length) && !has(video_ad.watch_duration)",
      "video_ad.length in [duration('15s'), duration('30s')]",
      "video_ad.viewed_fraction > -1.5 || banner_ad.viewable != true",
      "person.age_group > person.gender",
      "[1, 2].exists(x, x == person.gender)",
      "video_ad.length < duration(\"1h30m\") && timestamp('2026-03-01T00:00:00Z') != null",
      "person == Person{gender: Person.Gender.MALE} ? {1: 2u}[1] == b'x' : 1 + 2 * -3 % 4 > 0x5"
    };
    for (int i = 0; i < filters.length; i++) {
      folder.write("Filter", "filter-" + i, filters[i]);
    }
  }

  private void names() throws IOException {
    String target = "Names";
    folder.write(target, "object", "spring/Monday 2026.csv");
    folder.write(target, "manifest", "external/dataProviders-edp1/c1/requisition-r1/manifest");
    folder.write(target, "setup", "external/duchies-worker2/c1/setup/manifest");
    folder.write(target, "escape", "external/duchies-worker2/c1/../../manifest");
    folder.write(target, "measurement", "measurementConsumers/mc1/measurements/m1");
    folder.write(target, "requisition", "dataProviders/edp1/requisitions/r1");
    folder.write(target, "certificate", "duchies/worker1/certificates/c1");
    folder.write(target, "participant", "computations/c1/participants/worker1");
    folder.write(target, "event-group", "dataProviders/edp1/eventGroups/spring");
    folder.write(target, "digest", "AB:" + Fingerprint.of(new byte[0]).hex().substring(2));
    folder.write(target, "page-token", NamesFuzzTest.token(Instant.EPOCH, "dataProviders/edp1"));
    folder.write(target, "page-token-with-time", NamesFuzzTest.token(FixedParty.now(), "x"));
    folder.write(target, "decomposed", "e\u0301/\u1e9b\u0323");
  }

  private void commandLine() throws IOException {
    String target = "CommandLine";
    String[] lines = {
      "measurements create --id first --type REACH_AND_FREQUENCY -g edp1/spring -g edp2/spring"
          + " --from 2026-03-02 --to 2026-03-16 --max-frequency 5 --wait",
      "measurements explain --type REACH -g edp1/spring --epsilon 0.5 --delta 1e-9 --json",
      "measurements list --state COMPUTING --as mc1",
      "measurements timeline first --verbose",
      "events truth a.csv b.parquet --max-frequency 5 --filter person.gender==2",
      "events upload a.csv --as edp1 --group spring --wait",
      "events generate --out sample --split 3 --deal VID --format PARQUET",
      "market up --detach --data-providers 5",
      "market status --json",
      "requisitions list --as edp1",
      "requisitions refuse r1 --as edp1 --message no",
      "budget show --as edp1",
      "policy replace policy.json --as edp1",
      "parties suspend edp1",
      "parties list",
      "parties add edp9 --role EVENT_DATA_PROVIDER",
      "parties trust mc1 --as edp1",
      "populations publish people.textproto --id p2",
      "keys revoke c1 --as edp1 --reason lost",
      "generate-completion",
      "measurments creat --help"
    };
    for (String line : lines) {
      folder.write(
          target,
          line.replaceAll("[^a-z]+.*", "") + "-" + Integer.toHexString(line.hashCode()),
          line.replace(' ', '\n'));
    }
  }
}
