package org.aureole.platform.work;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Picks up what crashes left: messages that were not sent, starts and runs of jobs that were lost.
 *
 * <p>Whoever calls it, a scheduled function or a thread, does so at start, then at the time that
 * the last call returned, then at least hourly. Any number may run at once. Thread-safe.
 */
public final class Sweeper {
  private static final int BATCH = 100;

  private final OutboxRelay relay;
  private final Jobs jobs;

  public Sweeper(OutboxRelay relay, Jobs jobs) {
    this.relay = Objects.requireNonNull(relay);
    this.jobs = Objects.requireNonNull(jobs);
  }

  /**
   * Does everything that is due.
   *
   * @return when something will be due next, which a commit may bring forward; empty when nothing
   *     is waiting
   */
  public Optional<Instant> sweep() {
    boolean more = true;
    while (more) {
      // A reclaimed job leaves a start in the outbox, so the outbox comes second.
      int reclaimed = jobs.reclaim(BATCH);
      OutboxRelay.Swept swept = relay.sweep(BATCH);
      more = reclaimed == BATCH || swept.sent() == BATCH;
    }
    return Stream.of(relay.nextDue(), jobs.nextDue())
        .flatMap(Optional::stream)
        .min(Instant::compareTo);
  }
}
