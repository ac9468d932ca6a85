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
  private static final Duration LONGEST_ASKED = Duration.ofSeconds(30);

  private final Sleeper sleeper;
  private int left;
  private long pauseMillis;

  /** Lets time pass. */
  @FunctionalInterface
  interface Sleeper {
    void sleep(long millis) throws InterruptedException;
  }

  /**
   * A fresh one.
   *
   * @param attempts how many attempts are allowed in all
   * @param firstPause before the second attempt
   */
  public Backoff(int attempts, Duration firstPause) {
    this(attempts, firstPause, Thread::sleep);
  }

  Backoff(int attempts, Duration firstPause, Sleeper sleeper) {
    this.sleeper = sleeper;
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
    return pause(Duration.ZERO);
  }

  /**
   * Waits before the next attempt, for as long as the peer asked at least, and never so long that a
   * peer could hold this caller up: whoever is told to come back much later has its own schedule
   * for that.
   *
   * @param asked how long the peer said to wait
   * @return false, at once, when no attempt is left or the peer asked for more than 30 s
   * @throws DomainException when the thread is interrupted
   */
  public boolean pause(Duration asked) {
    if (left-- <= 0 || asked.compareTo(LONGEST_ASKED) > 0) {
      return false;
    }
    long millis = Math.min(pauseMillis, MAX_MILLIS);
    pauseMillis = millis * 2;
    long jitter = millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1);
    try {
      sleeper.sleep(asked.toMillis() + jitter);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw DomainException.unavailable("interrupted between two attempts", e);
    }
  }
}
