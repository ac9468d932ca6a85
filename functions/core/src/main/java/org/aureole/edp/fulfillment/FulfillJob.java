package org.aureole.edp.fulfillment;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.aureole.edp.market.KingdomApi;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.lifecycle.FulfillmentState;
import org.aureole.model.lifecycle.Lifecycles;
import org.aureole.model.name.MeasurementName;
import org.aureole.model.name.RequisitionName;
import org.aureole.platform.sql.Columns;
import org.aureole.platform.sql.Tx;
import org.aureole.platform.trace.Trace;
import org.aureole.platform.work.JobHandler;
import org.aureole.platform.work.JobName;
import org.aureole.platform.work.JobPolicy;
import org.aureole.platform.work.Lease;
import org.aureole.v1.Requisition;

/**
 * Works on one requisition from the state that it is in, as far as it can: verifies, waits for
 * data, pins and pays, makes the answer once, delivers it. The job's resource is the requisition's
 * name.
 */
public final class FulfillJob implements JobHandler {
  public static final String KIND = "fulfill";

  private static final JobPolicy POLICY =
      new JobPolicy(
          Duration.ofMinutes(1),
          5,
          Integer.MAX_VALUE,
          Duration.ofMillis(500),
          Duration.ofMinutes(5),
          JobPolicy.USUAL_LONGEST_RUN);

  private final KingdomApi kingdom;
  private final FulfillmentSteps steps;
  private final Preparation preparation;
  private final AnswerVault vault;
  private final Delivery delivery;

  FulfillJob(
      KingdomApi kingdom,
      FulfillmentSteps steps,
      Preparation preparation,
      AnswerVault vault,
      Delivery delivery) {
    this.kingdom = Objects.requireNonNull(kingdom);
    this.steps = Objects.requireNonNull(steps);
    this.preparation = Objects.requireNonNull(preparation);
    this.vault = Objects.requireNonNull(vault);
    this.delivery = Objects.requireNonNull(delivery);
  }

  public static JobName name(RequisitionName requisition) {
    return new JobName(KIND, requisition.toString());
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public JobPolicy policy() {
    return POLICY;
  }

  @Override
  public void run(Lease lease) {
    RequisitionName name = RequisitionName.parse(lease.job().resource());
    Requisition present;
    try {
      present = kingdom.getRequisition(name);
    } catch (DomainException e) {
      if (e.code() == ErrorCode.NOT_FOUND && forgotten(lease, name)) {
        return;
      }
      throw e;
    }
    if (present.getState() == Requisition.State.UNFULFILLED) {
      checkIsOf(present, name);
      Trace.of(MeasurementName.parse(present.getMeasurement())).follow();
      steps.receive(lease, present);
      work(lease, name);
    } else {
      steps
          .find(name)
          .filter(row -> !Lifecycles.FULFILLMENT.isTerminal(row.state()))
          .ifPresent(row -> {
            Trace.of(row.measurement()).follow();
            settle(lease, row, present.getState());
          });
    }
  }

  /**
   * Ends the work on a requisition that was known, and that the Kingdom has since forgotten, as it
   * may some time after its end; the answer's bytes are destroyed.
   *
   * @return whether there is such work
   */
  private boolean forgotten(Lease lease, RequisitionName name) {
    Optional<FulfillmentRow> known =
        steps.find(name).filter(row -> !Lifecycles.FULFILLMENT.isTerminal(row.state()));
    known.ifPresent(row -> {
      Trace.of(row.measurement()).follow();
      vault.destroy(name);
      steps.withdraw(lease, row, FulfillmentSteps.FORGOTTEN);
    });
    return known.isPresent();
  }

  @Override
  public void abandoned(Tx tx, JobName job, String reason) {
    steps.abandoned(tx, job, reason);
  }

  /** Step by step, until the row waits for something or is at an end. */
  private void work(Lease lease, RequisitionName name) {
    Optional<FulfillmentState> before = Optional.empty();
    FulfillmentRow row = steps.find(name).orElseThrow();
    while (before.isEmpty() || isWorkable(row, before.get())) {
      before = Optional.of(row.state());
      lease.throwIfLost();
      try {
        step(lease, row);
      } catch (DomainException e) {
        refuseOrThrow(lease, row, e);
      }
      row = steps.find(name).orElseThrow();
    }
  }

  /** PREPARING may follow itself, when inputs are pinned anew. */
  private static boolean isWorkable(FulfillmentRow row, FulfillmentState before) {
    return row.state() != before || row.state() == FulfillmentState.PREPARING;
  }

  private void step(Lease lease, FulfillmentRow row) {
    switch (row.state()) {
      case RECEIVED, AWAITING_DATA -> preparation.prepare(lease, row);
      case PREPARING -> preparation.answer(lease, row);
      case DELIVERING -> deliver(lease, row);
      case REFUSING, FULFILLED, REFUSED, WITHDRAWN -> {}
    }
  }

  private void refuseOrThrow(Lease lease, FulfillmentRow row, DomainException error) {
    boolean eventsRead = steps.find(row.name()).map(FulfillmentRow::eventsRead).orElse(false);
    Optional<Requisition.Refusal> refusal = Refusals.of(error, eventsRead);
    if (refusal.isEmpty() || row.state() == FulfillmentState.DELIVERING) {
      throw error;
    }
    steps.refuse(lease, row, refusal.get(), error.getMessage());
  }

  private void deliver(Lease lease, FulfillmentRow row) {
    try {
      delivery.deliver(row.name(), vault.read(row.answer().orElseThrow()));
    } catch (DomainException e) {
      Requisition.State state = kingdom.getRequisition(row.name()).getState();
      if (state == Requisition.State.UNFULFILLED) {
        throw e;
      }
      settle(lease, row, state);
      return;
    }
    Requisition.State state = kingdom.getRequisition(row.name()).getState();
    if (state == Requisition.State.UNFULFILLED) {
      throw DomainException.unavailable(
          "the answer is handed over; the Duchy has not told the Kingdom yet", null);
    }
    settle(lease, row, state);
  }

  /** Ends the work as the requisition ended at the Kingdom; the answer's bytes are destroyed. */
  private void settle(Lease lease, FulfillmentRow row, Requisition.State state) {
    switch (state) {
      case FULFILLED, REFUSED, WITHDRAWN -> vault.destroy(row.name());
      case PENDING_PARAMS, UNFULFILLED, STATE_UNSPECIFIED, UNRECOGNIZED -> {
        return;
      }
    }
    if (state == Requisition.State.FULFILLED && row.state() == FulfillmentState.DELIVERING) {
      steps.advance(lease, row, FulfillmentState.FULFILLED, Columns.none(), "");
    } else if (state == Requisition.State.REFUSED && row.state() == FulfillmentState.REFUSING) {
      steps.advance(lease, row, FulfillmentState.REFUSED, Columns.none(), row.message());
    } else {
      steps.withdraw(lease, row, "at the Kingdom the requisition is " + state);
    }
  }

  private static void checkIsOf(Requisition requisition, RequisitionName name) {
    if (!requisition.getName().equals(name.toString())) {
      throw DomainException.of(
          ErrorCode.PROTOCOL_VIOLATION,
          "the Kingdom answered with another requisition than " + name);
    }
  }
}
