package org.aureole.edp.fulfillment;

import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.aureole.edp.budget.Budget;
import org.aureole.model.error.DomainException;
import org.aureole.model.lifecycle.FulfillmentState;
import org.aureole.model.name.RequisitionName;
import org.aureole.platform.sql.Columns;
import org.aureole.platform.sql.Database;
import org.aureole.platform.sql.Tx;
import org.aureole.platform.work.JobName;
import org.aureole.platform.work.Jobs;
import org.aureole.platform.work.Lease;
import org.aureole.v1.Requisition;

/**
 * The steps that several jobs and the operator take. Each is one transaction that acts only if the
 * row is still as it was seen, and, in a job, only under its lease. Thread-safe.
 *
 * <p>What is paid back: a charge is refunded only if no event row has been read for it. From the
 * first row on, that the work fails, and when, may depend on the events: were it refunded, whoever
 * can make it fail could ask without noise, for nothing, as often as they like. So the charge
 * stays, however the requisition ends.
 */
final class FulfillmentSteps {
  /** Why work ends whose requisition is gone at the Kingdom. */
  static final String FORGOTTEN = "the Kingdom no longer knows the requisition";

  private final Database database;
  private final Jobs jobs;
  private final Fulfillments fulfillments;
  private final Budget budget;

  FulfillmentSteps(Database database, Jobs jobs, Fulfillments fulfillments, Budget budget) {
    this.database = Objects.requireNonNull(database);
    this.jobs = Objects.requireNonNull(jobs);
    this.fulfillments = Objects.requireNonNull(fulfillments);
    this.budget = Objects.requireNonNull(budget);
  }

  Optional<FulfillmentRow> find(RequisitionName name) {
    return database.read("findFulfillment", tx -> fulfillments.find(tx, name));
  }

  /** Begins work on a requisition that waits for this provider, unless it is known. */
  void receive(Lease lease, Requisition requisition) {
    database.run(
        "receiveRequisition",
        tx -> {
          lease.check(tx);
          fulfillments.receive(tx, requisition);
        });
  }

  /**
   * Runs a step under the lease if the row has not moved.
   *
   * @return false if it has moved: nothing was done, and the caller looks again
   */
  boolean step(
      Lease lease, String name, FulfillmentRow seen, BiConsumer<Tx, FulfillmentRow> action) {
    return database.inTransaction(
        name,
        tx -> {
          lease.check(tx);
          Optional<FulfillmentRow> unmoved =
              fulfillments.find(tx, seen.name()).filter(now -> now.state() == seen.state());
          unmoved.ifPresent(now -> action.accept(tx, now));
          return unmoved.isPresent();
        });
  }

  boolean advance(
      Lease lease, FulfillmentRow seen, FulfillmentState next, Columns columns, String message) {
    return step(
        lease,
        "advanceFulfillment",
        seen,
        (tx, now) -> fulfillments.transition(tx, now, next, columns, message));
  }

  /** Ends the work because the requisition ended elsewhere. */
  void withdraw(Lease lease, FulfillmentRow seen, String message) {
    step(
        lease,
        "withdrawFulfillment",
        seen,
        (tx, now) -> {
          refundUnread(tx, now);
          fulfillments.transition(tx, now, FulfillmentState.WITHDRAWN, Columns.none(), message);
        });
  }

  void refuse(Lease lease, FulfillmentRow seen, Requisition.Refusal refusal, String message) {
    step(lease, "refuseFulfillment", seen, (tx, now) -> refuse(tx, now, refusal, message));
  }

  /** Decides to refuse; a job tells the Kingdom. */
  void refuse(Tx tx, FulfillmentRow now, Requisition.Refusal refusal, String message) {
    refundUnread(tx, now);
    fulfillments.transition(
        tx, now, FulfillmentState.REFUSING, Fulfillments.refused(refusal), message);
    jobs.enqueue(tx, RefuseJob.name(now.name()));
  }

  /**
   * The operator's own refusal.
   *
   * @throws DomainException NOT_FOUND; FAILED_PRECONDITION if it is answered or ended already
   */
  FulfillmentRow decline(RequisitionName name, Requisition.Refusal refusal) {
    return database.inTransaction(
        "declineRequisition",
        tx -> {
          FulfillmentRow row =
              fulfillments
                  .find(tx, name)
                  .orElseThrow(() -> DomainException.notFound(name.toString()));
          switch (row.state()) {
            case RECEIVED, AWAITING_DATA, PREPARING ->
                refuse(tx, row, refusal, "declined by the operator");
            case REFUSING, REFUSED -> {}
            case DELIVERING, FULFILLED, WITHDRAWN ->
                throw DomainException.precondition(
                    name
                        + " is "
                        + row.state()
                        + "; only a requisition that is not answered and has"
                        + " not ended can be refused");
          }
          return fulfillments.find(tx, name).orElseThrow();
        });
  }

  /** Settles a row whose job was given up: refuses, unless an answer may have left already. */
  void abandoned(Tx tx, JobName job, String reason) {
    RequisitionName name = RequisitionName.parse(job.resource());
    fulfillments
        .find(tx, name)
        .ifPresent(row -> {
          switch (row.state()) {
            case RECEIVED, AWAITING_DATA, PREPARING ->
                refuse(tx, row, Refusals.withoutReason(), reason);
            case DELIVERING, REFUSING -> fulfillments.note(tx, name, reason);
            case FULFILLED, REFUSED, WITHDRAWN -> {}
          }
        });
  }

  private void refundUnread(Tx tx, FulfillmentRow row) {
    if (row.state() == FulfillmentState.PREPARING && !row.eventsRead()) {
      budget.refund(tx, row.specFingerprint().hex());
    }
  }
}
