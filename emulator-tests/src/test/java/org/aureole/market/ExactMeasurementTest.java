package org.aureole.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.aureole.consumer.MeasurementOrder;
import org.aureole.local.market.MarketConfig;
import org.aureole.local.market.MarketSettings;
import org.aureole.local.topic.Disturbance;
import org.aureole.pipelines.population.PopulationSpecs;
import org.aureole.pipelines.synthetic.EventShare;
import org.aureole.pipelines.synthetic.SyntheticSpecs;
import org.aureole.pipelines.template.EventTemplates;
import org.aureole.v1.Explanation;
import org.aureole.v1.Interval;
import org.aureole.v1.Measurement;
import org.aureole.v1.MeasurementResult;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.NoiseMechanism;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whole measurements through every party, while every message is delivered twice and in random
 * order. The events have the shape of a published synthetic specification (12 sub-populations of
 * 99,999 VIDs) whose truth is known: 8,001 impressions, reach 6,001, 4,001 people once and 2,000
 * twice. The provider edp1 holds all of it in one file; edp2 and edp3 hold a part each.
 */
@Tag("market")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExactMeasurementTest {
  private static final Interval WEEK =
      MarketRehearsal.interval(
          Instant.parse("2021-03-15T00:00:00Z"), Instant.parse("2021-03-22T00:00:00Z"));
  private static final Map<Integer, Double> HISTOGRAM = Map.of(1, 4001.0, 2, 2000.0);

  private MarketRehearsal market;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    market =
        MarketRehearsal.start(
            folder,
            MarketConfig.ofUsualParties("exact", 3).acceptingUnnoised(),
            MarketSettings.usual()
                .with(Disturbance.twiceInRandomOrder(20260301, Duration.ofMillis(150))));
    PopulationSpecs specs = new PopulationSpecs(EventTemplates.AD_EVENT);
    var population = specs.of(SyntheticShape.populationSpec());
    market.publish(specs.parse(SyntheticShape.populationSpec()), population.universe().size());
    SyntheticSpecs synthetic = new SyntheticSpecs(population);
    var spec = SyntheticSpecs.parse(SyntheticShape.eventGroupSpec());
    market.drop("edp1", "all/events.csv", synthetic.events(spec));
    for (int part = 0; part < 2; part++) {
      market.drop(
          "edp" + (part + 2),
          "part/events.csv",
          new EventShare(synthetic.events(spec), EventShare.Unit.EVENT, part, 2));
    }
    market.awaitEventGroups("edp1", 1);
    market.awaitEventGroups("edp2", 1);
    market.awaitEventGroups("edp3", 1);
  }

  @AfterAll
  void stop() {
    market.close();
  }

  @Test
  void reachAndFrequencyOverTwoProvidersByShareShuffle() {
    MeasurementResult result =
        measure("hmss-rf", reachAndFrequency(3), NoiseMechanism.NONE, "edp2/part", "edp3/part");
    assertThat(result.getProtocol().hasHonestMajorityShareShuffle()).isTrue();
    assertThat(result.getReach().getValue()).isEqualTo(6001);
    assertThat(result.getReach().getStandardDeviation()).isZero();
    assertThat(counts(result)).isEqualTo(Map.of(1, 4001.0, 2, 2000.0, 3, 0.0));
  }

  @Test
  void peopleWhoSawItAtSeveralProvidersCountOnce() {
    MeasurementResult result =
        measure(
            "hmss-three",
            reachAndFrequency(5),
            NoiseMechanism.NONE,
            "edp1/all",
            "edp2/part",
            "edp3/part");
    assertThat(result.getReach().getValue()).isEqualTo(6001);
    assertThat(counts(result)).isEqualTo(Map.of(1, 0.0, 2, 4001.0, 3, 0.0, 4, 2000.0, 5, 0.0));
  }

  @Test
  void reachOverTwoProvidersByShareShuffle() {
    MeasurementResult result =
        measure("hmss-reach", reach(), NoiseMechanism.NONE, "edp2/part", "edp3/part");
    assertThat(result.getProtocol().hasHonestMajorityShareShuffle()).isTrue();
    assertThat(result.getReach().getValue()).isEqualTo(6001);
  }

  @Test
  void reachAndFrequencyOfOneProviderDirectly() {
    MeasurementResult result =
        measure("direct-rf", reachAndFrequency(2), NoiseMechanism.NONE, "edp1/all");
    assertThat(result.getProtocol().hasDirect()).isTrue();
    assertThat(result.getReach().getValue()).isEqualTo(6001);
    assertThat(counts(result)).isEqualTo(new TreeMap<>(HISTOGRAM));
  }

  @Test
  void impressionsDirectly() {
    Consumer<MeasurementSpec.Builder> type =
        question ->
            question
                .getImpressionCountBuilder()
                .setMaximumFrequencyPerUser(10)
                .setPrivacyParams(MarketRehearsal.privacy(1, 1e-9));
    assertThat(
            measure("direct-impressions", type, NoiseMechanism.NONE, "edp1/all")
                .getImpressionCount()
                .getValue())
        .isEqualTo(8001);
  }

  @Test
  void whatIsExplainedIsWhatIsStatedAtEqualReach() {
    MeasurementOrder order =
        market.order(
            "noisy",
            reachAndFrequency(3),
            NoiseMechanism.DISCRETE_GAUSSIAN,
            WEEK,
            "edp2/part",
            "edp3/part");
    Measurement ended = market.awaitEnd(market.consumer().create(order).getName());
    assertThat(ended.getState())
        .as(ended.getFailure().getMessage())
        .isEqualTo(Measurement.State.SUCCEEDED);
    MeasurementResult result = market.consumer().results(ended).get(0);
    Explanation explained = market.consumer().explain(order, result.getReach().getValue());
    assertThat(result.getReach().getStandardDeviation()).isPositive();
    assertThat(explained.getStandardDeviation())
        .isCloseTo(
            result.getReach().getStandardDeviation(),
            within(0.05 * result.getReach().getStandardDeviation()));
    // Six standard deviations: wrong once in 5e8 runs.
    assertThat(result.getReach().getValue())
        .isCloseTo(6001, within(6 * result.getReach().getStandardDeviation()));
  }

  private MeasurementResult measure(
      String id, Consumer<MeasurementSpec.Builder> type, NoiseMechanism noise, String... groups) {
    Measurement created = market.consumer().create(market.order(id, type, noise, WEEK, groups));
    Measurement ended = market.awaitEnd(created.getName());
    assertThat(ended.getState())
        .as(ended.getFailure().getMessage())
        .isEqualTo(Measurement.State.SUCCEEDED);
    List<MeasurementResult> results = market.consumer().results(ended);
    assertThat(results).hasSize(1);
    return results.get(0);
  }

  private static Consumer<MeasurementSpec.Builder> reach() {
    return question ->
        question.getReachBuilder().setPrivacyParams(MarketRehearsal.privacy(1, 1e-9));
  }

  private static Consumer<MeasurementSpec.Builder> reachAndFrequency(int maximumFrequency) {
    return question ->
        question
            .getReachAndFrequencyBuilder()
            .setMaximumFrequency(maximumFrequency)
            .setReachPrivacyParams(MarketRehearsal.privacy(1, 1e-9))
            .setFrequencyPrivacyParams(MarketRehearsal.privacy(1, 1e-9));
  }

  private static Map<Integer, Double> counts(MeasurementResult result) {
    Map<Integer, Double> counts = new TreeMap<>();
    result
        .getFrequencyList()
        .forEach(bucket ->
            counts.put(bucket.getFrequency(), (double) Math.round(bucket.getCount().getValue())));
    return counts;
  }
}
