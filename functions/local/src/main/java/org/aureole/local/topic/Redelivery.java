package org.aureole.local.topic;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * When a message that was not taken is pushed again. Immutable.
 *
 * @param firstPause after the first failure; doubles with each further one
 * @param maxPause the longest pause
 * @param attempts after how many failures a message becomes a dead letter
 */
public record Redelivery(Duration firstPause, Duration maxPause, int attempts) {
  /** From 0.2 s to 30 s, dead after fifty failures: about twenty minutes. */
  public static final Redelivery USUAL =
      new Redelivery(Duration.ofMillis(200), Duration.ofSeconds(30), 50);

  public Redelivery {
    if (firstPause.isNegative() || maxPause.compareTo(firstPause) < 0 || attempts < 1) {
      throw new IllegalArgumentException(firstPause + " to " + maxPause + " × " + attempts);
    }
  }

  /** The pause after that many failures, shortened at random by up to a quarter. */
  Duration pauseAfter(long failures) {
    long doublings = Math.min(failures - 1, 30);
    long full = Math.min(firstPause.toMillis() << doublings, maxPause.toMillis());
    return Duration.ofMillis(full - ThreadLocalRandom.current().nextLong(full / 4 + 1));
  }
}
