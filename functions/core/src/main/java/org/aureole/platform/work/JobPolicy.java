package org.aureole.platform.work;

import java.time.Duration;

/**
 * How patiently a kind of job is run.
 *
 * @param lease how long a run may be silent before another may take over; renewed every third of it
 * @param maxAttempts runs in a row that may die without a word (out of memory, killed) before the
 *     job is abandoned
 * @param maxFailures runs in a row that may report a retryable failure before the job is abandoned;
 *     large where the resource has a deadline of its own, so that a peer may be down for days
 * @param firstBackoff pause after the first reported failure; doubles with each
 * @param maxBackoff bound of that pause
 * @param longestRun how long one run may take: from then on its lease is not renewed any more, so
 *     that another takes over from one that hangs, which counts as one that died; far more than any
 *     honest run needs
 */
public record JobPolicy(
    Duration lease,
    int maxAttempts,
    int maxFailures,
    Duration firstBackoff,
    Duration maxBackoff,
    Duration longestRun) {
  /** The longest run of jobs that do not say otherwise. */
  public static final Duration USUAL_LONGEST_RUN = Duration.ofHours(12);

  /** One minute of lease, 5 silent deaths, retries without end from 1 s to 10 min apart. */
  public static final JobPolicy STANDARD =
      new JobPolicy(
          Duration.ofMinutes(1),
          5,
          Integer.MAX_VALUE,
          Duration.ofSeconds(1),
          Duration.ofMinutes(10),
          USUAL_LONGEST_RUN);

  public JobPolicy {
    if (lease.toMillis() < 3) {
      throw new IllegalArgumentException("a lease of " + lease + " is too short to be renewed");
    }
    if (maxAttempts < 1 || maxFailures < 0) {
      throw new IllegalArgumentException("need maxAttempts >= 1 and maxFailures >= 0");
    }
    if (firstBackoff.isNegative() || maxBackoff.compareTo(firstBackoff) < 0) {
      throw new IllegalArgumentException("need 0 <= firstBackoff <= maxBackoff");
    }
    if (longestRun.compareTo(lease) < 0) {
      throw new IllegalArgumentException("a run of at most " + longestRun + " ends in its lease");
    }
  }

  Duration backoff(long failures, JobName job) {
    return new Backoff(firstBackoff, maxBackoff).after(failures, job.toString());
  }
}
