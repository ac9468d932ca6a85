package org.aureole.edp.fulfillment;

import java.util.Objects;
import org.aureole.platform.sql.Database;
import org.aureole.platform.sql.Tx;
import org.aureole.platform.work.JobHandler;
import org.aureole.platform.work.JobName;
import org.aureole.platform.work.Lease;

/**
 * Has the requisitions looked at that wait for no more than an event group now has, where they are
 * too many for the transaction in which its file is recorded. The job's resource is the event
 * group's name.
 */
public final class WakeJob implements JobHandler {
  public static final String KIND = "wake";

  private final Database database;
  private final RequisitionInbox inbox;

  WakeJob(Database database, RequisitionInbox inbox) {
    this.database = Objects.requireNonNull(database);
    this.inbox = Objects.requireNonNull(inbox);
  }

  static JobName name(String eventGroup) {
    return new JobName(KIND, eventGroup);
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public void run(Lease lease) {
    boolean more = true;
    while (more) {
      more =
          database.inTransaction(
              "wakeFulfillments",
              tx -> {
                lease.check(tx);
                return inbox.wake(tx, lease.job().resource());
              });
    }
  }

  @Override
  public void abandoned(Tx tx, JobName job, String reason) {
    // Those that it did not come to are looked at all the same, if later: a sweep reminds of each.
  }
}
