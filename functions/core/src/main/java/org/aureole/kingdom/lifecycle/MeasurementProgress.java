package org.aureole.kingdom.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.aureole.kingdom.store.CertificateStore;
import org.aureole.kingdom.store.ComputationStore;
import org.aureole.kingdom.store.ComputationStore.ParticipantRow;
import org.aureole.kingdom.store.MeasurementStore;
import org.aureole.kingdom.store.MeasurementStore.MeasurementRow;
import org.aureole.kingdom.store.PartyStore;
import org.aureole.kingdom.store.RequisitionStore;
import org.aureole.kingdom.store.RequisitionStore.RequisitionRow;
import org.aureole.model.error.DomainException;
import org.aureole.model.lifecycle.MeasurementState;
import org.aureole.model.lifecycle.RequisitionState;
import org.aureole.model.name.MeasurementName;
import org.aureole.model.name.PartyName;
import org.aureole.platform.sql.Tx;
import org.aureole.platform.work.Reminders;
import org.aureole.v1.Measurement;

/**
 * Moves Measurements through their lifecycle, with everything that a step brings along: opened and
 * withdrawn Requisitions, notices, and who is woken. No other class changes a Measurement's state.
 *
 * <p>Every method runs in the caller's transaction and expects the row as read in it. Thread-safe.
 */
public final class MeasurementProgress {
  private final PartyStore parties;
  private final MeasurementStore measurements;
  private final RequisitionStore requisitions;
  private final ComputationStore computations;
  private final CertificateStore certificates;
  private final Notices notices;
  private final MeasurementSignals signals;
  private final Duration patience;
  private final Reminders reminders;

  /**
   * @param patience how long to wait for a party before it is notified again
   */
  public MeasurementProgress(
      PartyStore parties,
      MeasurementStore measurements,
      RequisitionStore requisitions,
      ComputationStore computations,
      CertificateStore certificates,
      Notices notices,
      MeasurementSignals signals,
      Duration patience) {
    this.parties = Objects.requireNonNull(parties);
    this.measurements = Objects.requireNonNull(measurements);
    this.requisitions = Objects.requireNonNull(requisitions);
    this.computations = Objects.requireNonNull(computations);
    this.certificates = Objects.requireNonNull(certificates);
    this.notices = Objects.requireNonNull(notices);
    this.signals = Objects.requireNonNull(signals);
    this.patience = Objects.requireNonNull(patience);
    this.reminders = new Reminders(patience);
  }

  /** When a Measurement that changes now must be looked at again: not after it expires. */
  public Instant nextLook(Tx tx, Instant expireAt) {
    return earlier(tx.now().plus(patience), expireAt);
  }

  /**
   * Leaves a Measurement alone for a while that could not be looked at, so that it does not keep
   * the others from being looked at.
   */
  public void postpone(Tx tx, MeasurementName name) {
    measurements.lookAgain(tx, name, tx.now().plus(patience));
  }

  /** Tells those whose turn it is that a Measurement was created. */
  public void created(Tx tx, MeasurementRow row) {
    notifyDuchies(tx, row, row.state().name());
    for (RequisitionRow requisition : requisitions.ofMeasurement(tx, row.name())) {
      if (requisition.state() == RequisitionState.UNFULFILLED) {
        notifyDataProvider(tx, requisition, RequisitionState.UNFULFILLED.name());
      }
    }
  }

  /** Every Duchy has published its parameters: the data providers may answer. */
  public void paramsComplete(Tx tx, MeasurementRow row, String cause) {
    advance(tx, row, MeasurementState.PENDING_REQUISITION_FULFILLMENT, cause);
    for (RequisitionRow requisition : requisitions.ofMeasurement(tx, row.name())) {
      requisitions.open(tx, requisition, cause);
      notifyDataProvider(tx, requisition, RequisitionState.UNFULFILLED.name());
    }
  }

  /** A Requisition was fulfilled; goes on if it was the last one. */
  public void requisitionFulfilled(Tx tx, MeasurementRow row, String cause) {
    boolean all =
        requisitions.ofMeasurement(tx, row.name()).stream()
            .allMatch(requisition -> requisition.state() == RequisitionState.FULFILLED);
    if (!all) {
      return;
    }
    if (row.computation().isPresent()) {
      advance(tx, row, MeasurementState.PENDING_PARTICIPANT_CONFIRMATION, cause);
    } else {
      end(tx, row, MeasurementState.SUCCEEDED, Optional.empty(), cause);
    }
  }

  /** Every Duchy has confirmed: they may compute. */
  public void confirmationsComplete(Tx tx, MeasurementRow row, String cause) {
    advance(tx, row, MeasurementState.PENDING_COMPUTATION, cause);
  }

