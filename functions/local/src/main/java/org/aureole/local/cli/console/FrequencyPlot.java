package org.aureole.local.cli.console;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.aureole.v1.MeasurementResult;

/**
 * A frequency histogram as bars of text, with the 95 % interval of each bucket drawn as a whisker
 * and, where it is known, the truth as a letter o.
 */
public final class FrequencyPlot {
  private static final int WIDTH = 40;

  private FrequencyPlot() {}

  /** The lines of the plot; empty where there are no buckets. */
  public static List<String> lines(List<MeasurementResult.FrequencyBucket> buckets) {
    return lines(buckets, Map.of());
  }

  /**
   * The lines of the plot; empty where there are no buckets.
   *
   * @param truth the true share of the people reached by frequency; empty where it is not known
   */
  public static List<String> lines(
      List<MeasurementResult.FrequencyBucket> buckets, Map<Integer, Double> truth) {
    double most =
        Math.max(
            buckets.stream().mapToDouble(b -> b.getShare().getUpper()).max().orElse(0),
            truth.values().stream().mapToDouble(share -> share).max().orElse(0));
    if (buckets.isEmpty() || !(most > 0)) {
      return List.of();
    }
    int last = buckets.get(buckets.size() - 1).getFrequency();
    return buckets.stream().map(bucket -> line(bucket, most, last, truth)).toList();
  }

  private static String line(
      MeasurementResult.FrequencyBucket bucket, double most, int last, Map<Integer, Double> truth) {
    MeasurementResult.Estimate share = bucket.getShare();
    String label = bucket.getFrequency() + (bucket.getFrequency() == last ? "+" : " ");
    String text =
        String.format(
            Locale.ROOT,
            "%5s |%s| %6.2f %% ± %.2f",
            label,
            bar(share, most, truth.get(bucket.getFrequency())),
            100 * share.getValue(),
            100 * share.getStandardDeviation());
    if (truth.isEmpty()) {
      return text;
    }
    return text
        + String.format(
            Locale.ROOT, "   truth %6.2f %%", 100 * truth.getOrDefault(bucket.getFrequency(), 0.0));
  }

  private static String bar(MeasurementResult.Estimate share, double most, Double truth) {
    int value = cells(share.getValue(), most);
    int lower = cells(share.getLower(), most);
    int upper = cells(share.getUpper(), most);
    StringBuilder bar = new StringBuilder();
    for (int i = 0; i < WIDTH; i++) {
      bar.append(i < value ? '#' : i >= lower && i < upper ? '-' : ' ');
    }
    if (truth != null && truth > 0) {
      bar.setCharAt(Math.max(0, cells(truth, most) - 1), 'o');
    }
    return bar.toString();
  }

  private static int cells(double share, double most) {
    return (int) Math.round(Math.min(1, Math.max(0, share / most)) * WIDTH);
  }
}
