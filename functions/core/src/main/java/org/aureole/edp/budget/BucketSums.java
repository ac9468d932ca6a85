package org.aureole.edp.budget;

import java.math.BigDecimal;
import java.util.Arrays;
import org.aureole.crypto.budget.VidBuckets;

/**
 * The summed costs of one cell on one day, for each of the 300 VID buckets. Not thread-safe.
 *
 * <p>Written as runs of buckets with equal sums, {@code first-last rho theta}, joined by
 * semicolons; runs without cost are left out.
 */
final class BucketSums {
  private final PrivacyCost[] sums = new PrivacyCost[VidBuckets.COUNT];

  BucketSums() {
    Arrays.fill(sums, PrivacyCost.ZERO);
  }

  static BucketSums parse(String text) {
    BucketSums parsed = new BucketSums();
    for (String run : text.isEmpty() ? new String[0] : text.split(";", -1)) {
      String[] parts = run.split(" ", 3);
      int dash = parts[0].indexOf('-');
      PrivacyCost cost = new PrivacyCost(new BigDecimal(parts[1]), new BigDecimal(parts[2]));
      int first = Integer.parseInt(parts[0].substring(0, dash));
      int last = Integer.parseInt(parts[0].substring(dash + 1));
      Arrays.fill(parsed.sums, first, last + 1, cost);
    }
    return parsed;
  }

  PrivacyCost at(int bucket) {
    return sums[bucket];
  }

  void add(BucketRange buckets, PrivacyCost cost) {
    for (int place = 0; place < buckets.count(); place++) {
      int bucket = buckets.bucket(place);
      sums[bucket] = sums[bucket].plus(cost);
    }
  }

  void subtract(BucketRange buckets, PrivacyCost cost) {
    for (int place = 0; place < buckets.count(); place++) {
      int bucket = buckets.bucket(place);
      sums[bucket] = sums[bucket].minus(cost);
    }
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    int first = 0;
    for (int bucket = 1; bucket <= VidBuckets.COUNT; bucket++) {
      if (bucket < VidBuckets.COUNT && sums[bucket].equals(sums[first])) {
        continue;
      }
      if (!sums[first].isZero()) {
        text.append(text.isEmpty() ? "" : ";").append(first).append('-').append(bucket - 1);
        text.append(' ').append(sums[first].rho()).append(' ').append(sums[first].theta());
      }
      first = bucket;
    }
    return text.toString();
  }
}
