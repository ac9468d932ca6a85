package org.aureole.gcp.job;

import org.aureole.gcp.party.CloudParty;
import org.aureole.platform.work.JobName;

/**
 * What the container of the party's Cloud Run job runs: one job of ours, or the migration of the
 * database. The exit code is 0 when the run was settled, whatever came of it: what failed is in the
 * database, and a sweep starts it again.
 */
public final class RunJob {
  private static final String MIGRATE = "migrate";
  private static final int USAGE = 2;

  private RunJob() {}

  /**
   * Runs.
   *
   * @param arguments {@code migrate}, or the name of a job, {@code kind/resource}
   */
  public static void main(String[] arguments) {
    if (arguments.length != 1) {
      System.err.println("give one argument: '" + MIGRATE + "', or a job as kind/resource");
      System.exit(USAGE);
    }
    try (CloudParty party = CloudParty.ofThisProcess()) {
      if (arguments[0].equals(MIGRATE)) {
        party.migrate();
      } else {
        party.run(JobName.parse(arguments[0]));
      }
    }
    // Client libraries may have left threads that would keep the container, and its price, alive.
    System.exit(0);
  }
}
