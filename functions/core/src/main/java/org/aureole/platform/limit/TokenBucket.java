package org.aureole.platform.limit;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Counts against a {@link Rate}: a bucket of {@code burst} tokens that fills at {@code perSecond}.
 * Thread-safe.
 */
public final class TokenBucket {
  private static final double NANOS = 1e9;

  private final Rate rate;
  private final LongSupplier nanoTime;
  private double tokens;
  private long filledAt;

  /**
   * A full bucket.
   *
   * @param nanoTime a clock that never goes back, such as {@link System#nanoTime}: the market's own
   *     clock may be set
   */
  public TokenBucket(Rate rate, LongSupplier nanoTime) {
    this.rate = Objects.requireNonNull(rate);
    this.nanoTime = Objects.requireNonNull(nanoTime);
    this.tokens = rate.burst();
    this.filledAt = nanoTime.getAsLong();
  }

  /** Takes a token; else says after what time there will be one. */
  public synchronized Optional<Duration> take() {
    Optional<Duration> wait = untilNext();
    if (wait.isEmpty()) {
      tokens -= 1;
    }
    return wait;
  }

  /** Gives back a token that was not used after all. */
  public synchronized void giveBack() {
    tokens = Math.min(rate.burst(), tokens + 1);
  }

  /** Empty when there is a token now, else after what time there will be one. Takes none. */
  public synchronized Optional<Duration> untilNext() {
    long now = nanoTime.getAsLong();
    tokens = Math.min(rate.burst(), tokens + (now - filledAt) / NANOS * rate.perSecond());
    filledAt = now;
    return tokens >= 1
        ? Optional.empty()
        : Optional.of(Duration.ofNanos((long) Math.ceil((1 - tokens) / rate.perSecond() * NANOS)));
  }
}
