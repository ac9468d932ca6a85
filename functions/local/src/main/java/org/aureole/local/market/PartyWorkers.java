package org.aureole.local.market;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.aureole.model.error.DomainException;
import org.aureole.platform.work.JobName;
import org.aureole.platform.work.JobStarter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of one party in this process: one that sends what was committed, and some that run
 * jobs, as Cloud Run jobs do in the cloud. A job start that comes before the workers are ready, or
 * dies with the process, is asked for again by the party's sweep. Thread-safe.
 */
final class PartyWorkers implements JobStarter, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PartyWorkers.class);
  private static final Duration STOP = Duration.ofSeconds(10);

  private final ExecutorService sending;
  private final ExecutorService working;
  private final AtomicReference<Consumer<JobName>> runner = new AtomicReference<>();

  /**
   * @param workers how many jobs of the party run at once
   */
  PartyWorkers(String party, int workers) {
    this.sending = Executors.newSingleThreadExecutor(task -> daemon(task, party + "-outbox"));
    this.working = Executors.newFixedThreadPool(workers, task -> daemon(task, party + "-job"));
  }

  /** Sends what a transaction left in the outbox. */
  Executor sending() {
    return sending;
  }

  /** From now on jobs run. */
  void runJobsBy(Consumer<JobName> run) {
    if (!runner.compareAndSet(null, run)) {
      throw new IllegalStateException("it is said already how jobs run");
    }
  }

  @Override
  public void start(JobName name) {
    Consumer<JobName> current = runner.get();
    if (current == null) {
      throw DomainException.unavailable("the party's workers are not ready", null);
    }
    try {
      working.execute(() -> run(current, name));
    } catch (RejectedExecutionException e) {
      throw DomainException.unavailable("the party is stopping", e);
    }
  }

  private static void run(Consumer<JobName> runner, JobName name) {
    try {
      runner.accept(name);
    } catch (RuntimeException e) {
      LOG.warn("the run of job {} was not settled; its lease will expire", name, e);
    }
  }

  /** Stops sending and working; what is not done stays in the database. */
  @Override
  public void close() {
    sending.shutdownNow();
    working.shutdownNow();
    try {
      if (!working.awaitTermination(STOP.toMillis(), TimeUnit.MILLISECONDS)
          || !sending.awaitTermination(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("a job did not stop in time; its lease will expire");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
