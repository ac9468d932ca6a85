package org.aureole.kingdom.sweep;

import org.aureole.kingdom.store.ComputationStore;
import org.aureole.kingdom.store.CreationRequestStore;
import org.aureole.kingdom.store.MeasurementStore;
import org.aureole.kingdom.store.MeasurementStore.MeasurementRow;
import org.aureole.kingdom.store.RequisitionStore;
import org.aureole.kingdom.store.ResultStore;
import org.aureole.kingdom.store.TimelineStore;
import org.aureole.platform.sql.Tx;

/**
 * Forgets Measurements that ended long enough ago: everything that the Kingdom holds of them, in
 * the caller's transaction. Duchies and data providers keep what stops them from answering the same
 * signed specification twice, so nothing can be had again by asking for a forgotten one under the
 * same name. Thread-safe.
 */
public final class Retention {
  private final MeasurementStore measurements;
  private final RequisitionStore requisitions;
  private final ComputationStore computations;
  private final ResultStore results;
  private final TimelineStore timeline;
  private final CreationRequestStore requests;

  public Retention(
      MeasurementStore measurements,
      RequisitionStore requisitions,
      ComputationStore computations,
      ResultStore results,
      TimelineStore timeline,
      CreationRequestStore requests) {
    this.measurements = measurements;
    this.requisitions = requisitions;
    this.computations = computations;
    this.results = results;
    this.timeline = timeline;
    this.requests = requests;
  }

  /** Deletes one that has ended, with all that belongs to it. */
  void forget(Tx tx, MeasurementRow ended) {
    results.forget(tx, ended.name());
    requisitions.forget(tx, ended.name());
    ended.computation().ifPresent(computation -> computations.forget(tx, computation));
    timeline.forget(tx, ended.name());
    requests.forget(tx, ended.name());
    measurements.forget(tx, ended.name());
  }
}
