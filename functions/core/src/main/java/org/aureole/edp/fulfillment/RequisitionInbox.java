package org.aureole.edp.fulfillment;

import java.util.Objects;
import org.aureole.edp.market.KingdomApi;
import org.aureole.model.error.DomainException;
import org.aureole.model.lifecycle.FulfillmentState;
import org.aureole.model.lifecycle.Lifecycles;
import org.aureole.model.name.PartyName;
import org.aureole.model.name.RequisitionName;
import org.aureole.platform.http.Pages;
import org.aureole.platform.sql.Database;
import org.aureole.platform.sql.Tx;
import org.aureole.platform.work.Jobs;
import org.aureole.platform.work.SweepRun;
import org.aureole.v1.ListRequisitionsResponse;
import org.aureole.v1.Notification;
import org.aureole.v1.Requisition;

/**
 * Where requisitions come in: by notification, or found by a sweep after notifications were lost.
 * Both only ask for a look. Thread-safe.
 */
public final class RequisitionInbox {
  private final PartyName self;
  private final Database database;
  private final Jobs jobs;
  private final KingdomApi kingdom;
  private final Fulfillments fulfillments;
  private final AnswerVault vault;

  RequisitionInbox(
      PartyName self,
      Database database,
      Jobs jobs,
      KingdomApi kingdom,
      Fulfillments fulfillments,
      AnswerVault vault) {
    this.self = Objects.requireNonNull(self);
    this.database = Objects.requireNonNull(database);
    this.jobs = Objects.requireNonNull(jobs);
    this.kingdom = Objects.requireNonNull(kingdom);
    this.fulfillments = Objects.requireNonNull(fulfillments);
    this.vault = Objects.requireNonNull(vault);
  }

  /**
   * Takes a notification of the Kingdom. A job that was given up gets another chance.
   *
   * @throws DomainException INVALID_ARGUMENT if it is not about a requisition of this provider
   */
  public void notified(Notification notification) {
    RequisitionName name = RequisitionName.parse(notification.getResource());
    if (!name.parent().equals(self)) {
      throw DomainException.invalid("resource", "is " + name + ", no requisition of " + self);
    }
    database.run("noticeRequisition", tx -> jobs.insist(tx, FulfillJob.name(name)));
  }

  /**
   * Has everything looked at that waits at the Kingdom or is not at an end here; a job that was
   * given up gets another chance. Answers that a run stored after its requisition had ended, as one
   * may that lost its lease and does not know yet, are destroyed.
   */
  public void sweep(SweepRun run) {
    run.step("requisitions at the Kingdom", () -> lookAtWaiting(run));
    run.step(
        "open fulfilments",
        () ->
            database
                .read("listActiveFulfillments", fulfillments::active)
                .forEach(active ->
                    run.step(
                        active.name().toString(),
                        () -> database.run("sweepFulfillment", tx -> look(tx, active)))));
    run.step("left answers", () -> vault.stored(self).forEach(name -> clear(run, name)));
  }

  private void lookAtWaiting(SweepRun run) {
    Pages.each(
        kingdom::listUnfulfilledRequisitions,
        ListRequisitionsResponse::getNextPageToken,
        page ->
            page.getRequisitionsList()
                .forEach(
                    requisition -> run.step("a listed requisition", () -> lookAt(requisition))));
  }

  private void clear(SweepRun run, RequisitionName name) {
    run.step(
        "answers of " + name,
        () -> {
          boolean ended =
              database
                  .read("findFulfillment", tx -> fulfillments.find(tx, name))
                  .filter(row -> Lifecycles.FULFILLMENT.isTerminal(row.state()))
                  .isPresent();
          if (ended) {
            vault.destroy(name);
          }
        });
  }

  private void lookAt(Requisition requisition) {
    RequisitionName name = RequisitionName.parse(requisition.getName());
    if (name.parent().equals(self)) {
      database.run("sweepRequisition", tx -> look(tx, name));
    }
  }

  /** Has the requisitions looked at that wait for data. */
  public void dataChanged(Tx tx) {
    fulfillments.active(tx).stream()
        .filter(active -> active.state() == FulfillmentState.AWAITING_DATA)
        .forEach(active -> jobs.enqueue(tx, FulfillJob.name(active.name())));
  }

  private void look(Tx tx, RequisitionName name) {
    if (fulfillments.find(tx, name).isEmpty()) {
      jobs.insist(tx, FulfillJob.name(name));
    }
  }

  private void look(Tx tx, Fulfillments.Active active) {
    jobs.insist(tx, FulfillJob.name(active.name()));
    if (active.state() == FulfillmentState.REFUSING) {
      jobs.insist(tx, RefuseJob.name(active.name()));
    }
  }
}
