package org.aureole.kingdom.computation;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.aureole.kingdom.store.ComputationStore;
import org.aureole.kingdom.store.ComputationStore.ComputationRow;
import org.aureole.kingdom.store.ComputationStore.ParticipantRow;
import org.aureole.kingdom.store.MeasurementStore;
import org.aureole.kingdom.store.MeasurementStore.MeasurementRow;
import org.aureole.kingdom.store.RequisitionStore;
import org.aureole.kingdom.store.RequisitionStore.RequisitionRow;
import org.aureole.kingdom.validation.Times;
import org.aureole.model.name.ComputationName;
import org.aureole.model.name.MeasurementName;
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
    return all(tx, List.of(row)).get(0);
  }

  /** The resources of several rows, in their order. */
  List<Computation> all(Tx tx, List<ComputationRow> rows) {
    List<MeasurementName> names = rows.stream().map(ComputationRow::measurement).toList();
    Map<MeasurementName, MeasurementRow> byName =
        measurements.getAll(tx, names).stream()
            .collect(Collectors.toMap(MeasurementRow::name, Function.identity()));
    Map<ComputationName, List<ParticipantRow>> duchies =
        computations.participantsOf(tx, rows.stream().map(ComputationRow::name).toList());
    Map<MeasurementName, List<RequisitionRow>> asked =
        requisitions.ofMeasurements(tx, names).stream()
            .collect(Collectors.groupingBy(RequisitionRow::measurement));
    return rows.stream()
        .map(row ->
            view(
                row,
                byName.get(row.measurement()),
                duchies.getOrDefault(row.name(), List.of()),
                asked.getOrDefault(row.measurement(), List.of())))
        .toList();
  }

  private static Computation view(
      ComputationRow row,
      MeasurementRow measurement,
      List<ParticipantRow> duchies,
      List<RequisitionRow> asked) {
    return Computation.newBuilder()
        .setName(row.name().toString())
        .setMeasurement(row.measurement().toString())
        .setMeasurementState(measurement.state().name())
        .setMeasurementSpec(measurement.details().getMeasurementSpec())
        .addAllParticipants(duchies.stream().map(ParticipantRow::toParticipant).toList())
        .addAllRequisitions(asked.stream().map(ComputationViews::entry).toList())
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
