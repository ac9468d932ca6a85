package org.aureole.platform.work;

import org.aureole.platform.sql.Tx;

/** Does one kind of job. Thread-safe: several jobs of a kind may run at once. */
public interface JobHandler {
  /** The {@link JobName#kind()} that this handles. */
  String kind();

  /** How patiently; the same at every call. */
  default JobPolicy policy() {
    return JobPolicy.STANDARD;
  }

  /**
   * Does all the work that there is for {@code lease.job().resource()}, as its rows say now.
   *
   * <p>Every transaction that writes calls {@link Lease#check} first. Returning means that nothing
   * was left to do when this run began; work that arrived meanwhile leads to another run.
   *
   * @throws org.aureole.model.error.DomainException with a RETRY code: the job is run again later;
   *     with any other: it is abandoned, unless more was asked for since this run began
   */
  void run(Lease lease) throws Exception;

  /**
   * Called in the transaction that abandons the job: settle here what waits for it, for example
   * fail the computation. Runs as often as the transaction does.
   *
   * @param reason for a person: why the job was given up
   */
  void abandoned(Tx tx, JobName job, String reason);
}
