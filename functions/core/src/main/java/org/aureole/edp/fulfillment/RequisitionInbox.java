package org.aureole.edp.fulfillment;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.aureole.edp.eventgroup.Availability;
import org.aureole.edp.eventgroup.EventFiles;
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
  private static final int AT_ONCE = 100;

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
   * Has looked at what waits at the Kingdom and is not known here, and at what has waited here for
   * long enough; a job that was given up gets another chance. Answers that a run stored after its
   * requisition had ended, as one may that lost its lease and does not know yet, are destroyed.
   */
  public void sweep(SweepRun run) {
    run.step("requisitions at the Kingdom", () -> discover(run));
    run.step("open fulfilments", () -> lookAtDue(run));
    run.step("left answers", () -> vault.stored(self).forEach(name -> clear(run, name)));
  }

  /**
   * The Kingdom shows the newest first: after a page of which everything is known there is nothing
   * new, and a gap further down is what the Kingdom reminds of.
   */
  private void discover(SweepRun run) {
    Pages.each(
        token -> unknown(run, kingdom.listUnfulfilledRequisitions(token)),
        NewRequisitions::nextToken,
        page ->
            page.names()
                .forEach(name ->
                    run.step(
                        name.toString(),
                        () ->
                            database.run(
                                "sweepRequisition",
                                tx -> jobs.insist(tx, FulfillJob.name(name))))));
  }

  /** Those of a page that are not known here, and the next token if there are some. */
  private record NewRequisitions(List<RequisitionName> names, String nextToken) {}

  private NewRequisitions unknown(SweepRun run, ListRequisitionsResponse page) {
    List<RequisitionName> own = new ArrayList<>();
    for (Requisition requisition : page.getRequisitionsList()) {
      run.step(
          "a listed requisition",
          () -> {
            RequisitionName name = RequisitionName.parse(requisition.getName());
            if (name.parent().equals(self)) {
              own.add(name);
            }
          });
    }
    if (own.isEmpty()) {
      // Nothing of it was ours, or could be read: the next page may be.
      return new NewRequisitions(List.of(), page.getNextPageToken());
    }
    Set<RequisitionName> known =
        database.read("knownFulfillments", tx -> fulfillments.known(tx, own));
    List<RequisitionName> names = own.stream().filter(name -> !known.contains(name)).toList();
    return new NewRequisitions(names, names.isEmpty() ? "" : page.getNextPageToken());
  }

  private void lookAtDue(SweepRun run) {
    boolean more = true;
    while (more) {
      List<RequisitionName> due =
          database.read("listDueFulfillments", tx -> fulfillments.due(tx, AT_ONCE));
      long done =
          due.stream()
              .filter(name ->
                  run.step(
                      name.toString(),
                      () -> database.run("sweepFulfillment", tx -> look(tx, name))))
              .count();
      // What failed is still due: it must not be met again in the same run for ever.
      more = due.size() == AT_ONCE && done > 0;
    }
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

  /**
   * Has the requisitions looked at that wait for no more than an event group now has: some at once,
   * as a transaction has a limit, and the others by a job.
   */
  public void dataChanged(Tx tx, String eventGroup) {
    if (wake(tx, eventGroup)) {
      jobs.enqueue(tx, WakeJob.name(eventGroup));
    }
  }

  /** Has some of them looked at; returns whether there may be more. */
  boolean wake(Tx tx, String eventGroup) {
    List<RequisitionName> waiting =
        Availability.of(EventFiles.usable(tx, eventGroup))
            .end()
            .map(end -> fulfillments.awaiting(tx, eventGroup, end, AT_ONCE))
            .orElse(List.of());
    if (!waiting.isEmpty()) {
      waiting.forEach(name -> jobs.enqueue(tx, FulfillJob.name(name)));
      fulfillments.woken(tx, waiting);
    }
    return waiting.size() == AT_ONCE;
  }

  private void look(Tx tx, RequisitionName name) {
    FulfillmentRow row = fulfillments.find(tx, name).orElseThrow();
    if (Lifecycles.FULFILLMENT.isTerminal(row.state())) {
      return;
    }
    jobs.insist(tx, FulfillJob.name(name));
    if (row.state() == FulfillmentState.REFUSING) {
      jobs.insist(tx, RefuseJob.name(name));
    }
    fulfillments.lookAgain(tx, row);
  }
}
