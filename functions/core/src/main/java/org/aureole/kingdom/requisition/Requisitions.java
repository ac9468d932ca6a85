package org.aureole.kingdom.requisition;

import java.util.Objects;
import java.util.Optional;
import org.aureole.kingdom.access.Callers;
import org.aureole.kingdom.store.Page;
import org.aureole.kingdom.store.RequisitionStore;
import org.aureole.kingdom.store.RequisitionStore.RequisitionRow;
import org.aureole.model.error.DomainException;
import org.aureole.model.lifecycle.RequisitionState;
import org.aureole.model.name.PartyName;
import org.aureole.model.name.RequisitionName;
import org.aureole.platform.identity.Principal;
import org.aureole.platform.sql.Database;
import org.aureole.v1.ListRequisitionsResponse;
import org.aureole.v1.Requisition;

/** Shows data providers what they are asked. Thread-safe. */
public final class Requisitions {
  private final Database database;
  private final RequisitionStore store;
  private final RequisitionViews views;

  public Requisitions(Database database, RequisitionStore store, RequisitionViews views) {
    this.database = Objects.requireNonNull(database);
    this.store = Objects.requireNonNull(store);
    this.views = Objects.requireNonNull(views);
  }

  /** A Requisition of the caller; one whose Duchies are not ready is hidden. */
  public Requisition get(Principal caller, RequisitionName name) {
    Callers.requireSelf(caller, name.parent());
    return database.read(
        "getRequisition",
        tx ->
            store
                .find(tx, name)
                .filter(row -> row.state() != RequisitionState.PENDING_PARAMS)
                .map(row -> views.one(tx, row))
                .orElseThrow(() -> DomainException.notFound(name.toString())));
  }

  /**
   * The Requisitions of a data provider that are not hidden, newest first.
   *
   * @param state only those in this state, which is not the hidden one
   */
  public ListRequisitionsResponse list(
      Principal caller, PartyName dataProvider, Optional<RequisitionState> state, Page page) {
    Callers.requireSelf(caller, dataProvider);
    return database.read(
        "listRequisitions",
        tx -> {
          Page.Slice<RequisitionRow> slice =
              state
                  .map(wanted -> store.list(tx, dataProvider, wanted, page))
                  .orElseGet(() -> store.list(tx, dataProvider, page));
          return ListRequisitionsResponse.newBuilder()
              .addAllRequisitions(views.all(tx, slice.entries()))
              .setNextPageToken(slice.nextToken())
              .build();
        });
  }
}
