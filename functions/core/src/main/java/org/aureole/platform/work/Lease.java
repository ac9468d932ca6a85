package org.aureole.platform.work;

import java.time.Duration;
import java.time.Instant;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.platform.sql.Database;
import org.aureole.platform.sql.Tx;

/**
 * The right of one run to work on a job. Thread-safe.
 *
 * <p>It is lost when somebody else took the job over after it expired, and never comes back. It is
 * renewed for as long as {@link JobPolicy#longestRun} says; a run that goes on after that may still
 * write, but only until somebody else takes over.
 */
public final class Lease {
  private final Database database;
  private final JobName job;
  private final String token;
  private final Terms terms;
  private final long attempt;
  private volatile boolean lost;
  private volatile boolean ended;

  /**
   * How long it holds.
   *
   * @param duration how long the run may be silent
   * @param until no renewal goes beyond this time
   */
  record Terms(Duration duration, Instant until) {
    Instant next(Instant now) {
      Instant next = now.plus(duration);
      return next.isBefore(until) ? next : until;
    }
  }

  Lease(Database database, JobName job, String token, Terms terms, long attempt) {
    this.database = database;
    this.job = job;
    this.token = token;
    this.terms = terms;
    this.attempt = attempt;
  }

  public JobName job() {
    return job;
  }

  /** Which run this is since the last one that reported back, from 1. */
  public long attempt() {
    return attempt;
  }

  /**
   * Makes the caller's transaction depend on this lease, and renews it.
   *
   * <p>It writes the job's row, so that this transaction and a take-over exclude each other: of the
   * two, only one commits.
   *
   * @throws DomainException {@code LEASE_LOST}, which rolls the transaction back
   */
  public void check(Tx tx) {
    int rows =
        tx.update(
            "update jobs set due_at = ? where name = ? and state = ? and lease_token = ?",
            terms.next(tx.now()),
            job.toString(),
            JobState.RUNNING,
            token);
    if (rows == 0) {
      lost = true;
      throw lostError();
    }
  }

  /** Renews the lease, in a transaction of its own. */
  public void renew() {
    database.run("renewLease", this::check);
  }

  /**
   * For long computations between transactions: throws {@code LEASE_LOST} once a renewal has found
   * the lease gone. Costs nothing and asks nobody.
   */
  public void throwIfLost() {
    if (lost) {
      throw lostError();
    }
  }

  /** The run is over: a renewal that is still under way and finds no lease is no news. */
  void end() {
    ended = true;
  }

  boolean hasEnded() {
    return ended;
  }

  /** How long the run may be silent. */
  Duration duration() {
    return terms.duration();
  }

  String token() {
    return token;
  }

  private DomainException lostError() {
    return DomainException.of(
        ErrorCode.LEASE_LOST,
        "job " + job + ": the lease of attempt " + attempt + " expired and is not held any more");
  }

  /** The token is a capability: it stays out of logs. */
  @Override
  public String toString() {
    return "lease of " + job + ", attempt " + attempt;
  }
}
