package org.aureole.emulator.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.aureole.consumer.MeasurementOrder;
import org.aureole.crypto.vid.SamplingInterval;
import org.aureole.emulator.google.FunctionServer;
import org.aureole.market.LegionsTruth;
import org.aureole.market.MarketRehearsal;
import org.aureole.market.SyntheticShape;
import org.aureole.model.name.MeasurementName;
import org.aureole.pipelines.file.EventCursor;
import org.aureole.pipelines.population.Population;
import org.aureole.pipelines.population.PopulationSpecs;
import org.aureole.pipelines.synthetic.EventShare;
import org.aureole.pipelines.synthetic.SyntheticSpecs;
import org.aureole.pipelines.template.EventTemplates;
import org.aureole.v1.Interval;
import org.aureole.v1.Measurement;
import org.aureole.v1.MeasurementResult;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.NoiseMechanism;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whole Measurements through the functions and jobs of Google Cloud: by every protocol, cancelled,
 * refused, with every message twice, with every function and runs of jobs killed, with Pub/Sub
 * emptied. Without noise the results are exact, so a lost or a double event would show.
 */
@Tag("gcp")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CloudMarketTest {
  private static final long SEED = 20261127;
  private static final Interval WEEK =
      MarketRehearsal.interval(
          Instant.parse("2021-03-15T00:00:00Z"), Instant.parse("2021-03-22T00:00:00Z"));
  private static final String[] EVENT_GROUPS = {"edp1/part", "edp2/part", "edp3/part"};

  private CloudMarket market;
  private LegionsTruth legions;
  private long impressionsOfTheSecond;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    Optional<CloudMarket> started = CloudMarket.start(folder);
    Assumptions.assumeTrue(started.isPresent(), "no emulators on this machine");
    market = started.orElseThrow();
    PopulationSpecs specs = new PopulationSpecs(EventTemplates.AD_EVENT);
    Population population = specs.of(SyntheticShape.populationSpec());
    market
        .people()
        .publish(specs.parse(SyntheticShape.populationSpec()), population.universe().size());
    SyntheticSpecs synthetic = new SyntheticSpecs(population);
    var spec = SyntheticSpecs.parse(SyntheticShape.eventGroupSpec());
    for (int part = 0; part < EVENT_GROUPS.length; part++) {
      market.drop(
          "edp" + (part + 1),
          "part/events.csv",
          new EventShare(synthetic.events(spec), EventShare.Unit.EVENT, part, EVENT_GROUPS.length));
    }
    for (int part = 1; part <= EVENT_GROUPS.length; part++) {
      market.people().awaitEventGroups("edp" + part, 1);
    }
    try (EventCursor events =
        new EventShare(synthetic.events(spec), EventShare.Unit.EVENT, 1, EVENT_GROUPS.length)) {
      while (events.next()) {
        impressionsOfTheSecond++;
      }
    }
    legions =
        LegionsTruth.of(
            population, new SamplingInterval(1L << 30, 1L << 28), synthetic.events(spec));
  }

  @AfterAll
  void stop() {
    if (market != null) {
      market.close();
    }
  }

  @Test
  void byShareShuffle() {
    assertExact(result(shareShuffle("share-shuffle")));
  }

  @Test
  void byLiquidLegions() {
    MeasurementResult result = result(resistant("legions"));
    assertThat(result.getProtocol().hasLiquidLegionsV2()).isTrue();
    assertThat(result.getReach().getValue()).isEqualTo(legions.reach().value());
  }

  @Test
  void directlyByOneProvider() {
    MeasurementResult result =
        result(
            market
                .people()
                .order(
                    "direct",
                    question ->
                        question
                            .getImpressionCountBuilder()
                            .setMaximumFrequencyPerUser(9)
                            .setPrivacyParams(MarketRehearsal.privacy(1, 1e-9)),
                    NoiseMechanism.NONE,
                    WEEK,
                    "edp2/part"));
    assertThat(result.getProtocol().hasDirect()).isTrue();
    assertThat(result.getImpressionCount().getValue()).isEqualTo(impressionsOfTheSecond);
    assertToldOf("direct");
  }

  private void assertToldOf(String measurement) {
    String name = new MeasurementName("mc1", measurement).toString();
    MarketRehearsal.await("the webhook is called", () -> market.told().contains(name));
  }

  @Test
  void refusedForItsBudget() {
    Measurement ended =
        end(
            market
                .people()
                .order(
                    "refused",
                    question ->
                        question
                            .getReachBuilder()
                            .setPrivacyParams(MarketRehearsal.privacy(5000, 1e-9)),
                    NoiseMechanism.DISCRETE_GAUSSIAN,
                    WEEK,
                    EVENT_GROUPS));
    assertThat(ended.getState()).isEqualTo(Measurement.State.FAILED);
    assertToldOf("refused");
  }

  @Test
  void cancelled() {
    Measurement created = market.people().consumer().create(shareShuffle("cancelled"));
    Measurement cancelled =
        market.people().kingdomApi().cancel(MeasurementName.parse(created.getName()));
    assertThat(cancelled.getState()).isEqualTo(Measurement.State.CANCELLED);
    assertExact(result(shareShuffle("after-cancelled")));
    assertThat(market.people().kingdomApi().get(MeasurementName.parse(created.getName())))
        .isEqualTo(cancelled);
  }

  @Test
  void whileEveryFunctionAndRunsOfJobsAreKilled() throws Exception {
    Random draw = new Random(SEED);
    Measurement first = market.people().consumer().create(shareShuffle("killed"));
    Measurement second = market.people().consumer().create(resistant("killed-resistant"));
    List<FunctionServer> functions = new ArrayList<>(market.functions().values());
    Collections.shuffle(functions, draw);
    List<CloudProject> jobs = new ArrayList<>(market.projects());
    for (FunctionServer function : functions) {
      function.kill();
      // Of each party one run of its job, when one runs.
      if (draw.nextBoolean()) {
        Collections.shuffle(jobs, draw);
        jobs.stream().filter(CloudProject::killJob).findFirst().ifPresent(jobs::remove);
      }
      TimeUnit.MILLISECONDS.sleep(draw.nextInt(1500));
    }
    assertExact(result(market.people().awaitEnd(first.getName())));
    assertThat(result(market.people().awaitEnd(second.getName())).getReach().getValue())
        .isEqualTo(legions.reach().value());
    assertThat(jobs).as("parties none of whose runs was killed").hasSizeLessThan(5);
    assertThat(market.deadLetters()).isEmpty();
  }

  @Test
  void whilePubSubLosesEverything() {
    Measurement created = market.people().consumer().create(shareShuffle("pubsub-lost"));
    market.google.restartPubSub();
    assertExact(result(market.people().awaitEnd(created.getName())));
  }

  @Test
  void withEveryMessageTwice() {
    market.google.pushes.deliverTwice();
    assertExact(result(shareShuffle("twice")));
  }

  private MeasurementOrder shareShuffle(String id) {
    return market.people().order(id, reachAndFrequency(), NoiseMechanism.NONE, WEEK, EVENT_GROUPS);
  }

  private MeasurementOrder resistant(String id) {
    return legions.order(
        market
            .people()
            .order(
                id,
                question ->
                    question.getReachBuilder().setPrivacyParams(MarketRehearsal.privacy(1, 1e-9)),
                NoiseMechanism.NONE,
                WEEK,
                EVENT_GROUPS));
  }

  private static Consumer<MeasurementSpec.Builder> reachAndFrequency() {
    return question ->
        question
            .getReachAndFrequencyBuilder()
            .setMaximumFrequency(3)
            .setReachPrivacyParams(MarketRehearsal.privacy(1, 1e-9))
            .setFrequencyPrivacyParams(MarketRehearsal.privacy(1, 1e-9));
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
