package org.aureole.local.cli;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.aureole.v1.MeasurementResult;
import org.aureole.v1.MeasurementResult.Estimate;

/**
 * What the results of one Measurement say together. Counts of several data providers (Direct) add
 * up, with independent errors; reach comes from one result only.
 */
record Results(List<MeasurementResult> parts) {
  /** The number in the headline: reach, impressions, seconds, or people. */
  Estimate headline() {
    return sum(MeasurementResult::hasReach, MeasurementResult::getReach)
        .or(() -> sum(MeasurementResult::hasImpressionCount, MeasurementResult::getImpressionCount))
        .or(
            () ->
                sum(
                    MeasurementResult::hasWatchDurationSeconds,
                    MeasurementResult::getWatchDurationSeconds))
        .or(() -> sum(MeasurementResult::hasPopulationCount, MeasurementResult::getPopulationCount))
        .orElse(Estimate.getDefaultInstance());
  }

  /** The histogram, if one was measured. */
  List<MeasurementResult.FrequencyBucket> frequency() {
    return parts.size() == 1 ? parts.get(0).getFrequencyList() : List.of();
  }

  /** What the headline counts. */
  String unit() {
    MeasurementResult first = parts.get(0);
    if (first.hasReach()) {
      return "people reached";
    }
    if (first.hasImpressionCount()) {
      return "impressions";
    }
    return first.hasWatchDurationSeconds() ? "seconds watched" : "people in the population";
  }

  static String number(double value) {
    return String.format(Locale.ROOT, "%,.0f", value);
  }

  private Optional<Estimate> sum(
      Predicate<MeasurementResult> has, Function<MeasurementResult, Estimate> get) {
    List<Estimate> estimates = parts.stream().filter(has).map(get).toList();
    if (estimates.isEmpty()) {
      return Optional.empty();
    }
    if (estimates.size() == 1) {
      return Optional.of(estimates.get(0));
    }
    double value = estimates.stream().mapToDouble(Estimate::getValue).sum();
    double deviation =
        Math.sqrt(
            estimates.stream()
                .mapToDouble(e -> e.getStandardDeviation() * e.getStandardDeviation())
                .sum());
    // Two-sided 95 % quantile of the normal distribution, as in every result.
    double margin = 1.959963984540054 * deviation;
    return Optional.of(
        Estimate.newBuilder()
            .setValue(value)
            .setStandardDeviation(deviation)
            .setLower(Math.max(0, value - margin))
            .setUpper(value + margin)
            .build());
  }
}
