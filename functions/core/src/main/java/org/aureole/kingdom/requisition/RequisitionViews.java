package org.aureole.kingdom.requisition;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.aureole.kingdom.measurement.MeasurementViews;
import org.aureole.kingdom.store.ComputationStore;
import org.aureole.kingdom.store.ComputationStore.ParticipantRow;
import org.aureole.kingdom.store.MeasurementStore;
import org.aureole.kingdom.store.MeasurementStore.MeasurementRow;
import org.aureole.kingdom.store.RequisitionStore.RequisitionRow;
import org.aureole.kingdom.validation.Times;
import org.aureole.model.name.ComputationName;
import org.aureole.model.name.MeasurementName;
import org.aureole.model.name.PartyName;
import org.aureole.platform.sql.Tx;
import org.aureole.v1.Requisition;

/** Requisitions as their data provider sees them. Thread-safe. */
public final class RequisitionViews {
  private final MeasurementStore measurements;
  private final ComputationStore computations;

  public RequisitionViews(MeasurementStore measurements, ComputationStore computations) {
    this.measurements = Objects.requireNonNull(measurements);
    this.computations = Objects.requireNonNull(computations);
  }

  /** The resource of one row. */
  Requisition one(Tx tx, RequisitionRow row) {
    return all(tx, List.of(row)).get(0);
  }

  /** The resources of several rows, in their order. */
  List<Requisition> all(Tx tx, List<RequisitionRow> rows) {
    Map<MeasurementName, MeasurementRow> byName =
        measurements.getAll(tx, rows.stream().map(RequisitionRow::measurement).toList()).stream()
            .collect(Collectors.toMap(MeasurementRow::name, Function.identity()));
    Map<ComputationName, List<ParticipantRow>> participants =
        computations.participantsOf(
            tx, byName.values().stream().flatMap(row -> row.computation().stream()).toList());
    return rows.stream()
        .map(row -> {
          MeasurementRow measurement = byName.get(row.measurement());
          List<ParticipantRow> duchies =
              measurement
                  .computation()
                  .map(name -> participants.getOrDefault(name, List.of()))
                  .orElse(List.of());
          return view(row, measurement, duchies);
        })
        .toList();
  }

  private static Requisition view(
      RequisitionRow row, MeasurementRow measurement, List<ParticipantRow> duchies) {
    Requisition.Builder requisition =
        Requisition.newBuilder()
            .setName(row.name().toString())
            .setMeasurement(row.measurement().toString())
            .setState(Requisition.State.valueOf(row.state().name()))
            .setMeasurementSpec(measurement.details().getMeasurementSpec())
            .setRequisitionSpec(row.entry().getRequisitionSpec())
            .setDataProviderCertificate(row.entry().getCertificate())
            .setReceivingDuchy(row.receivingDuchy().map(PartyName::toString).orElse(""))
            .setComputation(measurement.computation().map(Object::toString).orElse(""))
            .setCreateTime(Times.timestamp(row.createdAt()))
            .setUpdateTime(Times.timestamp(row.updatedAt()))
            .setExpireTime(Times.timestamp(measurement.expireAt()))
            .setMeasurementState(MeasurementViews.publicState(measurement.state()));
    row.refusal().ifPresent(requisition::setRefusal);
    duchies.stream().map(RequisitionViews::duchy).forEach(requisition::addDuchies);
    return requisition.build();
  }

  private static Requisition.DuchyEntry duchy(ParticipantRow participant) {
    Requisition.DuchyEntry.Builder entry =
        Requisition.DuchyEntry.newBuilder()
            .setDuchy(participant.duchy().toString())
            .setApiUrl(participant.apiUrl().orElse(""));
    participant.params().ifPresent(entry::setRequisitionParams);
    return entry.build();
  }
}
