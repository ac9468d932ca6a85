package org.aureole.platform.work;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Pauses that double from {@code first} up to {@code max}, each shortened by up to a half. */
record Backoff(Duration first, Duration max) {
  Duration after(long failures) {
    long doublings = Math.max(0, Math.min(failures - 1, 30));
    long full = max.toMillis();
    if (first.toMillis() <= full >> doublings) {
      full = first.toMillis() << doublings;
    }
    return Duration.ofMillis(full - ThreadLocalRandom.current().nextLong(full / 2 + 1));
  }
}
