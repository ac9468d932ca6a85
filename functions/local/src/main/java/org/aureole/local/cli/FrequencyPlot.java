package org.aureole.local.cli;

import java.util.List;
import java.util.Locale;
import org.aureole.v1.MeasurementResult;

/** A frequency histogram as bars of text, with the 95 % interval of each bucket drawn as a whisker. */
final class FrequencyPlot {
  private static final int WIDTH = 48;

  private FrequencyPlot() {}

  /** The lines of the plot; empty where there are no buckets. */
  static List<String> lines(List<MeasurementResult.FrequencyBucket> buckets) {
    double most =
        buckets.stream().mapToDouble(b -> Math.max(b.getShare().getUpper(), 0)).max().orElse(0);
    if (most <= 0) {
      return List.of();
    }
    int last = buckets.get(buckets.size() - 1).getFrequency();
    return buckets.stream().map(bucket -> line(bucket, most, last)).toList();
  }

  private static String line(MeasurementResult.FrequencyBucket bucket, double most, int last) {
    MeasurementResult.Estimate share = bucket.getShare();
    int value = cells(share.getValue(), most);
    int lower = cells(share.getLower(), most);
    int upper = cells(share.getUpper(), most);
    StringBuilder bar = new StringBuilder();
    for (int i = 0; i < WIDTH; i++) {
      boolean inInterval = i >= lower && i < upper;
      bar.append(i < value ? '#' : inInterval ? '-' : ' ');
    }
    String label = bucket.getFrequency() + (bucket.getFrequency() == last ? "+" : " ");
    return String.format(
        Locale.ROOT,
        "%5s |%s| %5.1f %% ± %.1f",
        label,
        bar,
        100 * share.getValue(),
        100 * share.getStandardDeviation());
  }

  private static int cells(double share, double most) {
    return (int) Math.round(Math.min(1, Math.max(0, share / most)) * WIDTH);
  }
}
