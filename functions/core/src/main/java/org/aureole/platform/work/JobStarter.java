package org.aureole.platform.work;

/**
 * The port to what runs jobs: a Cloud Run job, an AWS Batch queue, a worker thread. Thread-safe.
 */
@FunctionalInterface
public interface JobStarter {
  /**
   * Asks for one run of a job and returns without waiting for it. The same start may be asked for
   * many times: the job's lease lets one of them work.
   *
   * @throws RuntimeException when it is not certain that the run will take place; it is asked again
   */
  void start(JobName job);
}
