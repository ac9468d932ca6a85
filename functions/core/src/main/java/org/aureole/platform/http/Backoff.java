package org.aureole.platform.http;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.aureole.model.error.DomainException;

/**
 * The pauses between the attempts of one call: doubling, at most ten seconds, each drawn uniformly
 * from its upper half so that callers who failed together do not return together. Not thread-safe;
 * one per call.
 */
public final class Backoff {
  private static final long MAX_MILLIS = 10_000;

  private int left;
  private long pauseMillis;

  /**
   * A fresh one.
   *
   * @param attempts how many attempts are allowed in all
   * @param firstPause before the second attempt
   */
  public Backoff(int attempts, Duration firstPause) {
    this.left = attempts - 1;
    this.pauseMillis = firstPause.toMillis();
  }

  /**
   * Waits before the next attempt.
   *
   * @return false, at once, when no attempt is left
   * @throws DomainException when the thread is interrupted
   */
  public boolean pause() {
    if (left-- <= 0) {
      return false;
    }
    long millis = Math.min(pauseMillis, MAX_MILLIS);
    pauseMillis = millis * 2;
    try {
      Thread.sleep(millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1));
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw DomainException.unavailable("interrupted between two attempts", e);
    }
  }
}
