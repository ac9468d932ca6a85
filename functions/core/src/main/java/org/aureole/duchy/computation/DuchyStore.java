package org.aureole.duchy.computation;

import org.aureole.platform.sql.Database;
import org.aureole.platform.sql.Tx;
import org.aureole.platform.work.Lease;

/** The rows of a Duchy. Thread-safe. */
public record DuchyStore(
    Database database,
    ComputationStore computations,
    ParticipantStore participants,
    ExchangeStore exchanges) {

  public DuchyStore(Database database, ComputationStore computations) {
    this(database, computations, new ParticipantStore(), new ExchangeStore());
  }

  /** Writes in a transaction that commits only while the lease is held. */
  public void write(Lease lease, String name, Database.Action action) {
    database.run(
        name,
        (Tx tx) -> {
          lease.check(tx);
          action.run(tx);
        });
  }
}
