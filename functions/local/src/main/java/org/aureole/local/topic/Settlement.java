package org.aureole.local.topic;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes the rows of what was delivered, together with whatever else was delivered meanwhile: a
 * crash in between delivers once more, as topics may. Also owns the threads that speak to the
 * database. Thread-safe.
 */
final class Settlement implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Settlement.class);
  private static final int THREADS = 2;
  private static final long CLOSE_SECONDS = 10;

  private final DeliveryTable table;
  private final ScheduledExecutorService threads;
  private final ConcurrentLinkedQueue<Delivery> delivered = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean flushing = new AtomicBoolean();

  Settlement(DeliveryTable table) {
    this.table = table;
    this.threads =
        Executors.newScheduledThreadPool(
            THREADS,
            work -> {
              Thread thread = new Thread(work, "topics-settle");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Runs work on one of the threads; drops it once this is closed, as the rows are there. */
  void execute(Runnable work) {
    try {
      threads.execute(work);
    } catch (RejectedExecutionException e) {
      LOG.debug("closed; the rest waits for the next start");
    }
  }

  void delivered(Delivery delivery) {
    delivered.add(delivery);
    if (flushing.compareAndSet(false, true)) {
      execute(this::flush);
    }
  }

  private void flush() {
    flushing.set(false);
    List<Delivery> batch = new ArrayList<>();
    for (Delivery next = delivered.poll(); next != null; next = delivered.poll()) {
      batch.add(next);
    }
    if (batch.isEmpty()) {
      return;
    }
    try {
      table.delete(batch);
    } catch (RuntimeException e) {
      LOG.warn("{} delivered messages are not yet deleted", batch.size(), e);
      delivered.addAll(batch);
      try {
        ScheduledFuture<?> unused = threads.schedule(this::flush, 1, TimeUnit.SECONDS);
      } catch (RejectedExecutionException closed) {
        LOG.debug("closed; the rest is delivered once more at the next start");
      }
    }
  }

  @Override
  public void close() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
