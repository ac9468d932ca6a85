package org.aureole.local.topic;

import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.aureole.platform.http.PushedMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pushes what is due, subscription by subscription, with one thread that waits and two that speak
 * to the database; the pushes themselves hold no thread. Thread-safe.
 */
final class Dispatcher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

  /** Bounds how late a clock that somebody moves by hand is noticed. */
  private static final Duration LONGEST_NAP = Duration.ofMillis(100);

  private final DeliveryTable table;
  private final Settlement settlement;
  private final Pusher pusher;
  private final InstantSource clock;
  private final Redelivery redelivery;
  private final Disturbance disturbance;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<String, Lane> lanes = new HashMap<>();
  private boolean closed;

  Dispatcher(
      DeliveryTable table,
      HttpClient http,
      InstantSource clock,
      Redelivery redelivery,
      Disturbance disturbance) {
    this.table = table;
    this.settlement = new Settlement(table);
    this.pusher = new Pusher(http);
    this.clock = clock;
    this.redelivery = redelivery;
    this.disturbance = disturbance;
    Thread thread = new Thread(this::run, "topics");
    thread.setDaemon(true);
    thread.start();
  }

  void addLane(Subscription subscription) {
    locked(() -> {
      if (lanes.putIfAbsent(subscription.name(), new Lane(subscription)) != null) {
        throw new IllegalArgumentException(
            "subscription " + subscription.name() + " is there already");
      }
    });
    loadBacklog(subscription.name());
  }

  /** Puts everything that the table has for a subscription on its way. */
  void loadBacklog(String subscription) {
    List<DeliveryTable.Pending> backlog = table.pending(subscription);
    locked(() -> {
      for (DeliveryTable.Pending row : backlog) {
        Instant due = disturbed(row.notBefore(), subscription, row.messageId(), 0);
        lane(subscription)
            .add(
                new Delivery(
                    subscription, row.messageId(), Optional.empty(), row.attempts(), 0, due));
      }
    });
  }

  /** Puts a message on its way whose row has just been committed. */
  void enqueue(String subscription, PushedMessage message, Instant notBefore) {
    Instant due = disturbed(notBefore, subscription, message.id(), 0);
    locked(() ->
        lane(subscription)
            .add(new Delivery(subscription, message.id(), Optional.of(message), 0, 0, due)));
  }

  void pause(String subscription, boolean on) {
    locked(() -> lane(subscription).pause(on));
  }

  int pending(String subscription) {
    lock.lock();
    try {
      return lane(subscription).size();
    } finally {
      lock.unlock();
    }
  }

  private Lane lane(String subscription) {
    Lane lane = lanes.get(subscription);
    if (lane == null) {
      throw new IllegalArgumentException("there is no subscription " + subscription);
    }
    return lane;
  }

  private Instant disturbed(Instant due, String subscription, String messageId, int copy) {
    return due.plus(disturbance.delay(subscription, messageId, copy));
  }

  private void locked(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      while (true) {
        List<Delivery> due = awaitDue();
        if (due.isEmpty()) {
          return;
        }
        due.forEach(delivery -> settlement.execute(() -> push(delivery)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What is due, as soon as something is; empty once this is closed. */
  private List<Delivery> awaitDue() throws InterruptedException {
    lock.lock();
    try {
      while (!closed) {
        Instant now = clock.instant();
        List<Delivery> due = new ArrayList<>();
        Optional<Instant> next = Optional.empty();
        for (Lane lane : lanes.values()) {
          for (Optional<Delivery> d = lane.take(now); d.isPresent(); d = lane.take(now)) {
            due.add(d.get());
          }
          next = earlier(next, lane.nextDue());
        }
        if (!due.isEmpty()) {
          return due;
        }
        if (next.isEmpty()) {
          changed.await();
        } else {
          Duration nap = Duration.between(now, next.get());
          nap = nap.compareTo(LONGEST_NAP) < 0 ? nap : LONGEST_NAP;
          changed.await(nap.toNanos(), TimeUnit.NANOSECONDS);
        }
      }
      return List.of();
    } finally {
      lock.unlock();
    }
  }

  private static Optional<Instant> earlier(Optional<Instant> a, Optional<Instant> b) {
    if (a.isEmpty() || b.isEmpty()) {
      return a.or(() -> b);
    }
    return a.get().isBefore(b.get()) ? a : b;
  }

  private void push(Delivery delivery) {
    try {
      Optional<PushedMessage> message =
          delivery.message().or(() -> table.message(delivery.subscription(), delivery.messageId()));
      if (message.isEmpty()) {
        land(delivery, Optional.empty());
        return;
      }
      // A push that is not settled is made again, so nobody waits for the settlement.
      CompletableFuture<Void> unused =
          pusher
              .push(subscription(delivery), message.get())
              .thenAcceptAsync(failure -> settle(delivery, failure), settlement::execute);
    } catch (RuntimeException e) {
      land(delivery, Optional.of(keep(delivery, e)));
    }
  }

  private Subscription subscription(Delivery delivery) {
    lock.lock();
    try {
      return lane(delivery.subscription()).subscription();
    } finally {
      lock.unlock();
    }
  }

  private void settle(Delivery delivery, Optional<String> failure) {
    Optional<Delivery> again;
    try {
      again = failure.isPresent() ? failed(delivery, failure.get()) : taken(delivery);
    } catch (RuntimeException e) {
      again = Optional.of(keep(delivery, e));
    }
    land(delivery, again);
  }

  /** The table cannot be read or written now: the delivery waits, and its row says the same. */
  private Delivery keep(Delivery delivery, RuntimeException e) {
    LOG.warn("message {} of {} stays", delivery.messageId(), delivery.subscription(), e);
    return delivery.failedUntil(clock.instant().plus(redelivery.maxPause()));
  }

  private Optional<Delivery> taken(Delivery delivery) {
    int copy = delivery.copy() + 1;
    if (copy == disturbance.copies()) {
      settlement.delivered(delivery);
      return Optional.empty();
    }
    Instant due = disturbed(clock.instant(), delivery.subscription(), delivery.messageId(), copy);
    return Optional.of(delivery.nextCopy(due));
  }

  private Optional<Delivery> failed(Delivery delivery, String why) {
    long attempts = delivery.attempts() + 1;
    if (attempts >= redelivery.attempts()) {
      LOG.warn(
          "{}: message {} is a dead letter after {} attempts; the last ended with {}",
          delivery.subscription(),
          delivery.messageId(),
          attempts,
          why);
      table.bury(delivery.subscription(), delivery.messageId(), attempts, why);
      return Optional.empty();
    }
    LOG.debug("{}: message {}: {}", delivery.subscription(), delivery.messageId(), why);
    Instant until = clock.instant().plus(redelivery.pauseAfter(attempts));
    table.postpone(delivery.subscription(), delivery.messageId(), attempts, until, why);
    return Optional.of(delivery.failedUntil(until));
  }

  private void land(Delivery delivery, Optional<Delivery> again) {
    locked(() -> lane(delivery.subscription()).landed(delivery, again));
  }

  @Override
  public void close() {
    locked(() -> closed = true);
    settlement.close();
  }
}
