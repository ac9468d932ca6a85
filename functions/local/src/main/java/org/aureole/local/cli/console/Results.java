package org.aureole.local.cli.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.aureole.v1.MeasurementResult;
import org.aureole.v1.MeasurementResult.Estimate;

/**
 * What the results of one Measurement say together. Counts of several data providers (Direct) add
 * up, with independent errors; reach comes from one result only.
 *
 * @param parts one result of a computation, or one for each data provider of Direct
 */
public record Results(List<MeasurementResult> parts) {
  /** Two-sided 95 % quantile of the normal distribution, as in every result. */
  private static final double QUANTILE = 1.959963984540054;

  public Results {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("a Measurement that succeeded has a result");
    }
    parts = List.copyOf(parts);
  }

  /** The number in the headline: reach, impressions, seconds, or people. */
  public Estimate headline() {
    return sum(MeasurementResult::hasReach, MeasurementResult::getReach)
        .or(() -> sum(MeasurementResult::hasImpressionCount, MeasurementResult::getImpressionCount))
        .or(() ->
            sum(
                MeasurementResult::hasWatchDurationSeconds,
                MeasurementResult::getWatchDurationSeconds))
        .or(() -> sum(MeasurementResult::hasPopulationCount, MeasurementResult::getPopulationCount))
        .orElse(Estimate.getDefaultInstance());
  }

  /** The histogram, if one was measured. */
  public List<MeasurementResult.FrequencyBucket> frequency() {
    return parts.size() == 1 ? parts.get(0).getFrequencyList() : List.of();
  }

  /** What the headline counts. */
  public String unit() {
    MeasurementResult first = parts.get(0);
    if (first.hasReach()) {
      return "people reached";
    }
    if (first.hasImpressionCount()) {
      return "impressions";
    }
    return first.hasWatchDurationSeconds() ? "seconds watched" : "people in the population";
  }

  /** For people: the headline with its uncertainty, then the histogram as table and plot. */
  public List<String> lines() {
    Estimate headline = headline();
    List<String> lines = new ArrayList<>();
    lines.add(
        Labels.number(headline.getValue())
            + " "
            + unit()
            + ", ± "
            + Labels.deviation(headline.getStandardDeviation())
            + " (standard deviation), 95 % interval "
            + Labels.interval(headline));
    if (!frequency().isEmpty()) {
      lines.add("");
      lines.addAll(histogram().lines());
      lines.add("");
      lines.addAll(FrequencyPlot.lines(frequency()));
    }
    return lines;
  }

  private Table histogram() {
    Table table =
        new Table().number("FREQUENCY").number("PEOPLE").number("±").number("95 % INTERVAL");
    int last = frequency().get(frequency().size() - 1).getFrequency();
    for (MeasurementResult.FrequencyBucket bucket : frequency()) {
      table.row(
          bucket.getFrequency() + (bucket.getFrequency() == last ? "+" : ""),
          Labels.number(bucket.getCount().getValue()),
          Labels.deviation(bucket.getCount().getStandardDeviation()),
          Labels.interval(bucket.getCount()));
    }
    return table;
  }

  private Optional<Estimate> sum(
      Predicate<MeasurementResult> has, Function<MeasurementResult, Estimate> get) {
    List<Estimate> estimates = parts.stream().filter(has).map(get).toList();
    if (estimates.size() < 2) {
      return estimates.stream().findFirst();
    }
    double value = estimates.stream().mapToDouble(Estimate::getValue).sum();
    double variance =
        estimates.stream()
            .mapToDouble(e -> e.getStandardDeviation() * e.getStandardDeviation())
            .sum();
    double margin = QUANTILE * Math.sqrt(variance);
    return Optional.of(
        Estimate.newBuilder()
            .setValue(value)
            .setStandardDeviation(Math.sqrt(variance))
            .setLower(Math.max(0, value - margin))
            .setUpper(value + margin)
            .build());
  }
}
