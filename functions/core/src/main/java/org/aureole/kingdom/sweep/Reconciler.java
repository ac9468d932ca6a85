package org.aureole.kingdom.sweep;

import java.util.List;
import java.util.Objects;
import org.aureole.kingdom.lifecycle.MeasurementProgress;
import org.aureole.kingdom.party.Revocations;
import org.aureole.kingdom.store.MeasurementStore;
import org.aureole.kingdom.store.MeasurementStore.MeasurementRow;
import org.aureole.model.name.MeasurementName;
import org.aureole.platform.sql.Database;
import org.aureole.platform.sql.Tx;
import org.aureole.platform.work.OutboxRelay;
import org.aureole.platform.work.SweepRun;
import org.aureole.v1.Measurement;

/**
 * What nobody else may ever come back to: unsent messages, half-done revocations, Measurements that
 * expire or have been kept long enough, and parties that have kept a Measurement waiting. Runs may
 * overlap. Thread-safe.
 */
public final class Reconciler {
  private static final String CAUSE = "sweep";
  private static final int AT_ONCE = 100;

  private final Database database;
  private final MeasurementStore measurements;
  private final MeasurementProgress progress;
  private final Retention retention;
  private final Revocations revocations;
  private final OutboxRelay relay;

  public Reconciler(
      Database database,
      MeasurementStore measurements,
      MeasurementProgress progress,
      Retention retention,
      Revocations revocations,
      OutboxRelay relay) {
    this.database = Objects.requireNonNull(database);
    this.measurements = Objects.requireNonNull(measurements);
    this.progress = Objects.requireNonNull(progress);
    this.retention = Objects.requireNonNull(retention);
    this.revocations = Objects.requireNonNull(revocations);
    this.relay = Objects.requireNonNull(relay);
  }

  /**
   * Does everything that is due now.
   *
   * @throws RuntimeException the first error met; what else was due has been done all the same
   */
  public void sweep() {
    SweepRun run = new SweepRun();
    run.step("revocations", revocations::sweep);
    run.step("due Measurements", () -> lookAtDue(run));
    run.step("the outbox", this::sendLeftovers);
    // Last: it can wait, and a day on which many ended is worked off over several runs.
    run.step("what has been kept long enough", () -> retention.sweep(run));
    run.end();
  }

  private void lookAtDue(SweepRun run) {
    List<MeasurementName> due;
    do {
      due = database.read("listDueMeasurements", tx -> measurements.due(tx, AT_ONCE));
      for (MeasurementName name : due) {
        boolean done =
            run.step(
                name.toString(),
                () -> database.run("reconcileMeasurement", tx -> lookAt(tx, name)));
        if (!done) {
          database.run("postponeMeasurement", tx -> progress.postpone(tx, name));
        }
      }
    } while (due.size() == AT_ONCE);
  }

  private void sendLeftovers() {
    OutboxRelay.Swept swept;
    do {
      swept = relay.sweep(AT_ONCE);
    } while (swept.sent() == AT_ONCE);
  }

  private void lookAt(Tx tx, MeasurementName name) {
    MeasurementRow row = measurements.get(tx, name);
    if (row.isTerminal()) {
      return;
    }
    if (!tx.now().isBefore(row.expireAt())) {
      progress.fail(
          tx,
          row,
          Measurement.Failure.Reason.EXPIRED,
          "the Measurement expired at "
              + row.expireAt()
              + " while it was "
              + row.state()
              + "; its timeline shows who did not answer",
          CAUSE);
    } else {
      progress.remind(tx, row);
    }
  }
}
