package org.aureole.pipelines.tally;

import java.time.Duration;
import java.util.Optional;
import org.aureole.edp.events.FrequencyTally;
import org.aureole.edp.events.TallyRequest;

/**
 * Adds up events by index: one byte per index, and four more where watch durations are asked for.
 * For use by one thread.
 */
public final class FrequencyVectorBuilder {
  private final byte[] counts;
  private final int maximumFrequency;
  private final int[] watchMillis;
  private final long watchCapMillis;
  private long impressions;

  /**
   * @param size the length of the vector
   * @param maximumFrequency where a count stops, 1 to {@link TallyRequest#MAXIMUM_FREQUENCY_LIMIT}
   * @param watchDurationCap up to where an index's watch durations add up; empty to leave them out
   */
  public FrequencyVectorBuilder(
      int size, int maximumFrequency, Optional<Duration> watchDurationCap) {
    this.counts = new byte[size];
    this.maximumFrequency = maximumFrequency;
    this.watchMillis = new int[watchDurationCap.isPresent() ? size : 0];
    this.watchCapMillis = watchDurationCap.map(Duration::toMillis).orElse(0L);
  }

  /** Whether watch durations are added up. */
  public boolean wantsWatchDuration() {
    return watchCapMillis > 0;
  }

  /**
   * Counts one event.
   *
   * @param watchedMillis at least 0; not looked at unless {@link #wantsWatchDuration}
   */
  public void add(int index, long watchedMillis) {
    impressions++;
    int count = counts[index] & 0xff;
    if (count < maximumFrequency) {
      counts[index] = (byte) (count + 1);
    }
    if (wantsWatchDuration()) {
      long room = watchCapMillis - watchMillis[index];
      watchMillis[index] += (int) Math.min(room, watchedMillis);
    }
  }

  /** The sums so far; the builder must not be used after. */
  public FrequencyTally build() {
    Duration watched = null;
    if (wantsWatchDuration()) {
      long sum = 0;
      for (int millis : watchMillis) {
        sum += millis;
      }
      watched = Duration.ofMillis(sum);
    }
    return new FrequencyTally(counts, impressions, watched);
  }
}
