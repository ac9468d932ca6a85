package org.aureole.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.aureole.local.market.MarketConfig;
import org.aureole.pipelines.filter.FilterCompiler;
import org.aureole.pipelines.population.Population;
import org.aureole.pipelines.population.PopulationSpecs;
import org.aureole.pipelines.synthetic.EventTruth;
import org.aureole.pipelines.synthetic.MarketModel;
import org.aureole.pipelines.template.EventTemplates;
import org.aureole.v1.Interval;
import org.aureole.v1.Measurement;
import org.aureole.v1.MeasurementResult;
import org.aureole.v1.NoiseMechanism;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reach and frequency of a million people over three data providers with a million events each, the
 * whole market in one process of modest memory; says how long it takes and what it needs.
 */
@Tag("long")
class MillionTest {
  private static final MarketModel MODEL =
      new MarketModel(1_000_000, 3, 1_000_000, LocalDate.of(2026, 3, 2), 14, 20260701);
  private static final int MAXIMUM_FREQUENCY = 10;
  private static final String[] GROUPS = {"edp1/all", "edp2/all", "edp3/all"};

  @TempDir private Path folder;

  @Test
  void reachAndFrequencyOfAMillionPeople() throws Exception {
    Population population = new PopulationSpecs(EventTemplates.AD_EVENT).of(MODEL.populationSpec());
    EventTruth truth = truth(population);
    MarketConfig config = MarketConfig.ofUsualParties("million", 3).acceptingUnnoised();
    config.write(folder);
    try (MarketProcess process = MarketProcess.start(folder, "-Xmx1g")) {
      MarketRehearsal market = MarketRehearsal.inAnotherProcess(folder, config);
      market.publish(MODEL.populationSpec(), population.universe().size());
      Duration inspection = drop(market);

      Instant start = Instant.now();
      MeasurementResult exact = measure(market, "exact", NoiseMechanism.NONE);
      Duration first = Duration.between(start, Instant.now());
      assertThat(exact.getProtocol().hasHonestMajorityShareShuffle()).isTrue();
      assertThat(exact.getReach().getValue()).isEqualTo(truth.reach());
      assertThat(counts(exact)).isEqualTo(truth.histogram(MAXIMUM_FREQUENCY));

      start = Instant.now();
      MeasurementResult noisy = measure(market, "noisy", NoiseMechanism.DISCRETE_GAUSSIAN);
      Duration second = Duration.between(start, Instant.now());
      double deviation = noisy.getReach().getStandardDeviation();
      assertThat(deviation).isPositive();
      // Six standard deviations: wrong once in 5e8 runs.
      assertThat(noisy.getReach().getValue()).isCloseTo(truth.reach(), within(6 * deviation));

      System.out.printf(
          Locale.ROOT,
          "a million people, %d events of 3 data providers: files inspected in %.1f s; reach and"
              + " frequency by share shuffle in %.1f s without noise, exact (reach %d), and in"
              + " %.1f s with noise (reach %.0f ± %.0f); peak memory of the market %s MB%n",
          truth.impressions(),
          inspection.toMillis() / 1000.0,
          first.toMillis() / 1000.0,
          truth.reach(),
          second.toMillis() / 1000.0,
          noisy.getReach().getValue(),
          deviation,
          process.peakBytes().stream()
              .mapToObj(bytes -> "" + bytes / 1_000_000)
              .findAny()
              .orElse("unknown"));
      assertThat(process.stop()).as("dead letters").isEmpty();
    }
  }

  private static EventTruth truth(Population population) {
    EventTruth truth =
        new EventTruth(
            population,
            new FilterCompiler(EventTemplates.AD_EVENT).compile(""),
            start(),
            start().plus(Duration.ofDays(MODEL.days())));
    for (int provider = 0; provider < MODEL.dataProviders(); provider++) {
      truth.add(MODEL.events(provider));
    }
    return truth;
  }

  private static Instant start() {
    return MODEL.startDay().atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  /** Drops the files; the time from the last one's drop until the Kingdom lists them all. */
  private static Duration drop(MarketRehearsal market) throws IOException {
    for (int provider = 0; provider < MODEL.dataProviders(); provider++) {
      market.drop("edp" + (provider + 1), "all/events.csv", MODEL.events(provider));
    }
    Instant dropped = Instant.now();
    for (int provider = 1; provider <= MODEL.dataProviders(); provider++) {
      market.awaitEventGroups("edp" + provider, 1);
    }
    return Duration.between(dropped, Instant.now());
  }

  private static MeasurementResult measure(
      MarketRehearsal market, String id, NoiseMechanism noise) {
    Interval interval =
        MarketRehearsal.interval(start(), start().plus(Duration.ofDays(MODEL.days())));
    Measurement created =
        market
            .consumer()
            .create(
                market.order(
                    id,
                    question ->
                        question
                            .getReachAndFrequencyBuilder()
                            .setMaximumFrequency(MAXIMUM_FREQUENCY)
                            .setReachPrivacyParams(MarketRehearsal.privacy(1, 1e-9))
                            .setFrequencyPrivacyParams(MarketRehearsal.privacy(1, 1e-9)),
                    noise,
                    interval,
                    GROUPS));
    Measurement ended = market.awaitEnd(created.getName());
    assertThat(ended.getState())
        .as(ended.getFailure().getMessage())
        .isEqualTo(Measurement.State.SUCCEEDED);
    return market.consumer().results(ended).get(0);
  }

  private static SortedMap<Integer, Long> counts(MeasurementResult result) {
    SortedMap<Integer, Long> counts = new TreeMap<>();
    result
        .getFrequencyList()
        .forEach(
            bucket -> counts.put(bucket.getFrequency(), Math.round(bucket.getCount().getValue())));
    counts.values().removeIf(count -> count == 0);
    return counts;
  }
}
