package org.aureole.edp.fulfillment;

import java.util.Objects;
import org.aureole.edp.market.KingdomApi;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.lifecycle.FulfillmentState;
import org.aureole.model.name.RequisitionName;
import org.aureole.platform.sql.Columns;
import org.aureole.platform.sql.Tx;
import org.aureole.platform.trace.Trace;
import org.aureole.platform.work.JobHandler;
import org.aureole.platform.work.JobName;
import org.aureole.platform.work.Lease;
import org.aureole.v1.Requisition;

/**
 * Tells the Kingdom that a requisition is refused. A job of its own, so that it is done also where
 * the job that should have answered was given up. The job's resource is the requisition's name.
 */
public final class RefuseJob implements JobHandler {
  public static final String KIND = "refuse";

  private final KingdomApi kingdom;
  private final FulfillmentSteps steps;
  private final AnswerVault vault;

  RefuseJob(KingdomApi kingdom, FulfillmentSteps steps, AnswerVault vault) {
    this.kingdom = Objects.requireNonNull(kingdom);
    this.steps = Objects.requireNonNull(steps);
    this.vault = Objects.requireNonNull(vault);
  }

  public static JobName name(RequisitionName requisition) {
    return new JobName(KIND, requisition.toString());
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public void run(Lease lease) {
    RequisitionName name = RequisitionName.parse(lease.job().resource());
    FulfillmentRow row =
        steps.find(name).orElseThrow(() -> DomainException.notFound(name.toString()));
    Trace.of(row.measurement()).follow();
    if (row.state() != FulfillmentState.REFUSING) {
      return;
    }
    vault.destroy(name);
    try {
      kingdom.refuseRequisition(name, row.refusal().orElseThrow());
      steps.advance(lease, row, FulfillmentState.REFUSED, Columns.none(), row.message());
    } catch (DomainException e) {
      if (e.code() == ErrorCode.NOT_FOUND) {
        steps.withdraw(lease, row, FulfillmentSteps.FORGOTTEN);
        return;
      }
      if (e.code() != ErrorCode.FAILED_PRECONDITION) {
        throw e;
      }
      Requisition.State state = kingdom.getRequisition(name).getState();
      if (state == Requisition.State.UNFULFILLED) {
        throw e;
      }
      steps.withdraw(lease, row, "at the Kingdom the requisition is " + state);
    }
  }

  @Override
  public void abandoned(Tx tx, JobName job, String reason) {
    steps.abandoned(tx, job, reason);
  }
}
