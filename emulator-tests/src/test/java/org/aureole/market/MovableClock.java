package org.aureole.market;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The system's time, moved ahead as a test wants it. Thread-safe. */
final class MovableClock implements InstantSource {
  private volatile Duration ahead = Duration.ZERO;

  @Override
  public Instant instant() {
    return Instant.now().plus(ahead);
  }

  synchronized void pass(Duration time) {
    ahead = ahead.plus(time);
  }
}
