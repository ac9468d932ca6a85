package org.aureole.edp.budget;

import org.aureole.crypto.budget.VidBuckets;
import org.aureole.crypto.vid.SamplingInterval;

/**
 * Neighbouring buckets of the population to which a charge is booked, see {@link VidBuckets}. Wraps
 * after the last bucket. Immutable.
 *
 * @param first the first bucket, 0 to 299
 * @param count how many buckets, 1 to 300
 */
public record BucketRange(int first, int count) {
  public BucketRange {
    if (first < 0 || first >= VidBuckets.COUNT || count < 1 || count > VidBuckets.COUNT) {
      throw new IllegalArgumentException("no VID buckets: " + count + " from " + first);
    }
  }

  /** The buckets that a sampling interval touches. */
  public static BucketRange of(SamplingInterval sample) {
    int[] touched = VidBuckets.touchedBy(sample);
    return new BucketRange(touched[0], touched.length);
  }

  /** The bucket at a place of these, 0 to count − 1. */
  public int bucket(int place) {
    return (first + place) % VidBuckets.COUNT;
  }
}
