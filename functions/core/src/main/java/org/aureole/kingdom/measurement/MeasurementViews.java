package org.aureole.kingdom.measurement;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.aureole.kingdom.store.MeasurementStore.MeasurementRow;
import org.aureole.kingdom.store.RequisitionStore;
import org.aureole.kingdom.store.RequisitionStore.RequisitionRow;
import org.aureole.kingdom.store.ResultStore;
import org.aureole.kingdom.validation.Times;
import org.aureole.model.lifecycle.MeasurementState;
import org.aureole.model.name.MeasurementName;
import org.aureole.platform.sql.Tx;
import org.aureole.v1.Measurement;

/** Measurements as their resources show them. Thread-safe. */
public final class MeasurementViews {
  private final RequisitionStore requisitions;
  private final ResultStore results;

  public MeasurementViews(RequisitionStore requisitions, ResultStore results) {
    this.requisitions = Objects.requireNonNull(requisitions);
    this.results = Objects.requireNonNull(results);
  }

  /** The resource of one row. */
  Measurement one(Tx tx, MeasurementRow row) {
    return all(tx, List.of(row)).get(0);
  }

  /** The resources of several rows, in their order. */
  List<Measurement> all(Tx tx, List<MeasurementRow> rows) {
    List<MeasurementName> names = rows.stream().map(MeasurementRow::name).toList();
    Map<MeasurementName, List<RequisitionRow>> asked =
        requisitions.ofMeasurements(tx, names).stream()
            .collect(Collectors.groupingBy(RequisitionRow::measurement));
    Map<String, List<Measurement.Result>> given = results.listAll(tx, names);
    return rows.stream()
        .map(row ->
            view(
                row,
                asked.getOrDefault(row.name(), List.of()),
                given.getOrDefault(row.name().toString(), List.of())))
        .toList();
  }

  /** The public state that goes with an internal one. */
  public static Measurement.State publicState(MeasurementState state) {
    return switch (state) {
      case PENDING_REQUISITION_PARAMS, PENDING_REQUISITION_FULFILLMENT ->
          Measurement.State.AWAITING_REQUISITION_FULFILLMENT;
      case PENDING_PARTICIPANT_CONFIRMATION, PENDING_COMPUTATION -> Measurement.State.COMPUTING;
      case SUCCEEDED -> Measurement.State.SUCCEEDED;
      case FAILED -> Measurement.State.FAILED;
      case CANCELLED -> Measurement.State.CANCELLED;
    };
  }

  /** The internal states that show as a public one. */
  static Set<MeasurementState> internalStates(Measurement.State state) {
    return EnumSet.allOf(MeasurementState.class).stream()
        .filter(internal -> publicState(internal) == state)
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(MeasurementState.class)));
  }

  private static Measurement view(
      MeasurementRow row, List<RequisitionRow> asked, List<Measurement.Result> given) {
    Measurement.Builder measurement =
        row.details().toBuilder()
            .setName(row.name().toString())
            .setState(publicState(row.state()))
            .setInternalState(row.state().name())
            .addAllDataProviders(asked.stream().map(RequisitionRow::entry).toList())
            .setComputation(row.computation().map(Object::toString).orElse(""))
            .setCreateTime(Times.timestamp(row.createdAt()))
            .setUpdateTime(Times.timestamp(row.updatedAt()))
            .setExpireTime(Times.timestamp(row.expireAt()));
    row.failure().ifPresent(measurement::setFailure);
    if (row.state() == MeasurementState.SUCCEEDED) {
      measurement.addAllResults(given);
    }
    return measurement.build();
  }
}
