package org.aureole.local.market;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.aureole.model.error.DomainException;
import org.aureole.platform.sql.Database;
import org.aureole.platform.work.JobHandler;
import org.aureole.platform.work.JobName;
import org.aureole.platform.work.JobRunner;
import org.aureole.platform.work.Jobs;
import org.aureole.platform.work.Outbox;
import org.aureole.platform.work.OutboxRelay;
import org.aureole.platform.work.Topics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The outbox and the job workers of one party in this process: what a relay after commit and Cloud
 * Run jobs are in the cloud. A job start that finds no worker yet, or dies with the process, is asked
 * for again by the party's sweep. Thread-safe.
 */
final class PartyWork implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PartyWork.class);

  /** A crash delays what was just committed by this much. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private static final Duration START_GRACE = Duration.ofSeconds(15);
  private static final Duration STOP = Duration.ofSeconds(10);

  private final ExecutorService sending;
  private final ExecutorService working;
  private final OutboxRelay relay;
  private final Outbox outbox;
  private final Jobs jobs;
  private final AtomicReference<JobRunner> runner = new AtomicReference<>();

  PartyWork(String party, Database database, Topics topics, int workers) {
    this.sending = Executors.newSingleThreadExecutor(task -> daemon(task, party + "-outbox"));
    this.working = Executors.newFixedThreadPool(workers, task -> daemon(task, party + "-job"));
    this.relay = new OutboxRelay(database, topics, this::start, sending);
    this.outbox = new Outbox(relay, GRACE);
    this.jobs = new Jobs(database, outbox, START_GRACE);
  }

  OutboxRelay relay() {
    return relay;
  }

  Outbox outbox() {
    return outbox;
  }

  Jobs jobs() {
    return jobs;
  }

  /** From now on jobs run. */
  void handle(Collection<? extends JobHandler> handlers) {
    if (!runner.compareAndSet(null, new JobRunner(jobs, handlers))) {
      throw new IllegalStateException("the handlers are there already");
    }
  }

  private void start(JobName name) {
    JobRunner current = runner.get();
    if (current == null) {
      throw DomainException.unavailable("the party's workers are not ready", null);
    }
    try {
      working.execute(() -> run(current, name));
    } catch (RejectedExecutionException e) {
      throw DomainException.unavailable("the party is stopping", e);
    }
  }

  private static void run(JobRunner runner, JobName name) {
    try {
      runner.run(name);
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
      boolean stopped =
          working.awaitTermination(STOP.toMillis(), TimeUnit.MILLISECONDS)
              && sending.awaitTermination(STOP.toMillis(), TimeUnit.MILLISECONDS);
      if (!stopped) {
        LOG.warn("a job did not stop in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    JobRunner current = runner.get();
    if (current != null) {
      current.close();
    }
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
