package org.aureole.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.aureole.consumer.MeasurementOrder;
import org.aureole.crypto.estimate.FrequencyEstimate;
import org.aureole.crypto.vid.SamplingInterval;
import org.aureole.local.market.MarketConfig;
import org.aureole.local.market.MarketSettings;
import org.aureole.local.topic.Disturbance;
import org.aureole.pipelines.population.Population;
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
 * Whole measurements by Liquid Legions V2 through every party, while every message is delivered
 * twice and in random order. Without noise the result is that of a sketch in clear of the same
 * events, to the last digit. The sample is an eighth of the people of {@link ExactMeasurementTest}.
 */
@Tag("market")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CollusionResistantTest {
  private static final Interval WEEK =
      MarketRehearsal.interval(
          Instant.parse("2021-03-15T00:00:00Z"), Instant.parse("2021-03-22T00:00:00Z"));
  private static final SamplingInterval SAMPLE = new SamplingInterval(1L << 30, 1L << 29);
  private static final int MAXIMUM_FREQUENCY = 3;

  private MarketRehearsal market;
  private LegionsTruth truth;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    market =
        MarketRehearsal.start(
            folder,
            MarketConfig.ofUsualParties("resistant", 3).acceptingUnnoised(),
            MarketSettings.usual()
                .with(Disturbance.twiceInRandomOrder(20260302, Duration.ofMillis(150))));
    PopulationSpecs specs = new PopulationSpecs(EventTemplates.AD_EVENT);
    Population population = specs.of(SyntheticShape.populationSpec());
    market.publish(specs.parse(SyntheticShape.populationSpec()), population.universe().size());
    SyntheticSpecs synthetic = new SyntheticSpecs(population);
    var spec = SyntheticSpecs.parse(SyntheticShape.eventGroupSpec());
    for (int part = 0; part < 3; part++) {
      String provider = "edp" + (part + 1);
      market.drop(
          provider,
          "part/events.csv",
          new EventShare(synthetic.events(spec), EventShare.Unit.EVENT, part, 3));
      market.awaitEventGroups(provider, 1);
    }
    truth = LegionsTruth.of(population, SAMPLE, synthetic.events(spec));
  }

  @AfterAll
  void stop() {
    market.close();
  }

  @Test
  void reachIsThatOfTheSketchInClear() {
    MeasurementResult result = measure("llv2-reach", reach(), NoiseMechanism.NONE);
    assertThat(result.getReach().getValue()).isEqualTo(truth.reach().value());
    assertThat(result.getReach().getStandardDeviation())
        .isEqualTo(truth.reach().standardDeviation());
  }

  @Test
  void reachAndFrequencyAreThoseOfTheSketchInClear() {
    MeasurementResult result = measure("llv2-rf", reachAndFrequency(), NoiseMechanism.NONE);
    FrequencyEstimate expected = truth.reachAndFrequency(MAXIMUM_FREQUENCY);
    assertThat(result.getReach().getValue()).isEqualTo(expected.reach().value());
    assertThat(result.getFrequencyList())
        .extracting(bucket -> bucket.getShare().getValue())
        .containsExactlyElementsOf(expected.ratios().stream().map(ratio -> ratio.value()).toList());
  }

  @Test
  void noisyResultLiesWhereItSays() {
    MeasurementResult result =
        measure("llv2-noisy", reachAndFrequency(), NoiseMechanism.DISCRETE_GAUSSIAN);
    double reach = truth.reach().value();
    // Six standard deviations: wrong once in 5e8 runs.
    assertThat(result.getReach().getValue())
        .isCloseTo(reach, within(6 * result.getReach().getStandardDeviation()));
    Explanation explained =
        market
            .consumer()
            .explain(
                order("explained", reachAndFrequency(), NoiseMechanism.DISCRETE_GAUSSIAN),
                result.getReach().getValue());
    assertThat(explained.getStandardDeviation())
        .isCloseTo(
            result.getReach().getStandardDeviation(),
            within(1e-9 * result.getReach().getStandardDeviation()));
  }

  private MeasurementResult measure(
      String id, Consumer<MeasurementSpec.Builder> type, NoiseMechanism noise) {
    Measurement created = market.consumer().create(order(id, type, noise));
    Measurement ended = market.awaitEnd(created.getName());
    assertThat(ended.getState())
        .as(ended.getFailure().getMessage())
        .isEqualTo(Measurement.State.SUCCEEDED);
    MeasurementResult result = market.consumer().results(ended).get(0);
    assertThat(result.getProtocol().hasLiquidLegionsV2()).isTrue();
    assertThat(result.getProtocol().getLiquidLegionsV2().getToleratedColluders()).isEqualTo(2);
    return result;
  }

  private MeasurementOrder order(
      String id, Consumer<MeasurementSpec.Builder> type, NoiseMechanism noise) {
    return truth.order(market.order(id, type, noise, WEEK, "edp1/part", "edp2/part", "edp3/part"));
  }

  private static Consumer<MeasurementSpec.Builder> reach() {
    return question ->
        question.getReachBuilder().setPrivacyParams(MarketRehearsal.privacy(1, 1e-9));
  }

  private static Consumer<MeasurementSpec.Builder> reachAndFrequency() {
    return question ->
        question
            .getReachAndFrequencyBuilder()
            .setMaximumFrequency(MAXIMUM_FREQUENCY)
            .setReachPrivacyParams(MarketRehearsal.privacy(1, 1e-9))
            .setFrequencyPrivacyParams(MarketRehearsal.privacy(1, 1e-9));
  }
}
