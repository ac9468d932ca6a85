package org.aureole.kingdom.computation;

import java.util.Objects;
import org.aureole.kingdom.access.Callers;
import org.aureole.kingdom.store.ComputationStore;
import org.aureole.kingdom.store.ComputationStore.ComputationRow;
import org.aureole.kingdom.store.Page;
import org.aureole.model.error.DomainException;
import org.aureole.model.name.ComputationName;
import org.aureole.model.name.PartyName;
import org.aureole.platform.identity.Principal;
import org.aureole.platform.sql.Database;
import org.aureole.v1.Computation;
import org.aureole.v1.ListComputationsResponse;

/** Shows Duchies the Computations in which they take part. Thread-safe. */
public final class Computations {
  private final Database database;
  private final ComputationStore store;
  private final ComputationViews views;

  public Computations(Database database, ComputationStore store, ComputationViews views) {
    this.database = Objects.requireNonNull(database);
    this.store = Objects.requireNonNull(store);
    this.views = Objects.requireNonNull(views);
  }

  /** A Computation in which the caller takes part; for others there is none. */
  public Computation get(Principal caller, ComputationName name) {
    return database.read(
        "getComputation",
        tx -> {
          ComputationRow row = store.get(tx, name);
          if (store.participants(tx, name).stream()
              .noneMatch(participant -> Callers.isSelf(caller, participant.duchy()))) {
            throw DomainException.notFound(name.toString());
          }
          return views.one(tx, row);
        });
  }

  /** The caller's Computations that have not ended, newest first. */
  public ListComputationsResponse list(Principal caller, Page page) {
    PartyName duchy = PartyName.parse(caller.party());
    return database.read(
        "listComputations",
        tx -> {
          Page.Slice<ComputationRow> slice = store.open(tx, duchy, page);
          return ListComputationsResponse.newBuilder()
              .addAllComputations(views.all(tx, slice.entries()))
              .setNextPageToken(slice.nextToken())
              .build();
        });
  }
}
