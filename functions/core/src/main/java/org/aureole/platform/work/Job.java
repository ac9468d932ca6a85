package org.aureole.platform.work;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.aureole.platform.sql.Row;
import org.aureole.platform.sql.Tx;

/**
 * A job as its row says.
 *
 * @param requested counts the times that work was asked for
 * @param taken the value of {@code requested} that the last run saw when it began: while it is
 *     smaller there is work that no run has seen
 * @param attempts runs that began and have not reported back since the last one that did
 * @param failures runs in a row that reported a failure worth another try
 * @param notBefore no run begins before this time
 * @param dueAt QUEUED: when a lost start is repeated; RUNNING: when the lease expires; else empty
 */
public record Job(
    JobName name,
    JobState state,
    long requested,
    long taken,
    long attempts,
    long failures,
    Optional<String> leaseToken,
    Instant notBefore,
    Optional<Instant> dueAt,
    Optional<String> lastError) {
  private static final String SELECT =
      "select kind, resource, state, requested, taken, attempts, failures, lease_token, not_before,"
          + " due_at, last_error from jobs where ";

  /** Whether there is work that no run has seen. */
  boolean wasAskedForMeanwhile() {
    return requested > taken;
  }

  static Optional<Job> find(Tx tx, JobName name) {
    return tx.one(SELECT + "name = ?", Job::read, name.toString());
  }

  /** Up to {@code limit} jobs that somebody must look at. */
  static List<Job> due(Tx tx, int limit) {
    return tx.query(
        SELECT + "shard = any(?) and due_at is not null and due_at <= ? limit ?",
        Job::read,
        Shards.ALL,
        tx.now(),
        limit);
  }

  private static Job read(Row row) {
    return new Job(
        new JobName(row.string("kind"), row.string("resource")),
        row.enumValue("state", JobState.class),
        row.longValue("requested"),
        row.longValue("taken"),
        row.longValue("attempts"),
        row.longValue("failures"),
        row.optString("lease_token"),
        row.instant("not_before"),
        row.optInstant("due_at"),
        row.optString("last_error"));
  }

  /** The lease token is a capability: it stays out of logs. */
  @Override
  public String toString() {
    return name + " " + state + ", attempt " + attempts + ", failures " + failures;
  }
}
