package org.aureole.platform.sql;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How often an aborted transaction is run again, and after which pauses.
 *
 * @param maxAttempts runs in all, at least 1
 * @param firstPause upper bound of the first pause; it doubles with every run
 * @param maxPause upper bound of any pause
 */
public record RetryPolicy(int maxAttempts, Duration firstPause, Duration maxPause) {
  /** Up to 25 runs; at worst about 8 seconds of pauses. */
  public static final RetryPolicy STANDARD =
      new RetryPolicy(25, Duration.ofMillis(4), Duration.ofMillis(400));

  public RetryPolicy {
    if (maxAttempts < 1) {
      throw new IllegalArgumentException("maxAttempts is " + maxAttempts + ", must be at least 1");
    }
    if (firstPause.isNegative() || maxPause.compareTo(firstPause) < 0) {
      throw new IllegalArgumentException("need 0 <= firstPause <= maxPause");
    }
  }

  /** A pause after the run {@code attempt} (from 1): uniform below a doubling bound. */
  Duration pauseAfter(int attempt) {
    long bound = Math.min(maxPause.toNanos(), firstPause.toNanos() << Math.min(attempt - 1, 20));
    // Full jitter: contenders that aborted each other must not meet again in step.
    return Duration.ofNanos(ThreadLocalRandom.current().nextLong(bound + 1));
  }
}
