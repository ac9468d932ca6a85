package org.aureole.edp.fulfillment;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.aureole.edp.eventgroup.Availability;
import org.aureole.edp.market.KingdomApi;
import org.aureole.model.error.DomainException;
import org.aureole.model.lifecycle.FulfillmentState;
import org.aureole.model.lifecycle.Lifecycles;
import org.aureole.model.name.PartyName;
import org.aureole.model.name.RequisitionName;
import org.aureole.platform.sql.Database;
import org.aureole.platform.sql.Tx;
import org.aureole.platform.work.Jobs;
import org.aureole.v1.ListRequisitionsResponse;
import org.aureole.v1.Notification;

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

  public RequisitionInbox(
      PartyName self, Database database, Jobs jobs, KingdomApi kingdom, Fulfillments fulfillments) {
    this.self = Objects.requireNonNull(self);
    this.database = Objects.requireNonNull(database);
    this.jobs = Objects.requireNonNull(jobs);
    this.kingdom = Objects.requireNonNull(kingdom);
    this.fulfillments = Objects.requireNonNull(fulfillments);
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
    database.run(
        "noticeRequisition",
        tx -> {
          if (!jobs.enqueue(tx, FulfillJob.name(name))) {
            jobs.redrive(tx, FulfillJob.name(name));
          }
        });
  }

  /**
   * Has looked at what waits at the Kingdom and is not known here, and at what has waited here for
   * long enough. The Kingdom shows the newest first: after a page of which everything is known
   * there is nothing new, and a gap further down is what the Kingdom reminds of.
   */
  public void sweep() {
    String pageToken = "";
    do {
      ListRequisitionsResponse page = kingdom.listUnfulfilledRequisitions(pageToken);
      List<RequisitionName> unknown = unknown(page);
      unknown.forEach(
          name -> database.run("sweepRequisition", tx -> jobs.enqueue(tx, FulfillJob.name(name))));
      pageToken = unknown.isEmpty() ? "" : page.getNextPageToken();
    } while (!pageToken.isEmpty());
    List<RequisitionName> due;
    do {
      due = database.read("listDueFulfillments", tx -> fulfillments.due(tx, AT_ONCE));
      due.forEach(name -> database.run("sweepFulfillment", tx -> look(tx, name)));
    } while (due.size() == AT_ONCE);
  }

  private List<RequisitionName> unknown(ListRequisitionsResponse page) {
    List<RequisitionName> own =
        page.getRequisitionsList().stream()
            .map(requisition -> RequisitionName.parse(requisition.getName()))
            .filter(name -> name.parent().equals(self))
            .toList();
    if (own.isEmpty()) {
      return List.of();
    }
    Set<RequisitionName> known =
        database.read("knownFulfillments", tx -> fulfillments.known(tx, own));
    return own.stream().filter(name -> !known.contains(name)).toList();
  }

  /**
   * Has the requisitions looked at that waited for what has come.
   *
   * @param eventGroup that has another file
   * @param availability if it is another one than before
   */
  public void dataChanged(Tx tx, String eventGroup, Optional<Availability> availability) {
    List<RequisitionName> waiting = new ArrayList<>(fulfillments.awaitingGroup(tx, eventGroup));
    availability
        .flatMap(Availability::end)
        .ifPresent(end -> waiting.addAll(fulfillments.awaitingUntil(tx, end)));
    waiting.forEach(name -> jobs.enqueue(tx, FulfillJob.name(name)));
  }

  private void look(Tx tx, RequisitionName name) {
    FulfillmentRow row = fulfillments.find(tx, name).orElseThrow();
    if (Lifecycles.FULFILLMENT.isTerminal(row.state())) {
      return;
    }
    jobs.enqueue(tx, FulfillJob.name(name));
    if (row.state() == FulfillmentState.REFUSING) {
      jobs.enqueue(tx, RefuseJob.name(name));
    }
    fulfillments.lookAgain(tx, row);
  }
}