  /** The result is there. */
  public void succeed(Tx tx, MeasurementRow row, String cause) {
    end(tx, row, MeasurementState.SUCCEEDED, Optional.empty(), cause);
  }

  public void cancel(Tx tx, MeasurementRow row, String cause) {
    end(tx, row, MeasurementState.CANCELLED, Optional.empty(), cause);
  }

  /**
   * There will be no result.
   *
   * @param message for a person: what happened and where to look
   */
  public void fail(
      Tx tx, MeasurementRow row, Measurement.Failure.Reason reason, String message, String cause) {
    Measurement.Failure failure =
        Measurement.Failure.newBuilder().setReason(reason).setMessage(message).build();
    end(tx, row, MeasurementState.FAILED, Optional.of(failure), cause);
  }

  /** Refuses to act on a Measurement that has ended. */
  public static void requirePending(MeasurementRow row) {
    if (row.isTerminal()) {
      throw DomainException.precondition(row.name() + " is " + row.state() + " and stays so");
    }
  }

  /** Refuses to act on a Measurement that has ended or is elsewhere. */
  public static void require(MeasurementRow row, MeasurementState state) {
    if (row.state() != state) {
      throw DomainException.precondition(
          row.name() + " is " + row.state() + "; this is possible only while it is " + state);
    }
  }

  /** Notifies again whom a Measurement waits for. */
  public void remind(Tx tx, MeasurementRow row) {
    String why = "reminder, " + row.state();
    switch (row.state()) {
      case PENDING_REQUISITION_PARAMS, PENDING_PARTICIPANT_CONFIRMATION, PENDING_COMPUTATION ->
          notifyDuchies(tx, row, why);
      case PENDING_REQUISITION_FULFILLMENT -> {
        for (RequisitionRow requisition : requisitions.ofMeasurement(tx, row.name())) {
          if (requisition.state() == RequisitionState.UNFULFILLED) {
            notifyDataProvider(tx, requisition, why);
          }
        }
        // A Duchy may hold an answer that it has not yet told of.
        notifyDuchies(tx, row, why);
      }
      case SUCCEEDED, FAILED, CANCELLED -> throw DomainException.bug(row.name() + " has ended");
    }
    measurements.lookAgain(tx, row.name(), nextReminder(tx, row));
  }

  /** Twice as long each time, up to a limit: whoever is down for days is not flooded. */
  private Instant nextReminder(Tx tx, MeasurementRow row) {
    return earlier(reminders.next(row.updatedAt(), tx.now()), row.expireAt());
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private void advance(Tx tx, MeasurementRow row, MeasurementState next, String cause) {
    measurements.advance(tx, row, next, nextLook(tx, row.expireAt()), cause);
    notifyDuchies(tx, row, next.name());
    wake(tx, row.name());
  }

  private void end(
      Tx tx,
      MeasurementRow row,
      MeasurementState next,
      Optional<Measurement.Failure> failure,
      String cause) {
    measurements.end(tx, row, next, failure, cause);
    for (RequisitionRow requisition : requisitions.ofMeasurement(tx, row.name())) {
      if (!requisition.isTerminal()) {
        requisitions.withdraw(tx, requisition, cause);
        if (requisition.state() == RequisitionState.UNFULFILLED) {
          notifyDataProvider(tx, requisition, RequisitionState.WITHDRAWN.name());
        }
      }
    }
    certificates.endUses(tx, row.name());
    row.computation().ifPresent(computation -> computations.end(tx, computation));
    notifyDuchies(tx, row, next.name());
    notifyConsumer(tx, row, next.name());
    wake(tx, row.name());
  }

  private void notifyConsumer(Tx tx, MeasurementRow row, String why) {
    PartyName consumer = PartyName.measurementConsumer(row.name().measurementConsumer());
    if (parties.get(tx, consumer).details().getMeasurementConsumer().getWebhook()) {
      notices.send(tx, consumer, row.name(), row.name(), why);
    }
  }

  private void notifyDuchies(Tx tx, MeasurementRow row, String why) {
    if (row.computation().isEmpty()) {
      return;
    }
    List<ParticipantRow> participants = computations.participants(tx, row.computation().get());
    for (ParticipantRow participant : participants) {
      notices.send(tx, participant.duchy(), row.computation().get(), row.name(), why);
    }
  }

  private void notifyDataProvider(Tx tx, RequisitionRow requisition, String why) {
    notices.send(
        tx, requisition.name().parent(), requisition.name(), requisition.measurement(), why);
  }

  private void wake(Tx tx, MeasurementName name) {
    tx.afterCommit(() -> signals.changed(name));
  }
}
