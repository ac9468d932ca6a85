package org.aureole.platform.work;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.platform.trace.Trace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs jobs in the calling thread: takes the lease, keeps it alive, and settles how the run ended.
 * Thread-safe.
 */
public final class JobRunner implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(JobRunner.class);

  /** How a call of {@link #run} ended. */
  public enum Outcome {
    /** There was nothing to run, or somebody else does. */
    NOT_ACQUIRED,
    /** The handler returned and the job is settled. */
    DONE,
    /** The handler failed and the job is queued for later. */
    RETRY_LATER,
    /** The job was given up. */
    ABANDONED,
    /** The lease was lost on the way; nothing of what followed was written. */
    LEASE_LOST
  }

  private final Jobs jobs;
  private final Map<String, JobHandler> handlers;
  private final ScheduledExecutorService renewals =
      Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "lease-renewal");
        thread.setDaemon(true);
        return thread;
      });

  public JobRunner(Jobs jobs, Collection<? extends JobHandler> handlers) {
    this.jobs = jobs;
    this.handlers =
        handlers.stream()
            .collect(Collectors.toUnmodifiableMap(JobHandler::kind, Function.identity()));
  }

  /**
   * Runs {@code name} to its end, whatever that is. An {@link Error} of the handler passes through:
   * the lease then expires, and the attempt counts as one that died.
   *
   * @throws DomainException {@code INTERNAL} for a kind that has no handler; or what the database
   *     throws when the outcome cannot be recorded, in which case the lease will expire
   */
  @SuppressWarnings("try") // the scope is there to be closed
  public Outcome run(JobName name) {
    JobHandler handler = handlers.get(name.kind());
    if (handler == null) {
      throw DomainException.bug(
          "no handler for job " + name + "; this program runs " + handlers.keySet());
    }
    Optional<Lease> lease = jobs.acquire(name, handler);
    if (lease.isEmpty()) {
      log.debug("job {} is not to be run now", name);
      return Outcome.NOT_ACQUIRED;
    }
    // A handler that finds out for which Measurement it works follows the Measurement's trace.
    try (Trace.Scope scope = Trace.fresh().enter()) {
      long begun = System.nanoTime();
      Outcome outcome = settled(lease.get(), handler);
      // Fields, for metrics.
      log.atInfo()
          .addKeyValue("job", name.kind())
          .addKeyValue("outcome", outcome)
          .addKeyValue("millis", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun))
          .log("a run of {} ended: {}", name, outcome);
      return outcome;
    }
  }

  private Outcome settled(Lease lease, JobHandler handler) {
    try {
      return run(lease, handler);
    } catch (DomainException e) {
      if (e.code() == ErrorCode.LEASE_LOST) {
        log.warn("{} was lost", lease);
        return Outcome.LEASE_LOST;
      }
      throw e;
    }
  }

  private Outcome run(Lease lease, JobHandler handler) {
    Exception failure = null;
    ScheduledFuture<?> renewal = renewing(lease);
    try {
      handler.run(lease);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failure = e;
    } catch (Exception e) {
      failure = e;
    } finally {
      renewal.cancel(false);
      lease.end();
    }
    if (failure == null) {
      jobs.done(lease);
      return Outcome.DONE;
    }
    return settleInterruptible(lease, handler, asDomain(failure));
  }

  /**
   * A run that is stopped from outside says nothing about the job, whatever it throws. It is
   * settled before the thread goes on to stop: else the job would wait for its lease to expire.
   */
  private Outcome settleInterruptible(Lease lease, JobHandler handler, DomainException failure) {
    if (!Thread.interrupted()) {
      return settle(lease, handler, failure);
    }
    try {
      return settle(
          lease,
          handler,
          failure.code() == ErrorCode.LEASE_LOST
              ? failure
              : DomainException.unavailable("the run was interrupted", failure));
    } finally {
      Thread.currentThread().interrupt();
    }
  }

  private Outcome settle(Lease lease, JobHandler handler, DomainException failure) {
    if (failure.code() == ErrorCode.LEASE_LOST) {
      throw failure;
    }
    String reason = failure.code() + ": " + failure.getMessage();
    if (isRetryable(failure)) {
      log.info("job {} failed and will be tried again: {}", lease.job(), reason);
      boolean again = jobs.retryLater(lease, reason, handler);
      return again ? Outcome.RETRY_LATER : Outcome.ABANDONED;
    }
    // Throws if the lease is lost: what such a run found missing its successor may have removed.
    boolean again = jobs.abandon(lease, reason, handler);
    if (failure.code().handling() == ErrorCode.Handling.BUG) {
      log.error("job {} failed by our own fault", lease.job(), failure);
    }
    return again ? Outcome.RETRY_LATER : Outcome.ABANDONED;
  }

  /**
   * Nobody calls a job: UNAUTHENTICATED means that a peer did not accept this party's token. That
   * is a matter of clocks and rotated keys, and passes.
   */
  private static boolean isRetryable(DomainException failure) {
    return failure.isRetryable() || failure.code() == ErrorCode.UNAUTHENTICATED;
  }

  private ScheduledFuture<?> renewing(Lease lease) {
    long third = lease.duration().toMillis() / 3;
    return renewals.scheduleWithFixedDelay(
        () -> {
          try {
            lease.throwIfLost();
            lease.renew();
          } catch (RuntimeException e) {
            // The next turn tries again; if the lease is gone for good, the handler finds out.
            if (!lease.hasEnded()) {
              log.warn("{} could not be renewed: {}", lease, e.getMessage());
            }
          }
        },
        third,
        third,
        TimeUnit.MILLISECONDS);
  }

  private static DomainException asDomain(Exception e) {
    if (e instanceof DomainException lost && lost.code() == ErrorCode.LEASE_LOST) {
      return lost;
    }
    // Whatever it failed with, this process is stopping: that is not the fault of the job.
    if (Thread.currentThread().isInterrupted()) {
      return DomainException.unavailable("the run was interrupted", e);
    }
    if (e instanceof DomainException domain) {
      return domain;
    }
    if (e instanceof IOException || e instanceof UncheckedIOException) {
      return DomainException.unavailable("input or output failed: " + e.getMessage(), e);
    }
    return DomainException.of(ErrorCode.INTERNAL, "unexpected " + e.getClass().getName(), e);
  }

  /** Stops renewing; running jobs lose their lease when it expires. */
  @Override
  public void close() {
    renewals.shutdownNow();
  }
}
