package org.aureole.crypto.budget;

import org.aureole.crypto.vid.SamplingInterval;

/**
 * The 300 equal parts of the population to which charges are booked, so that measurements of
 * different VIDs do not eat each other's budget.
 */
public final class VidBuckets {
  /** The number of buckets. */
  public static final int COUNT = 300;

  private VidBuckets() {}

  /**
   * The buckets that a sampling interval touches, wrapping at 1: ⌊300·start⌋ to before ⌈300·(start
   * + width)⌉ modulo 300, in exact integers.
   *
   * @return numbers in [0, 300), each once, in the order of the circle from the interval's start
   */
  public static int[] touchedBy(SamplingInterval interval) {
    long first = COUNT * interval.start() / SamplingInterval.CIRCLE;
    long scaledEnd = COUNT * (interval.start() + interval.width());
    long end = (scaledEnd + SamplingInterval.CIRCLE - 1) / SamplingInterval.CIRCLE;
    int[] buckets = new int[(int) Math.min(COUNT, end - first)];
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] = (int) ((first + i) % COUNT);
    }
    return buckets;
  }
}
