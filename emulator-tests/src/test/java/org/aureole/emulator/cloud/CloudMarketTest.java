package org.aureole.emulator.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.aureole.consumer.MeasurementOrder;
import org.aureole.emulator.google.FunctionServer;
import org.aureole.emulator.google.TelemetryServer;
import org.aureole.local.market.PartyRole;
import org.aureole.market.MarketRehearsal;
import org.aureole.model.name.MeasurementName;
import org.aureole.platform.trace.Trace;
import org.aureole.v1.Measurement;
import org.aureole.v1.MeasurementResult;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whole Measurements through the functions and jobs of Google Cloud: by every protocol, cancelled,
 * refused, with every message twice, with every process killed once, with Pub/Sub emptied, after a
 * certificate was revoked. Without noise the results are exact, so a lost or a double event would
 * show.
 */
@Tag("gcp")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CloudMarketTest {
  private static final long SEED = 20261127;

  private CloudMarket market;
  private SmallCampaign campaign;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    Optional<CloudMarket> started = CloudMarket.start(folder);
    Assumptions.assumeTrue(started.isPresent(), "no emulators on this machine");
    market = started.orElseThrow();
    campaign = SmallCampaign.in(market);
  }

  @AfterAll
  void stop() {
    if (market != null) {
      market.close();
    }
  }

  @Test
  void byShareShuffle() {
    assertExact(result(campaign.shareShuffle("share-shuffle")));
    assertOneTrace("share-shuffle");
  }

  /** Within what every data provider's usual policy allows. */
  @Test
  void withNoise() {
    MeasurementResult result = result(campaign.noised("noised"));
    assertThat(result.getProtocol().hasHonestMajorityShareShuffle()).isTrue();
    MeasurementResult.Estimate reach = result.getReach();
    assertThat(reach.getStandardDeviation()).isPositive();
    assertThat(reach.getValue()).isCloseTo(6001, within(6 * reach.getStandardDeviation()));
  }

  private void assertOneTrace(String measurement) {
    String trace = Trace.of(new MeasurementName("mc1", measurement)).id();
    MarketRehearsal.await(
        "everybody who sends spans has sent some of the trace",
        () ->
            market.google.telemetry.sent().stream()
                .filter(span -> span.traceId().equals(trace))
                .map(TelemetryServer.Sent::project)
                .collect(Collectors.toSet())
                .containsAll(CloudTerraform.traced()));
  }

  @Test
  void byLiquidLegions() {
    MeasurementResult result = result(campaign.resistant("legions"));
    assertThat(result.getProtocol().hasLiquidLegionsV2()).isTrue();
    assertThat(result.getReach().getValue()).isEqualTo(campaign.legions().reach().value());
  }

  @Test
  void directlyByOneProvider() {
    MeasurementResult result = result(campaign.direct("direct"));
    assertThat(result.getProtocol().hasDirect()).isTrue();
    assertThat(result.getImpressionCount().getValue()).isEqualTo(campaign.impressionsOfTheSecond());
    assertToldOf("direct");
  }

  private void assertToldOf(String measurement) {
    String name = new MeasurementName("mc1", measurement).toString();
    MarketRehearsal.await("the webhook is called", () -> market.told().contains(name));
  }

  @Test
  void refusedForItsBudget() {
    Measurement ended = end(campaign.unaffordable("refused"));
    assertThat(ended.getState()).isEqualTo(Measurement.State.FAILED);
    assertToldOf("refused");
  }

  @Test
  void cancelled() {
    Measurement created = market.people().consumer().create(campaign.shareShuffle("cancelled"));
    Measurement cancelled =
        market.people().kingdomApi().cancel(MeasurementName.parse(created.getName()));
    assertThat(cancelled.getState()).isEqualTo(Measurement.State.CANCELLED);
    assertExact(result(campaign.shareShuffle("after-cancelled")));
    assertThat(market.people().kingdomApi().get(MeasurementName.parse(created.getName())))
        .isEqualTo(cancelled);
  }

  @Test
  void whileEveryProcessIsKilledOnce() {
    Random draw = new Random(SEED);
    // Those that stand by would take the work of executions that could be killed at work.
    market.projects().forEach(CloudProject::killJobs);
    Measurement first = market.people().consumer().create(campaign.shareShuffle("killed"));
    Measurement second = market.people().consumer().create(campaign.resistant("killed-resistant"));
    List<FunctionServer> functions = new ArrayList<>(market.functions().values());
    Collections.shuffle(functions, draw);
    List<CloudProject> jobs = new ArrayList<>(market.projects());
    // The Kingdom has no job, and the population provider's has nothing to do.
    jobs.removeIf(project -> !hasWork(project.party().role()));
    MarketRehearsal.await(
        "every function, and a run of every party's job, was killed",
        () -> {
          // About one a second of either, in the midst of whatever it does.
          if (draw.nextInt(20) == 0) {
            functions.stream()
                .filter(FunctionServer::kill)
                .findFirst()
                .ifPresent(functions::remove);
          }
          if (draw.nextInt(10) == 0) {
            killOneJob(jobs, draw);
          }
          return jobs.isEmpty() && functions.stream().noneMatch(FunctionServer::wasStarted);
        });
    assertExact(result(market.people().awaitEnd(first.getName())));
    assertThat(result(market.people().awaitEnd(second.getName())).getReach().getValue())
        .isEqualTo(campaign.legions().reach().value());
    assertThat(market.deadLetters()).isEmpty();
  }

  @Test
  void afterAStolenKeyWasRevokedAndReplaced() {
    CloudProject provider = market.terraform.projects().get("edp3");
    String before = currentCertificate(operate(provider, "publish-keys"));
    String id = before.substring(before.lastIndexOf('/') + 1);

    // A comma in the reason comes as two arguments, as gcloud cuts them.
    assertThat(operate(provider, "revoke", id, "key was on a disk", " now lost"))
        .contains(before + " is REVOKED");
    assertThat(operate(provider, "revoke", before, "again")).contains(before + " is REVOKED");
    assertThat(currentCertificate(operate(provider, "rotate-keys"))).isNotEqualTo(before);
    // Those that run already would see the new keys a minute later.
    provider.killJobs();

    assertExact(result(campaign.shareShuffle("after-revocation")));
  }

  private String operate(CloudProject project, String... arguments) {
    return project.operate(market.terraform.operators(project), arguments);
  }

  private static String currentCertificate(String party) {
    return JsonParser.parseString(party).getAsJsonObject().get("certificate").getAsString();
  }

  private static boolean hasWork(PartyRole role) {
    return role.isDuchy() || role == PartyRole.EVENT_DATA_PROVIDER;
  }

  /** Of one of the parties, which is then taken off the list, if a run of any goes on now. */
  private static void killOneJob(List<CloudProject> jobs, Random draw) {
    Collections.shuffle(jobs, draw);
    jobs.stream().filter(CloudProject::killJob).findFirst().ifPresent(jobs::remove);
  }

  @Test
  void whilePubSubLosesEverything() {
    Measurement created = market.people().consumer().create(campaign.shareShuffle("pubsub-lost"));
    market.google.restartPubSub();
    assertExact(result(market.people().awaitEnd(created.getName())));
  }

  @Test
  void withEveryMessageTwice() {
    market.google.pushes.deliverTwice();
    assertExact(result(campaign.shareShuffle("twice")));
  }

  private Measurement end(MeasurementOrder order) {
    return market.people().awaitEnd(market.people().consumer().create(order).getName());
  }

  private MeasurementResult result(MeasurementOrder order) {
    return result(end(order));
  }

  private MeasurementResult result(Measurement ended) {
    assertThat(ended.getState())
        .as(ended.getFailure().getMessage())
        .isEqualTo(Measurement.State.SUCCEEDED);
    return market.people().consumer().results(ended).get(0);
  }

  private static void assertExact(MeasurementResult result) {
    assertThat(result.getProtocol().hasHonestMajorityShareShuffle()).isTrue();
    assertThat(result.getReach().getValue()).isEqualTo(6001);
    Map<Integer, Long> histogram = new TreeMap<>();
    result
        .getFrequencyList()
        .forEach(bucket ->
            histogram.put(bucket.getFrequency(), Math.round(bucket.getCount().getValue())));
    assertThat(histogram).isEqualTo(Map.of(1, 4001L, 2, 2000L, 3, 0L));
  }
}
