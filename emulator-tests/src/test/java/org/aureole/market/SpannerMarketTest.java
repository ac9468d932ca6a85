package org.aureole.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.aureole.emulator.spanner.SpannerEmulator;
import org.aureole.emulator.spanner.SpannerTestDatabases;
import org.aureole.local.market.Databases;
import org.aureole.local.market.MarketConfig;
import org.aureole.local.market.MarketMeters;
import org.aureole.local.market.MarketPatience;
import org.aureole.local.market.MarketSettings;
import org.aureole.local.topic.Disturbance;
import org.aureole.local.topic.Redelivery;
import org.aureole.pipelines.population.PopulationSpecs;
import org.aureole.pipelines.synthetic.EventShare;
import org.aureole.pipelines.synthetic.SyntheticSpecs;
import org.aureole.pipelines.template.EventTemplates;
import org.aureole.platform.admission.RateLimits;
import org.aureole.v1.Measurement;
import org.aureole.v1.MeasurementResult;
import org.aureole.v1.NoiseMechanism;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole Measurement while the Kingdom and the Duchies keep their rows on the Spanner emulator, as
 * they do on Google Cloud. The truth is that of {@link SyntheticShape}, in halves at two providers.
 */
@Tag("market")
class SpannerMarketTest {
  /** The emulator runs one transaction of a database at a time, so nobody asks often. */
  private static final MarketPatience PATIENCE =
      new MarketPatience(
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofSeconds(60),
          Duration.ofMinutes(2),
          Duration.ofSeconds(60),
          Duration.ofMinutes(15));

  private final Set<String> opened = ConcurrentHashMap.newKeySet();

  @Test
  void reachAndFrequencyOverTwoProvidersByShareShuffle(@TempDir Path folder) throws IOException {
    Assumptions.assumeTrue(
        SpannerEmulator.shared().isPresent(), "no Spanner emulator on this machine");
    InstantSource clock = InstantSource.system();
    Databases databases =
        (name, schemas) -> {
          opened.add(name);
          return SpannerTestDatabases.named("market-" + name, clock, schemas);
        };
    MarketSettings settings =
        new MarketSettings(
            PATIENCE,
            Redelivery.USUAL,
            Disturbance.NONE,
            Optional.of(databases),
            clock,
            1,
            RateLimits.USUAL,
            MarketMeters.NONE);
    MarketConfig config = MarketConfig.ofUsualParties("spanner", 2).acceptingUnnoised();
    try (MarketRehearsal market = MarketRehearsal.start(folder, config, settings)) {
      fill(market);
      assertThat(opened).containsExactlyInAnyOrder("kingdom", "aggregator", "worker1", "worker2");
      MeasurementResult result = measure(market);
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

  private static void fill(MarketRehearsal market) throws IOException {
    PopulationSpecs specs = new PopulationSpecs(EventTemplates.AD_EVENT);
    var population = specs.of(SyntheticShape.populationSpec());
    market.publish(specs.parse(SyntheticShape.populationSpec()), population.universe().size());
    SyntheticSpecs synthetic = new SyntheticSpecs(population);
    var spec = SyntheticSpecs.parse(SyntheticShape.eventGroupSpec());
    for (int part = 0; part < 2; part++) {
      market.drop(
          "edp" + (part + 1),
          "part/events.csv",
          new EventShare(synthetic.events(spec), EventShare.Unit.EVENT, part, 2));
    }
    market.awaitEventGroups("edp1", 1);
    market.awaitEventGroups("edp2", 1);
  }

  private static MeasurementResult measure(MarketRehearsal market) {
    Measurement created =
        market
            .consumer()
            .create(
                market.order(
                    "on-spanner",
                    question ->
                        question
                            .getReachAndFrequencyBuilder()
                            .setMaximumFrequency(3)
                            .setReachPrivacyParams(MarketRehearsal.privacy(1, 1e-9))
                            .setFrequencyPrivacyParams(MarketRehearsal.privacy(1, 1e-9)),
                    NoiseMechanism.NONE,
                    MarketRehearsal.interval(
                        Instant.parse("2021-03-15T00:00:00Z"),
                        Instant.parse("2021-03-22T00:00:00Z")),
                    "edp1/part",
                    "edp2/part"));
    Measurement ended = market.awaitEnd(created.getName());
    assertThat(ended.getState())
        .as(ended.getFailure().getMessage())
        .isEqualTo(Measurement.State.SUCCEEDED);
    return market.consumer().results(ended).get(0);
  }
}
