package org.aureole.platform.work;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.platform.sql.ColumnText;
import org.aureole.platform.sql.Columns;
import org.aureole.platform.sql.Database;
import org.aureole.platform.sql.StateTable;
import org.aureole.platform.sql.Tx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jobs of one party: queued by transactions, run under a lease. Thread-safe.
 *
 * <p>No request is lost: each {@link #enqueue} is counted, a run remembers the count it saw when it
 * began, and if there were more by the time it ends, however it ends, the job is queued again.
 */
public final class Jobs {
  /** How long the start of a job may usually take before it is asked for again. */
  public static final Duration USUAL_START_GRACE = Duration.ofMinutes(2);

  /** How long a run may usually be silent before another takes over. */
  public static final Duration USUAL_LEASE = Duration.ofMinutes(1);

  private static final Logger log = LoggerFactory.getLogger(Jobs.class);
  private static final StateTable<JobState> TABLE = StateTable.of("jobs", JobState.LIFECYCLE);
  private static final int MAX_ERROR = 500;

  private final Database database;
  private final Outbox outbox;
  private final Duration startGrace;
  private final Duration longestLease;

  /**
   * @param startGrace how long a start may take from being asked for until the job holds its lease,
   *     before it is asked for again: more than the boot of a job
   * @param longestLease bounds the lease of every job, whatever its policy: short where runs die
   *     often and start fast
   */
  public Jobs(Database database, Outbox outbox, Duration startGrace, Duration longestLease) {
    this.database = Objects.requireNonNull(database);
    this.outbox = Objects.requireNonNull(outbox);
    this.startGrace = Objects.requireNonNull(startGrace);
    this.longestLease = Objects.requireNonNull(longestLease);
  }

  /** As the other, with leases as long as the policies say. */
  public Jobs(Database database, Outbox outbox, Duration startGrace) {
    this(database, outbox, startGrace, ChronoUnit.FOREVER.getDuration());
  }

  /**
   * Asks, in the caller's transaction, for a run that begins after it has committed.
   *
   * @return false if the job was abandoned before, which this does not undo
   */
  public boolean enqueue(Tx tx, JobName name) {
    Columns fresh =
        Columns.of("kind", name.kind())
            .and("resource", name.resource())
            .and("shard", Shards.of(name.toString()))
            .and("requested", 1L)
            .and("taken", 0L)
            .and("attempts", 0L)
            .and("failures", 0L)
            .and(waiting(tx.now()));
    if (TABLE.insertIfAbsent(tx, name.toString(), JobState.QUEUED, fresh, "enqueue", "")) {
      outbox.startJob(tx, name, tx.now());
      return true;
    }
    Job job = require(tx, name);
    if (job.state() == JobState.ABANDONED) {
      return false;
    }
    tx.update("update jobs set requested = requested + 1 where name = ?", name.toString());
    if (job.state() == JobState.DONE) {
      queue(tx, name, JobState.DONE, tx.now(), Columns.none(), "enqueue", "");
    }
    return true;
  }

  /**
   * As {@link #enqueue}, and an abandoned job gets another chance: for resources that still wait
   * for it, whatever the run before ended with.
   */
  public void insist(Tx tx, JobName name) {
    if (!enqueue(tx, name)) {
      redrive(tx, name);
    }
  }

  /** Queues an abandoned job again, with its attempts forgotten: an operator's command. */
  public void redrive(Tx tx, JobName name) {
    Columns forgotten = Columns.of("attempts", 0L).and("failures", 0L);
    queue(tx, name, JobState.ABANDONED, tx.now(), forgotten, "redrive", "");
  }

  public Optional<Job> find(Tx tx, JobName name) {
    return Job.find(tx, name);
  }

  /**
   * Takes the lease of a job that is queued and due, or whose lease has expired.
   *
   * <p>When as many runs as {@code handler.policy().maxAttempts()} have died without a word, the
   * job is abandoned instead, and {@link JobHandler#abandoned} is called in the same transaction.
   *
   * @return empty if there is nothing to run: somebody else does, it is done, abandoned, not due,
   *     or unknown
   */
  public Optional<Lease> acquire(JobName name, JobHandler handler) {
    String token = UUID.randomUUID().toString();
    return told(
        "acquireLease", tx -> Job.find(tx, name).flatMap(job -> acquire(tx, job, token, handler)));
  }

  /**
   * A transaction that is tried once more when nobody knows whether it took place. A run that does
   * not know that it has begun, or cannot say how it ended, is one that died without a word, and
   * after some of those the job is given up. If it did take place, {@code acquire} finds its own
   * token again, and what ends a run finds the lease gone.
   */
  private <T> T told(String name, Database.Work<T> work) {
    try {
      return database.inTransaction(name, work);
    } catch (DomainException e) {
      if (e.code() != ErrorCode.UNAVAILABLE) {
        throw e;
      }
      return database.inTransaction(name, work);
    }
  }

  private Optional<Lease> acquire(Tx tx, Job job, String token, JobHandler handler) {
    if (job.leaseToken().equals(Optional.of(token))) {
      return Optional.of(lease(tx, job.name(), token, handler.policy(), job.attempts()));
    }
    boolean runnable =
        switch (job.state()) {
          case QUEUED -> !job.notBefore().isAfter(tx.now());
          case RUNNING -> job.dueAt().filter(at -> !at.isAfter(tx.now())).isPresent();
          case DONE, ABANDONED -> false;
        };
    if (!runnable) {
      return Optional.empty();
    }
    JobPolicy policy = handler.policy();
    if (job.attempts() >= policy.maxAttempts()) {
      String reason =
          "given up: "
              + job.attempts()
              + " runs of the job died without a word"
              + job.lastError().map(e -> "; last error: " + e).orElse("");
      abandon(tx, job, reason, handler);
      return Optional.empty();
    }
    long attempt = job.attempts() + 1;
    TABLE.transition(
        tx,
        job.name().toString(),
        job.state(),
        JobState.RUNNING,
        Columns.of("lease_token", token)
            .and("due_at", tx.now().plus(duration(policy)))
            .and("taken", job.requested())
            .and("attempts", attempt),
        "acquire",
        "attempt " + attempt);
    return Optional.of(lease(tx, job.name(), token, policy, attempt));
  }

  private Lease lease(Tx tx, JobName job, String token, JobPolicy policy, long attempt) {
    Lease.Terms terms = new Lease.Terms(duration(policy), tx.now().plus(policy.longestRun()));
    return new Lease(database, job, token, terms, attempt);
  }

  private Duration duration(JobPolicy policy) {
    return policy.lease().compareTo(longestLease) < 0 ? policy.lease() : longestLease;
  }

  /**
   * Ends a run that has done all its work; queues the job again if more was asked for meanwhile.
   */
  public void done(Lease lease) {
    told(
        "finishJob",
        tx -> {
          lease.check(tx);
          Job job = require(tx, lease.job());
          Columns clean = Columns.of("attempts", 0L).and("failures", 0L);
          if (job.wasAskedForMeanwhile()) {
            queue(tx, job.name(), JobState.RUNNING, tx.now(), clean, "done", "more was asked for");
          } else {
            TABLE.transition(
                tx,
                job.name().toString(),
                JobState.RUNNING,
                JobState.DONE,
                clean.and("lease_token", null).and("due_at", null).and("last_error", null),
                "done",
                "");
          }
          return null;
        });
  }

  /**
   * Ends a run that failed but may pass later: queued again after a pause, or abandoned if {@code
   * maxFailures} is passed and nothing more was asked for meanwhile.
   *
   * @return whether it will be run again
   */
  public boolean retryLater(Lease lease, String error, JobHandler handler) {
    return told(
        "retryJob",
        tx -> {
          lease.check(tx);
          Job job = require(tx, lease.job());
          long failures = job.failures() + 1;
          if (failures > handler.policy().maxFailures() && !job.wasAskedForMeanwhile()) {
            abandon(tx, job, "given up after " + failures + " failures: " + error, handler);
            return false;
          }
          retry(tx, job, error, handler.policy());
          return true;
        });
  }

  /**
   * Ends a run whose work can never be done. If more was asked for meanwhile, that may be another
   * matter: the job is queued again instead, after a pause.
   *
   * @return whether it will be run again
   */
  public boolean abandon(Lease lease, String reason, JobHandler handler) {
    return told(
        "abandonJob",
        tx -> {
          lease.check(tx);
          Job job = require(tx, lease.job());
          if (job.wasAskedForMeanwhile()) {
            retry(tx, job, reason, handler.policy());
            return true;
          }
          abandon(tx, job, reason, handler);
          return false;
        });
  }

  private void retry(Tx tx, Job job, String error, JobPolicy policy) {
    long failures = job.failures() + 1;
    Instant next = tx.now().plus(policy.backoff(failures, job.name()));
    Columns counted =
        Columns.of("attempts", 0L).and("failures", failures).and("last_error", cut(error));
    queue(tx, job.name(), JobState.RUNNING, next, counted, "retryLater", cut(error));
  }

  /**
   * Asks again for the start of jobs whose start or whose run was lost, up to {@code limit}.
   *
   * @return how many
   */
  public int reclaim(int limit) {
    List<Job> due = database.read("readDueJobs", tx -> Job.due(tx, limit));
    int reclaimed = 0;
    for (Job seen : due) {
      reclaimed += database.inTransaction("reclaimJob", tx -> reclaim(tx, seen.name())) ? 1 : 0;
    }
    return reclaimed;
  }

  private boolean reclaim(Tx tx, JobName name) {
    Optional<Job> due =
        Job.find(tx, name)
            .filter(job -> job.dueAt().filter(at -> !at.isAfter(tx.now())).isPresent());
    if (due.isEmpty()) {
      return false; // Somebody else was faster.
    }
    Job job = due.get();
    if (job.state() == JobState.RUNNING) {
      log.warn("job {} lost its run: the lease of attempt {} expired", name, job.attempts());
      queue(tx, name, JobState.RUNNING, tx.now(), Columns.none(), "reclaim", "lease expired");
    } else {
      tx.update(
          "update jobs set due_at = ? where name = ?", tx.now().plus(startGrace), name.toString());
      outbox.startJob(tx, name, tx.now());
    }
    return true;
  }

  /** When {@link #reclaim} next has something to do; empty when no job is queued or running. */
  public Optional<Instant> nextDue() {
    return database.read(
        "nextJobDue",
        tx ->
            tx.one(Shards.earliest("jobs", "due_at"), row -> row.optInstant("due"), Shards.ALL)
                .flatMap(due -> due));
  }

  private void queue(
      Tx tx,
      JobName name,
      JobState from,
      Instant notBefore,
      Columns more,
      String cause,
      String detail) {
    TABLE.transition(
        tx, name.toString(), from, JobState.QUEUED, more.and(waiting(notBefore)), cause, detail);
    outbox.startJob(tx, name, notBefore);
  }

  private Columns waiting(Instant notBefore) {
    return Columns.of("lease_token", null)
        .and("not_before", notBefore)
        .and("due_at", notBefore.plus(startGrace));
  }

  private static void abandon(Tx tx, Job job, String reason, JobHandler handler) {
    String why = cut(reason);
    TABLE.transition(
        tx,
        job.name().toString(),
        job.state(),
        JobState.ABANDONED,
        Columns.of("lease_token", null).and("due_at", null).and("last_error", why),
        "abandon",
        why);
    handler.abandoned(tx, job.name(), why);
    tx.afterCommit(() -> log.warn("job {} abandoned: {}", job.name(), why));
  }

  private static Job require(Tx tx, JobName name) {
    return Job.find(tx, name).orElseThrow(() -> DomainException.notFound("job " + name));
  }

  private static String cut(String text) {
    return ColumnText.of(text, MAX_ERROR);
  }
}
