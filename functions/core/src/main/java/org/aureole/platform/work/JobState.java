package org.aureole.platform.work;

import org.aureole.model.lifecycle.Lifecycle;

/** The states of a job. */
public enum JobState {
  /** A run was asked for, or is to be tried again. */
  QUEUED,
  /** Somebody holds the lease, or died holding it. */
  RUNNING,
  /** Everything that was asked for is done; new work queues it again. */
  DONE,
  /** Given up: refused, or tried too often. Only an operator queues it again. */
  ABANDONED;

  /** RUNNING follows RUNNING when an expired lease is taken over. */
  public static final Lifecycle<JobState> LIFECYCLE =
      Lifecycle.of("Job", JobState.class)
          .startsAs(QUEUED)
          .from(QUEUED, RUNNING, ABANDONED)
          .from(RUNNING, RUNNING, QUEUED, DONE, ABANDONED)
          .from(DONE, QUEUED)
          .from(ABANDONED, QUEUED)
          .build();
}
