package org.aureole.kingdom.computation;

import java.util.List;
import java.util.Objects;
import org.aureole.kingdom.access.Callers;
import org.aureole.kingdom.lifecycle.MeasurementProgress;
import org.aureole.kingdom.store.CertificateStore;
import org.aureole.kingdom.store.ComputationStore;
import org.aureole.kingdom.store.ComputationStore.ComputationRow;
import org.aureole.kingdom.store.ComputationStore.ParticipantRow;
import org.aureole.kingdom.store.MeasurementStore;
import org.aureole.kingdom.store.MeasurementStore.MeasurementRow;
import org.aureole.kingdom.validation.Checks;
import org.aureole.kingdom.validation.FieldPath;
import org.aureole.model.error.DomainException;
import org.aureole.model.lifecycle.MeasurementState;
import org.aureole.model.lifecycle.ParticipantState;
import org.aureole.model.name.ComputationName;
import org.aureole.model.name.ParticipantName;
import org.aureole.model.name.PartyName;
import org.aureole.platform.identity.Principal;
import org.aureole.platform.sql.Database;
import org.aureole.platform.sql.Tx;
import org.aureole.v1.ComputationParticipant;
import org.aureole.v1.FailParticipantRequest;
import org.aureole.v1.Measurement;
import org.aureole.v1.SetRequisitionParamsRequest;
import org.aureole.v1.SignedMessage;

/**
 * What Duchies do in a Computation. The same call again changes nothing; a call that comes too late
 * is refused and changes nothing. Thread-safe.
 */
public final class Participation {
  private static final int MAX_MESSAGE = 1000;

  private final Database database;
  private final ComputationStore computations;
  private final MeasurementStore measurements;
  private final CertificateStore certificates;
  private final MeasurementProgress progress;
  private final ParamsCheck paramsCheck;

  public Participation(
      Database database,
      ComputationStore computations,
      MeasurementStore measurements,
      CertificateStore certificates,
      MeasurementProgress progress,
      ParamsCheck paramsCheck) {
    this.database = Objects.requireNonNull(database);
    this.computations = Objects.requireNonNull(computations);
    this.measurements = Objects.requireNonNull(measurements);
    this.certificates = Objects.requireNonNull(certificates);
    this.progress = Objects.requireNonNull(progress);
    this.paramsCheck = Objects.requireNonNull(paramsCheck);
  }

  /** Publishes a Duchy's parameters; the last one opens the Requisitions. */
  public ComputationParticipant setParams(
      Principal caller, ParticipantName name, SetRequisitionParamsRequest request) {
    requireSelf(caller, name);
    SignedMessage signed = request.getRequisitionParams();
    return database.inTransaction(
        "setRequisitionParams",
        tx -> {
          MeasurementRow measurement = measurement(tx, name);
          ParticipantRow participant = participant(tx, name);
          if (participant.params().isPresent()) {
            requireSamePayload(participant, signed);
            return participant.toParticipant();
          }
          MeasurementProgress.require(measurement, MeasurementState.PENDING_REQUISITION_PARAMS);
          ParamsCheck.Verified verified = paramsCheck.verify(tx, name, measurement, signed);
          String cause = Callers.cause(caller);
          computations.setParams(tx, participant, signed, verified.params().getApiUrl(), cause);
          certificates.addUse(tx, verified.certificate(), measurement.name());
          if (all(tx, name, ParticipantState.REQUISITION_PARAMS_SET)) {
            progress.paramsComplete(tx, measurement, cause);
          }
          return participant(tx, name).toParticipant();
        });
  }

  /** A Duchy confirms that all inputs match the signed specification; the last one starts it. */
  public ComputationParticipant confirm(Principal caller, ParticipantName name) {
    requireSelf(caller, name);
    return database.inTransaction(
        "confirmParticipant",
        tx -> {
          MeasurementRow measurement = measurement(tx, name);
          ParticipantRow participant = participant(tx, name);
          if (participant.state() == ParticipantState.READY) {
            return participant.toParticipant();
          }
          MeasurementProgress.require(
              measurement, MeasurementState.PENDING_PARTICIPANT_CONFIRMATION);
          computations.confirm(tx, participant, Callers.cause(caller));
          if (all(tx, name, ParticipantState.READY)) {
            progress.confirmationsComplete(tx, measurement, Callers.cause(caller));
          }
          return participant(tx, name).toParticipant();
        });
  }

  /** A Duchy cannot go on: the Measurement fails. */
  public ComputationParticipant fail(
      Principal caller, ParticipantName name, FailParticipantRequest request) {
    requireSelf(caller, name);
    String message =
        Checks.requiredText(FieldPath.ROOT.field("message"), request.getMessage(), MAX_MESSAGE);
    return database.inTransaction(
        "failParticipant",
        tx -> {
          MeasurementRow measurement = measurement(tx, name);
          ParticipantRow participant = participant(tx, name);
          if (participant.state() == ParticipantState.FAILED) {
            return participant.toParticipant();
          }
          MeasurementProgress.requirePending(measurement);
          String cause = Callers.cause(caller);
          computations.fail(tx, participant, message, cause);
          progress.fail(
              tx,
              measurement,
              Measurement.Failure.Reason.COMPUTATION_PARTICIPANT_FAILED,
              participant.duchy() + " cannot compute it: " + message,
              cause);
          return participant(tx, name).toParticipant();
        });
  }

  private static void requireSelf(Principal caller, ParticipantName name) {
    Callers.requireSelf(caller, PartyName.duchy(name.duchy()));
  }

  private MeasurementRow measurement(Tx tx, ParticipantName name) {
    ComputationRow computation =
        computations
            .find(tx, new ComputationName(name.computation()))
            .orElseThrow(() -> DomainException.notFound(name.toString()));
    return measurements.get(tx, computation.measurement());
  }

  private ParticipantRow participant(Tx tx, ParticipantName name) {
    return participants(tx, name).stream()
        .filter(participant -> participant.name().equals(name))
        .findFirst()
        .orElseThrow(() -> DomainException.notFound(name.toString()));
  }

  private boolean all(Tx tx, ParticipantName name, ParticipantState state) {
    return participants(tx, name).stream().allMatch(p -> p.state() == state);
  }

  private List<ParticipantRow> participants(Tx tx, ParticipantName name) {
    return computations.participants(tx, new ComputationName(name.computation()));
  }

  private static void requireSamePayload(ParticipantRow participant, SignedMessage signed) {
    if (!participant.params().orElseThrow().getPayload().equals(signed.getPayload())) {
      throw DomainException.precondition(
          participant.name() + " has published other parameters; the first ones stay");
    }
  }
}
