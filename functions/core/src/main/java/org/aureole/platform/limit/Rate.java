package org.aureole.platform.limit;

/**
 * How often something may happen: a steady rate, and how much may be saved up for a burst.
 *
 * @param perSecond the steady rate, above 0
 * @param burst how many may happen at once after a pause, at least 1
 */
public record Rate(double perSecond, int burst) {
  public Rate {
    if (!(perSecond > 0) || Double.isInfinite(perSecond)) {
      throw new IllegalArgumentException("a rate is above 0 per second, not " + perSecond);
    }
    if (burst < 1) {
      throw new IllegalArgumentException("a burst is at least 1, not " + burst);
    }
  }
}
