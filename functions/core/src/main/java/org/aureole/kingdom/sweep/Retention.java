package org.aureole.kingdom.sweep;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.aureole.kingdom.store.ComputationStore;
import org.aureole.kingdom.store.CreationRequestStore;
import org.aureole.kingdom.store.MeasurementStore;
import org.aureole.kingdom.store.MeasurementStore.MeasurementRow;
import org.aureole.kingdom.store.RequisitionStore;
import org.aureole.kingdom.store.ResultStore;
import org.aureole.kingdom.store.TimelineStore;
import org.aureole.model.name.MeasurementName;
import org.aureole.platform.sql.Database;
import org.aureole.platform.sql.Tx;
import org.aureole.platform.work.SweepRun;

/**
 * Forgets Measurements that ended long enough ago, by what holds now: everything that the Kingdom
 * has of them. Duchies and data providers keep what stops them from answering the same signed
 * specification twice, so nothing can be had again by asking for a forgotten one under the same
 * name. May die between any two transactions, and runs may overlap. Thread-safe.
 */
public final class Retention {
  /** A sweep's share of a day on which many ended. */
  private static final int AT_ONCE = 100;

  /** Far below the number of changes that Spanner takes in one transaction. */
  private static final int ENTRIES_AT_ONCE = 1000;

  private final Database database;
  private final MeasurementStore measurements;
  private final RequisitionStore requisitions;
  private final ComputationStore computations;
  private final ResultStore results;
  private final TimelineStore timeline;
  private final CreationRequestStore requests;
  private final Optional<Duration> retention;

  /**
   * @param retention how long they are kept; empty for ever
   */
  public Retention(
      Database database,
      MeasurementStore measurements,
      RequisitionStore requisitions,
      ComputationStore computations,
      ResultStore results,
      TimelineStore timeline,
      CreationRequestStore requests,
      Optional<Duration> retention) {
    this.database = Objects.requireNonNull(database);
    this.measurements = Objects.requireNonNull(measurements);
    this.requisitions = Objects.requireNonNull(requisitions);
    this.computations = Objects.requireNonNull(computations);
    this.results = Objects.requireNonNull(results);
    this.timeline = Objects.requireNonNull(timeline);
    this.requests = Objects.requireNonNull(requests);
    this.retention = Objects.requireNonNull(retention);
  }

  /** Forgets some of those that have been kept long enough. */
  void sweep(SweepRun run) {
    if (retention.isEmpty()) {
      return;
    }
    List<MeasurementName> ended =
        database.read("listEndedMeasurements", tx -> measurements.ended(tx, until(tx), AT_ONCE));
    for (MeasurementName name : ended) {
      run.step(name.toString(), () -> forget(name));
    }
  }

  private Instant until(Tx tx) {
    return tx.now().minus(retention.orElseThrow());
  }

  /** The timeline goes first, as it may be long; the Measurement itself last. */
  private void forget(MeasurementName name) {
    int deleted;
    do {
      deleted =
          database.inTransaction(
              "forgetTimeline",
              tx -> isStill(tx, name) ? timeline.forget(tx, name, ENTRIES_AT_ONCE) : 0);
    } while (deleted == ENTRIES_AT_ONCE);
    database.run(
        "forgetMeasurement",
        tx -> {
          if (isStill(tx, name)) {
            forget(tx, name);
          }
        });
  }

  /** Another run may have forgotten it, and its consumer may have taken the name for a new one. */
  private boolean isStill(Tx tx, MeasurementName name) {
    return measurements.hasEnded(tx, name, until(tx));
  }

  private void forget(Tx tx, MeasurementName name) {
    // Whoever reported late, between the two transactions, found a Measurement that was still
    // there.
    timeline.forget(tx, name, ENTRIES_AT_ONCE);
    results.forget(tx, name);
    requisitions.forget(tx, name);
    measurements
        .find(tx, name)
        .flatMap(MeasurementRow::computation)
        .ifPresent(computation -> computations.forget(tx, computation));
    requests.forget(tx, name);
    measurements.forget(tx, name);
  }
}
