package org.aureole.simulation.world;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** The time of a simulated world: it stands still until the world moves it. Thread-safe. */
public final class VirtualClock implements InstantSource {
  private volatile Instant now;

  public VirtualClock(Instant start) {
    this.now = Objects.requireNonNull(start);
  }

  @Override
  public Instant instant() {
    return now;
  }

  /** The time as a count of nanoseconds, for what measures how long something takes. */
  public long nanoTime() {
    return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
  }

  /** Sets the time, forward within a world, back where another world begins. */
  public void set(Instant time) {
    now = Objects.requireNonNull(time);
  }
}
