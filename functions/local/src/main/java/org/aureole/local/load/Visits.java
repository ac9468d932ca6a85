package org.aureole.local.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.aureole.consumer.MeasurementOrder;
import org.aureole.local.load.Latencies.Operation;
import org.aureole.model.name.MeasurementName;
import org.aureole.v1.CreateMeasurementRequest;
import org.aureole.v1.Measurement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Visits of consumers at a fixed rate, whatever the market does: every operation is due at a moment
 * that is fixed beforehand, and its time counts from then. A visit is: explain, create, get, list,
 * wait for the result, timeline; a data provider lists its requisitions; and each tenth consumer
 * cancels. For use by one thread.
 */
final class Visits {
  private static final Logger LOG = LoggerFactory.getLogger(Visits.class);
  private static final int THREADS = 512;
  private static final int EACH_CANCELLED = 10;
  private static final int EACH_SHARE_SHUFFLE = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final LoadMarket market;
  private final Latencies latencies = new Latencies();
  private final LongAdder cancelled = new LongAdder();
  private final LongAdder errors = new LongAdder();
  private final AtomicInteger succeeded = new AtomicInteger();
  private final List<Long> finishes = new ArrayList<>();

  /** One visit, ready to begin. */
  private record Visit(
      SimulatedConsumer consumer,
      MeasurementName name,
      MeasurementOrder order,
      CreateMeasurementRequest request,
      boolean shareShuffle,
      boolean cancels,
      int provider,
      CompletableFuture<Void> created) {

    /** What needs the Measurement waits for it, and its time counts. */
    void onceCreated(Runnable action) {
      created.join();
      action.run();
    }
  }

  Visits(LoadMarket market) {
    this.market = market;
  }

  /**
   * What came of it.
   *
   * @param offered visits for each second
   * @param visits how many there were
   * @param succeeded Measurements that gave a result
   * @param cancelled Measurements that were withdrawn
   * @param errors operations that failed
   * @param departures Measurements that ended for each second, from the first to the last end
   * @param seconds from the first visit until the last Measurement ended
   */
  record Outcome(
      double offered,
      int visits,
      int succeeded,
      long cancelled,
      long errors,
      double departures,
      double seconds,
      Latencies latencies) {}

  /**
   * Runs one step.
   *
   * @param prefix of the Measurements' ids
   */
  Outcome run(String prefix, double rate, Duration step) throws InterruptedException {
    int count = Math.max(4, (int) Math.round(rate * step.toMillis() / 1000));
    List<Visit> visits = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      visits.add(prepare(prefix, i));
    }
    ScheduledExecutorService threads =
        Executors.newScheduledThreadPool(
            Math.min(THREADS, 8 + count * 4),
            task -> {
              Thread thread = new Thread(task, "load");
              thread.setDaemon(true);
              return thread;
            });
    long start = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(100);
    try {
      for (int i = 0; i < count; i++) {
        schedule(threads, visits.get(i), start + (long) (i * 1e9 / rate));
      }
      threads.shutdown();
      if (!threads.awaitTermination(
          step.plus(PATIENCE).plusSeconds(30).toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("some operations of the step at {} a second never ended", rate);
      }
    } finally {
      threads.shutdownNow();
    }
    return outcome(rate, count, start);
  }

  private Outcome outcome(double rate, int count, long start) {
    List<Long> ends;
    synchronized (finishes) {
      ends = finishes.stream().sorted().toList();
    }
    double departures =
        ends.size() < 2
            ? 0
            : (ends.size() - 1) * 1e9 / Math.max(1, ends.get(ends.size() - 1) - ends.get(0));
    double seconds = ends.isEmpty() ? 0 : (ends.get(ends.size() - 1) - start) / 1e9;
    return new Outcome(
        rate,
        count,
        succeeded.get(),
        cancelled.sum(),
        errors.sum(),
        departures,
        seconds,
        latencies);
  }

  private Visit prepare(String prefix, int i) {
    SimulatedConsumer consumer = market.consumers().get(i % market.consumers().size());
    MeasurementName name = consumer.measurement(prefix + "-" + i);
    boolean shareShuffle = i % EACH_SHARE_SHUFFLE == EACH_SHARE_SHUFFLE - 1;
    MeasurementOrder order =
        shareShuffle
            ? market.questions().shareShuffle(name, i)
            : market.questions().direct(name, i);
    return new Visit(
        consumer,
        name,
        order,
        consumer.sign(order),
        shareShuffle,
        i % EACH_CANCELLED == EACH_CANCELLED - 1,
        i % market.providers().size(),
        new CompletableFuture<>());
  }

  private void schedule(ScheduledExecutorService threads, Visit visit, long arrival) {
    at(threads, arrival, Operation.EXPLAIN, () -> visit.consumer().explain(visit.order()));
    Operation create = visit.shareShuffle() ? Operation.CREATE_HMSS : Operation.CREATE_DIRECT;
    long begun = arrival + millis(50);
    task(
        threads,
        begun,
        () -> {
          try {
            visit.consumer().create(visit.request());
            visit.created().complete(null);
          } catch (RuntimeException e) {
            visit.created().completeExceptionally(e);
            throw e;
          }
          latencies.record(create, System.nanoTime() - begun);
          awaitEnd(visit, begun);
        });
    if (visit.cancels()) {
      at(
          threads,
          arrival + millis(300),
          Operation.CANCEL,
          () -> visit.onceCreated(() -> visit.consumer().cancel(visit.name())));
    }
    at(
        threads,
        arrival + millis(500),
        Operation.GET,
        () -> visit.onceCreated(() -> visit.consumer().get(visit.name())));
    at(threads, arrival + millis(700), Operation.LIST, visit.consumer()::list);
    at(
        threads,
        arrival + millis(900),
        Operation.LIST_REQUISITIONS,
        () -> market.listRequisitions(market.providers().get(visit.provider())));
    at(
        threads,
        arrival + millis(1500),
        Operation.TIMELINE,
        () -> visit.onceCreated(() -> visit.consumer().timeline(visit.name())));
  }

  private void awaitEnd(Visit visit, long begun) {
    Measurement.State state = visit.consumer().await(visit.name(), PATIENCE);
    long now = System.nanoTime();
    switch (state) {
      case SUCCEEDED -> {
        latencies.record(
            visit.shareShuffle() ? Operation.HMSS_RESULT : Operation.DIRECT_RESULT, now - begun);
        succeeded.incrementAndGet();
        finished(now);
      }
      case CANCELLED -> {
        cancelled.increment();
        finished(now);
      }
      default -> {
        LOG.warn("{} is {}", visit.name(), state);
        errors.increment();
      }
    }
  }

  private void finished(long now) {
    synchronized (finishes) {
      finishes.add(now);
    }
  }

  private void at(
      ScheduledExecutorService threads, long due, Operation operation, Runnable action) {
    task(
        threads,
        due,
        () -> {
          action.run();
          latencies.record(operation, System.nanoTime() - due);
        });
  }

  private void task(ScheduledExecutorService threads, long due, Runnable action) {
    ScheduledFuture<?> unused =
        threads.schedule(
            () -> {
              try {
                action.run();
              } catch (RuntimeException e) {
                LOG.warn("an operation failed", e);
                errors.increment();
              }
            },
            due - System.nanoTime(),
            TimeUnit.NANOSECONDS);
  }

  private static long millis(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
