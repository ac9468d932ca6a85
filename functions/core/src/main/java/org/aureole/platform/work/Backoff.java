package org.aureole.platform.work;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * Pauses that double from {@code first} up to {@code max}, each shortened by up to a half, so that
 * those that failed together do not come back together.
 */
record Backoff(Duration first, Duration max) {
  /**
   * A pause, always the same for the same arguments: what a simulated market does can be repeated.
   *
   * @param what failed; others get other pauses
   */
  Duration after(long failures, String what) {
    long doublings = Math.max(0, Math.min(failures - 1, 30));
    long full = max.toMillis();
    if (first.toMillis() <= full >> doublings) {
      full = first.toMillis() << doublings;
    }
    SplittableRandom spread = new SplittableRandom(31L * what.hashCode() + failures);
    return Duration.ofMillis(full - spread.nextLong(full / 2 + 1));
  }
}
