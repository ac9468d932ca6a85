package org.aureole.kingdom.computation;

import com.google.protobuf.ByteString;
import java.util.Objects;
import org.aureole.kingdom.store.ComputationStore;
import org.aureole.kingdom.store.ComputationStore.ComputationRow;
import org.aureole.kingdom.store.ComputationStore.ParticipantRow;
import org.aureole.kingdom.store.MeasurementStore;
import org.aureole.kingdom.store.MeasurementStore.MeasurementRow;
import org.aureole.kingdom.store.RequisitionStore;
import org.aureole.kingdom.store.RequisitionStore.RequisitionRow;
import org.aureole.kingdom.validation.Times;
import org.aureole.model.name.PartyName;
import org.aureole.platform.sql.Tx;
import org.aureole.v1.Computation;

/** Computations as the Duchies that take part see them. Thread-safe. */
public final class ComputationViews {
  private final ComputationStore computations;
  private final MeasurementStore measurements;
  private final RequisitionStore requisitions;

  public ComputationViews(
      ComputationStore computations, MeasurementStore measurements, RequisitionStore requisitions) {
    this.computations = Objects.requireNonNull(computations);
    this.measurements = Objects.requireNonNull(measurements);
    this.requisitions = Objects.requireNonNull(requisitions);
  }

  Computation one(Tx tx, ComputationRow row) {
    MeasurementRow measurement = measurements.get(tx, row.measurement());
    return Computation.newBuilder()
        .setName(row.name().toString())
        .setMeasurement(row.measurement().toString())
        .setMeasurementState(measurement.state().name())
        .setMeasurementSpec(measurement.details().getMeasurementSpec())
        .addAllParticipants(
            computations.participants(tx, row.name()).stream()
                .map(ParticipantRow::toParticipant)
                .toList())
        .addAllRequisitions(
            requisitions.ofMeasurement(tx, row.measurement()).stream()
                .map(ComputationViews::entry)
                .toList())
        .setCreateTime(Times.timestamp(row.createdAt()))
        .setExpireTime(Times.timestamp(measurement.expireAt()))
        .build();
  }

  private static Computation.RequisitionEntry entry(RequisitionRow row) {
    return Computation.RequisitionEntry.newBuilder()
        .setRequisition(row.name().toString())
        .setDataProvider(row.name().parent().toString())
        .setReceivingDuchy(row.receivingDuchy().map(PartyName::toString).orElse(""))
        .setNonce(row.nonce().orElse(ByteString.EMPTY))
        .build();
  }
}
