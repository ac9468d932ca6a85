package org.aureole.kingdom.lifecycle;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.aureole.model.error.DomainException;
import org.aureole.model.name.MeasurementName;

/**
 * Wakes those who wait for a Measurement in this process. Other processes are not told, so whoever
 * waits also looks again from time to time. Thread-safe.
 */
public final class MeasurementSignals {
  private final ConcurrentMap<MeasurementName, Set<Subscription>> waiting =
      new ConcurrentHashMap<>();

  /** Starts to listen; look at the Measurement after this and before {@link Subscription#await}. */
  public Subscription subscribe(MeasurementName name) {
    Subscription subscription = new Subscription(name);
    waiting.compute(
        name,
        (key, all) -> {
          Set<Subscription> more = all == null ? ConcurrentHashMap.newKeySet() : all;
          more.add(subscription);
          return more;
        });
    return subscription;
  }

  /** Says that a Measurement has changed. */
  public void changed(MeasurementName name) {
    waiting.getOrDefault(name, Set.of()).forEach(subscription -> subscription.signals.release());
  }

  /** One who waits. Must be closed. */
  public final class Subscription implements AutoCloseable {
    private final MeasurementName name;
    private final Semaphore signals = new Semaphore(0);

    private Subscription(MeasurementName name) {
      this.name = name;
    }

    /**
     * Returns at the next change, which may have been since subscribing, or after {@code limit}.
     */
    public void await(Duration limit) {
      try {
        if (signals.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS)) {
          signals.drainPermits();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw DomainException.unavailable("the wait for " + name + " was interrupted", e);
      }
    }

    @Override
    public void close() {
      waiting.computeIfPresent(
          name,
          (key, all) -> {
            all.remove(this);
            return all.isEmpty() ? null : all;
          });
    }
  }
}
