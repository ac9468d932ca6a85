package org.aureole.local.topic;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;

/** What waits for one subscription, by due time. Guarded by the dispatcher's lock. */
final class Lane {
  /** How many pushes to one subscriber are in flight at most. */
  private static final int MAX_IN_FLIGHT = 16;

  private final Subscription subscription;
  private final PriorityQueue<Delivery> waiting =
      new PriorityQueue<>(Comparator.comparing(Delivery::due).thenComparing(Delivery::messageId));

  /** Waiting or in flight. */
  private final Set<String> known = new HashSet<>();

  private int inFlight;
  private boolean paused;

  Lane(Subscription subscription) {
    this.subscription = subscription;
  }

  Subscription subscription() {
    return subscription;
  }

  /** Adds a delivery unless its message is on its way already. */
  void add(Delivery delivery) {
    if (known.add(delivery.messageId())) {
      waiting.add(delivery);
    }
  }

  /** The next delivery that is due, which is now in flight. */
  Optional<Delivery> take(Instant now) {
    Delivery head = waiting.peek();
    if (head == null || !mayPush() || head.due().isAfter(now)) {
      return Optional.empty();
    }
    inFlight++;
    return Optional.of(waiting.remove());
  }

  /** When {@link #take} will have something, unless something changes. */
  Optional<Instant> nextDue() {
    return mayPush() ? Optional.ofNullable(waiting.peek()).map(Delivery::due) : Optional.empty();
  }

  private boolean mayPush() {
    return !paused && inFlight < MAX_IN_FLIGHT;
  }

  /** A delivery is over, for good or for now. */
  void landed(Delivery delivery, Optional<Delivery> again) {
    inFlight--;
    known.remove(delivery.messageId());
    again.ifPresent(this::add);
  }

  void pause(boolean on) {
    paused = on;
  }

  int size() {
    return waiting.size() + inFlight;
  }
}
