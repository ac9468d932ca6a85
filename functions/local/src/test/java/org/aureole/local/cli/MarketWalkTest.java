package org.aureole.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The command line against a market in a process of its own, as people use it: step after step. */
@Tag("market")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MarketWalkTest {
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir private static Path folder;

  private static String market() {
    return folder.resolve("market").toString();
  }

  private static CommandRun run(String command, String... more) {
    List<String> arguments = new ArrayList<>(List.of(command.split(" ")));
    arguments.addAll(List.of(more));
    arguments.addAll(List.of("--market", market()));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private static JsonObject json(String command, String... more) {
    return run(command + " --json", more).json();
  }

  @BeforeAll
  static void up() {
    assertThat(
            json("market up --detach --data-providers 2 --accept-unnoised")
                .get("market")
                .getAsString())
        .isEqualTo("market");
  }

  @AfterAll
  static void down() {
    assertThat(json("market down").get("stopped").getAsBoolean()).isTrue();
    assertThat(run("market status").exitCode()).isEqualTo(1);
  }

  @Test
  @Order(1)
  void everyPartyAnswersAndIsApproved() {
    assertThat(json("market status").get("up").getAsBoolean()).isTrue();
    assertThat(run("market up").err()).contains("runs already");
    JsonArray parties = json("parties list").getAsJsonArray("parties");
    assertThat(parties).hasSize(7);
    assertThat(parties)
        .allSatisfy(party ->
            assertThat(party.getAsJsonObject().get("state").getAsString()).isEqualTo("APPROVED"))
        .allSatisfy(party ->
            assertThat(party.getAsJsonObject().get("signsUntil").getAsString()).startsWith("20"));
    assertThat(run("parties list").ok().out().lines().skip(1))
        .allSatisfy(line -> assertThat(line).containsPattern("APPROVED +20\\d\\d-\\d\\d-\\d\\d "));
    assertThat(run("populations list").ok().out()).contains("50,000");
    assertThat(run("parties trusted --as mc1").ok().out().lines()).hasSize(8);
    for (String party : List.of("edp1", "edp2", "pdp1", "mc1")) {
      assertThat(run("populations approved --as " + party).ok().out()).contains("market", "yes");
    }
  }

  @Test
  @Order(2)
  void eventFilesBecomeEventGroups() {
    Path sample = folder.resolve("sample");
    CommandRun.of("events", "generate", "--out", sample.toString()).ok();

    run(
            "events upload --as edp1 --group summer --wait",
            sample.resolve("broadcaster.csv").toString())
        .ok();
    run(
            "events upload --as edp2 --group summer --wait",
            sample.resolve("video_platform.csv").toString())
        .ok();

    assertThat(run("parties event-groups").ok().out())
        .contains("edp1/summer")
        .contains("edp2/summer")
        .contains("video_ad.viewed_fraction");
  }

  @Test
  @Order(2)
  void aConsumerSignsForNoPopulationThatItDoesNotApprove() {
    String digest =
        json("populations approved --as mc1")
            .getAsJsonArray("approvedPopulations")
            .get(0)
            .getAsJsonObject()
            .get("populationSpecDigest")
            .getAsString();
    String hex = HexFormat.of().formatHex(Base64.getDecoder().decode(digest));
    run("populations withdraw --as mc1 --digest " + hex).ok();

    CommandRun refused =
        run(
            "measurements create --id unsigned --type REACH -g edp1/summer --from 2026-03-02"
                + " --to 2026-03-16");

    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("aureole populations approve").contains(hex);
    assertThat(run("measurements get unsigned").exitCode()).isEqualTo(1);
    run("populations approve --as mc1 --digest " + hex).ok();
  }

  @Test
  @Order(3)
  void aBadEventFileIsToldOf() throws Exception {
    Path broken = Files.writeString(folder.resolve("broken.csv"), "vid,when\n1,now\n");

    CommandRun run = run("events upload --as edp1 --wait", broken.toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("broken.csv").contains("timestamp");
    assertThat(run("events list --as edp1").ok().out())
        .contains("summer/broadcaster.csv")
        .containsPattern("broken.csv +broken +.*timestamp");
    assertThat(json("events list --as edp1").getAsJsonArray("eventFiles")).hasSize(2);
    assertThat(run("events upload --as edp1", broken.toString()).ok().out())
        .contains("edp1 reads it now; see: aureole events list --as edp1 --market " + market());
  }

  @Test
  @Order(4)
  void aMeasurementWithoutNoiseIsTheTruth() {
    Path sample = folder.resolve("sample");
    JsonObject truth =
        CommandRun.of(
                "events",
                "truth",
                "--json",
                "--max-frequency",
                "4",
                sample.resolve("broadcaster.csv").toString(),
                sample.resolve("video_platform.csv").toString())
            .json();

    JsonObject answer =
        json(
            "measurements create --id exact --type REACH_AND_FREQUENCY -g edp1/summer -g"
                + " edp2/summer --from 2026-03-02 --to 2026-03-16 --max-frequency 4 --noise NONE"
                + " --wait");

    JsonObject result = answer.getAsJsonArray("results").get(0).getAsJsonObject();
    assertThat(result.getAsJsonObject("reach").get("value").getAsLong())
        .isEqualTo(truth.get("reach").getAsLong());
    for (JsonElement element : result.getAsJsonArray("frequency")) {
      JsonObject bucket = element.getAsJsonObject();
      assertThat(bucket.getAsJsonObject("count").get("value").getAsLong())
          .isEqualTo(
              truth
                  .getAsJsonObject("histogram")
                  .get(bucket.get("frequency").getAsString())
                  .getAsLong());
    }
    assertThat(run("measurements get exact").ok().out())
        .contains("people reached")
        .contains("HMSS")
        .contains("SUCCEEDED");
    assertThat(run("measurements timeline exact").ok().out())
        .contains("worker1")
        .contains("SHUFFLE")
        .contains("notified edp1, edp2");
    assertThat(run("measurements list").ok().out()).contains("exact").contains("SUCCEEDED");
  }

  @Test
  @Order(5)
  void explainSaysWhichProtocolAndHowExact() {
    JsonObject explanation =
        json(
            "measurements explain --type REACH -g edp1/summer -g edp2/summer --from 2026-03-02"
                + " --to 2026-03-16 --epsilon 0.5 --assume 30000");

    assertThat(explanation.getAsJsonObject("protocol").has("honestMajorityShareShuffle")).isTrue();
    assertThat(explanation.get("standardDeviation").getAsDouble()).isBetween(5.0, 50.0);
    assertThat(explanation.getAsJsonArray("warnings")).isEmpty();
    assertThat(run("measurements get explained").exitCode()).isEqualTo(1);
  }

  @Test
  @Order(5)
  void whatCannotBeAnsweredNowIsToldBeforehand() {
    String question = " --type REACH -g edp1/summer --from 2026-03-02 --to 2026-03-17";
    String warning =
        "edp1/summer has events from 2026-03-02 to 2026-03-15; the publisher will wait until"
            + " events of 2026-03-16 arrive, or until ";

    assertThat(run("measurements explain" + question).ok().err()).contains("warning: " + warning);
    assertThat(
            json("measurements create --id long" + question)
                .getAsJsonArray("warnings")
                .get(0)
                .getAsString())
        .startsWith(warning);
    run("measurements cancel long").ok();
  }

  @Test
  @Order(5)
  void whatIsMisspeltIsRefusedBeforeItIsSent() {
    for (String command : List.of("create --id misspelt", "explain")) {
      CommandRun group =
          run(
              "measurements "
                  + command
                  + " --type REACH -g edp1/sumer --from 2026-03-02 --to 2026-03-16");
      assertThat(group.exitCode()).isEqualTo(2);
      assertThat(group.err())
          .contains(
              "--event-group: edp1/sumer does not exist, or edp1 does not show it to you; it shows you")
          .contains("summer");
      CommandRun filter =
          run(
              "measurements "
                  + command
                  + " --type REACH -g edp1/summer --from 2026-03-02 --to 2026-03-16 --filter"
                  + " no_such.field==1");
      assertThat(filter.exitCode()).isEqualTo(2);
      assertThat(filter.err()).contains("--filter: ").contains("no_such");
    }
    assertThat(run("measurements get misspelt").exitCode()).isEqualTo(1);
  }

  @Test
  @Order(6)
  void replacedKeysAreUsedAndOldResultsStillOpen() {
    String before = json("keys show --as edp1").get("signingCertificate").getAsString();
    run("keys rotate --as edp1").ok();
    run("keys rotate --as mc1").ok();
    JsonObject after = json("keys show --as edp1");

    assertThat(after.get("signingCertificate").getAsString()).isNotEqualTo(before);
    assertThat(after.getAsJsonArray("certificates")).hasSize(2);
    run("keys revoke", before.substring(0, 32), "--as", "edp1", "--reason", "replaced").ok();
    run("measurements create --id rotated --type IMPRESSIONS -g edp1/summer --from 2026-03-02"
            + " --to 2026-03-16 --wait")
        .ok();
    run("measurements get rotated").ok();
  }

  @Test
  @Order(7)
  void aRefusedRequisitionFailsTheMeasurement() {
    run("measurements create --id refused --type REACH -g edp2/summer --from 2026-12-01 --to"
            + " 2026-12-02")
        .ok();
    String requisition = awaitRequisition("measurementConsumers/mc1/measurements/refused");
    run("requisitions refuse", requisition, "--as", "edp2", "--message", "not ours").ok();

    CommandRun watched = run("measurements watch refused");

    assertThat(watched.exitCode()).isEqualTo(1);
    assertThat(watched.out()).contains("REQUISITION_REFUSED").contains("not ours");
  }

  private static String awaitRequisition(String measurement) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      JsonObject listed = json("requisitions list --as edp2 --state AWAITING_DATA");
      if (listed.has("fulfillments")) {
        for (JsonElement one : listed.getAsJsonArray("fulfillments")) {
          if (one.getAsJsonObject().get("measurement").getAsString().equals(measurement)) {
            String name = one.getAsJsonObject().get("name").getAsString();
            return name.substring(name.lastIndexOf('/') + 1);
          }
        }
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    throw new AssertionError("the requisition of " + measurement + " did not arrive");
  }

  @Test
  @Order(8)
  void aCancelledMeasurementHasNoResult() {
    run("measurements create --id cancelled --type REACH -g edp2/summer --from 2026-12-01 --to"
            + " 2026-12-02")
        .ok();

    assertThat(run("measurements cancel cancelled").ok().out()).contains("CANCELLED");
    assertThat(run("measurements list --state CANCELLED").ok().out()).contains("cancelled");
    CommandRun again = run("measurements create --id cancelled --type POPULATION");
    assertThat(again.exitCode()).isEqualTo(1);
  }

  @Test
  @Order(9)
  void theBudgetShowsWhatWasUsed() {
    JsonObject report = json("budget show --as edp1");

    assertThat(report.getAsJsonArray("days")).isNotEmpty();
    assertThat(run("budget show --as edp1").ok().out()).contains("mc1").contains("2026-03-02");
  }

  @Test
  @Order(10)
  void approvingAPartyAgainChangesNothing() {
    JsonObject approved = json("parties approve edp2");

    assertThat(approved.get("state").getAsString()).isEqualTo("APPROVED");
    assertThat(approved.getAsJsonArray("introducedTo")).hasSize(6);
    run("parties trust mc1 --as edp2").ok();
    assertThat(run("parties trusted --as edp2").ok().out()).contains("measurementConsumers/mc1");
  }

  @Test
  @Order(10)
  void aDataProvidersPolicyIsShownAndReplacedAsAWhole() throws Exception {
    assertThat(run("policy show --as edp2").ok().out())
        .containsPattern("Answers in +Direct, HMSS, LLv2")
        .containsPattern("Budget +epsilon 10.0, delta 0.001, for each person")
        .containsPattern("To +every consumer");
    JsonObject policy = json("policy show --as edp2");
    Path kept = Files.writeString(folder.resolve("policy.json"), policy.toString());

    JsonObject stricter = policy.deepCopy();
    stricter.remove("direct");
    stricter.getAsJsonObject("privacyBudget").addProperty("epsilon", 0.5);
    Path other = Files.writeString(folder.resolve("stricter.json"), stricter.toString());
    assertThat(run("policy replace --as edp2", other.toString()).ok().out())
        .containsPattern("Answers in +HMSS, LLv2")
        .contains("epsilon 0.5");
    assertThat(json("policy show --as edp2")).isEqualTo(stricter);

    Path wrong = Files.writeString(folder.resolve("wrong.json"), "{\"budget\": 1}");
    CommandRun refused = run("policy replace --as edp2", wrong.toString());
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("FILE", "wrong.json", "budget");
    assertThat(run("policy replace --as edp2 none.json").err()).contains("there is no such file");
    Path empty = Files.writeString(folder.resolve("empty.json"), "");
    assertThat(run("policy replace --as edp2", empty.toString()).err()).contains("is empty");
    assertThat(json("policy show --as edp2")).isEqualTo(stricter);

    run("policy replace --as edp2", kept.toString()).ok();
    assertThat(json("policy show --as edp2")).isEqualTo(policy);
  }

  @Test
  @Order(10)
  void aSuspendedPartyIsAskedForNothingNewUntilItIsApprovedAgain() {
    String question =
        "measurements explain --type REACH -g edp2/summer --from 2026-03-02 --to 2026-03-16";
    run(question).ok();

    run("parties untrust edp2 --as mc1").ok();
    assertThat(run("parties suspend dataProviders/edp2").ok().out())
        .contains("dataProviders/edp2 is SUSPENDED");
    assertThat(json("parties suspend edp2").get("state").getAsString()).isEqualTo("SUSPENDED");
    CommandRun refused = run(question);
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("dataProviders/edp2");
    assertThat(run("parties suspend kingdom").err()).contains("is the Kingdom");

    assertThat(json("parties approve edp2").getAsJsonArray("introducedTo")).isEmpty();
    assertThat(run("parties trusted --as mc1").ok().out()).doesNotContain("dataProviders/edp2");
    run("parties trust edp2 --as mc1").ok();
    run(question).ok();
  }

  @Test
  @Order(10)
  void aCertificateCanBeRefusedWithoutTheKingdom() {
    for (String party : List.of("edp2", "worker1", "mc1")) {
      String stolen = "ab".repeat(32);
      assertThat(run("parties distrust " + stolen + " --reason stolen --as " + party).ok().out())
          .contains(party + " refuses whatever " + stolen);
      assertThat(run("parties trusted --as " + party).ok().out()).contains(stolen, "stolen");
      assertThat(json("parties trusted --as " + party).getAsJsonArray("distrustedCertificates"))
          .hasSize(1);
    }
    assertThat(run("parties distrust 12 --reason x --as edp2").err())
        .contains("a SHA-256 digest has 32");
  }

  @Test
  @Order(10)
  void anApprovalIsTakenBackAndGivenAgain() {
    for (String party : List.of("edp2", "worker1", "mc1")) {
      String peer = party.equals("worker1") ? "worker2" : "worker1";
      assertThat(json("parties untrust " + peer + " --as " + party).getAsJsonArray("fingerprints"))
          .hasSize(1);
      assertThat(json("parties untrust " + peer + " --as " + party).getAsJsonArray("fingerprints"))
          .isEmpty();
      assertThat(run("parties trusted --as " + party).ok().out()).doesNotContain("/" + peer);
      run("parties trust " + peer + " --as " + party).ok();
      assertThat(run("parties trusted --as " + party).ok().out()).contains("/" + peer);
    }
  }

  @Test
  @Order(11)
  void whoMayNotIsRefused() {
    CommandRun run = run("measurements cancel measurementConsumers/other/measurements/x");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).startsWith("aureole: ").doesNotContain("fault of the program");
  }
}
