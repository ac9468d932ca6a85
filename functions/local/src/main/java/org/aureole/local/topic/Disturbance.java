package org.aureole.local.topic;

import java.time.Duration;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * What tests do to deliveries that the rules of topics allow: repeat and reorder them. Immutable.
 *
 * @param seed of the delays; the same for the same message, subscription and copy
 * @param copies how often each message is delivered and taken, at least once
 * @param maxDelay each copy waits for a time drawn uniformly up to this, which shuffles them
 */
public record Disturbance(long seed, int copies, Duration maxDelay) {
  /** Each message once, as soon as possible. */
  public static final Disturbance NONE = new Disturbance(0, 1, Duration.ZERO);

  public Disturbance {
    if (copies < 1 || maxDelay.isNegative()) {
      throw new IllegalArgumentException(copies + " copies, delay " + maxDelay);
    }
  }

  /** Every message twice, in random order. */
  public static Disturbance twiceInRandomOrder(long seed, Duration maxDelay) {
    return new Disturbance(seed, 2, maxDelay);
  }

  Duration delay(String subscription, String messageId, int copy) {
    if (maxDelay.isZero()) {
      return Duration.ZERO;
    }
    long mixed =
        new SplittableRandom(seed).nextLong() ^ Objects.hash(subscription, messageId, copy);
    return Duration.ofMillis(new SplittableRandom(mixed).nextLong(maxDelay.toMillis() + 1));
  }
}
