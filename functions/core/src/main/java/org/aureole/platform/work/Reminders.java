package org.aureole.platform.work;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * When to look again at what waits for somebody: after as long as it has waited already, so that
 * however much waits and for however long, each costs a look only now and then. Immutable.
 *
 * @param first before the first look; the longest pause is sixteen times as long
 */
public record Reminders(Duration first) {
  private static final int LONGEST = 16;

  public Reminders {
    Objects.requireNonNull(first);
    if (first.isNegative() || first.isZero()) {
      throw new IllegalArgumentException("the first pause is " + first + ", must be positive");
    }
  }

  /**
   * The time of the next look.
   *
   * @param since when it began to wait
   */
  public Instant next(Instant since, Instant now) {
    Duration waited = Duration.between(since, now);
    Duration longest = first.multipliedBy(LONGEST);
    Duration pause = waited.compareTo(first) < 0 ? first : waited;
    return now.plus(pause.compareTo(longest) > 0 ? longest : pause);
  }
}
