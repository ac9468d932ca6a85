package org.aureole.edp.events;

import java.time.Duration;
import java.util.Optional;

/**
 * The events of the sampled VIDs. Immutable but for {@link #counts()}, which hands over the array
 * itself so that a vector of many VIDs is not copied; its receiver owns it and wipes it after use.
 */
public final class FrequencyTally {
  private final byte[] counts;
  private final long impressions;
  private final Duration watchDuration;

  /**
   * @param counts one unsigned byte per index, kept without a copy
   * @param watchDuration null where it was not asked for
   */
  public FrequencyTally(byte[] counts, long impressions, Duration watchDuration) {
    this.counts = counts;
    this.impressions = impressions;
    this.watchDuration = watchDuration;
  }

  /** Per index of the sample, min(events, maximum frequency) as an unsigned byte. */
  public byte[] counts() {
    return counts;
  }

  /** The count at one index, 0 to 255. */
  public int count(int index) {
    return counts[index] & 0xff;
  }

  /** How many sampled VIDs have at least one event. */
  public long reach() {
    long reach = 0;
    for (byte count : counts) {
      reach += count == 0 ? 0 : 1;
    }
    return reach;
  }

  /** Events of sampled VIDs, each VID's up to the maximum frequency. */
  public long cappedImpressions() {
    long sum = 0;
    for (byte count : counts) {
      sum += count & 0xff;
    }
    return sum;
  }

  /** Events of sampled VIDs, uncapped. */
  public long impressions() {
    return impressions;
  }

  /** Watch duration of sampled VIDs, each VID's up to the cap; empty if it was not asked for. */
  public Optional<Duration> watchDuration() {
    return Optional.ofNullable(watchDuration);
  }

  @Override
  public String toString() {
    return "FrequencyTally[" + counts.length + " VIDs]";
  }
}
