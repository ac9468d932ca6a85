package org.aureole.kingdom.store;

import com.google.protobuf.ByteString;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.model.error.DomainException;
import org.aureole.model.lifecycle.Lifecycles;
import org.aureole.model.lifecycle.RequisitionState;
import org.aureole.model.name.MeasurementName;
import org.aureole.model.name.PartyName;
import org.aureole.model.name.RequisitionName;
import org.aureole.platform.sql.Columns;
import org.aureole.platform.sql.Row;
import org.aureole.platform.sql.StateTable;
import org.aureole.platform.sql.Tx;
import org.aureole.v1.Measurement;
import org.aureole.v1.Requisition;

/** The Requisitions. Stateless and thread-safe; every method runs in the caller's transaction. */
public final class RequisitionStore {
  private static final StateTable<RequisitionState> STATES =
      StateTable.of("requisitions", Lifecycles.REQUISITION);
  private static final String COLUMNS =
      "name, state, created_at, updated_at, measurement, place, receiving_duchy, nonce_hash, nonce,"
          + " refusal, details";

  /**
   * A Requisition that is to be created.
   *
   * @param place its place in the specification
   * @param receivingDuchy empty for Direct
   * @param entry the sealed specification and the provider's certificate
   */
  public record NewRequisition(
      RequisitionName name,
      MeasurementName measurement,
      int place,
      Optional<PartyName> receivingDuchy,
      Fingerprint nonceHash,
      Measurement.DataProviderEntry entry) {}

  /**
   * A Requisition.
   *
   * @param nonce what the provider showed; empty until it fulfilled
   * @param entry the sealed specification and the provider's certificate
   */
  public record RequisitionRow(
      RequisitionName name,
      RequisitionState state,
      MeasurementName measurement,
      Optional<PartyName> receivingDuchy,
      Fingerprint nonceHash,
      Optional<ByteString> nonce,
      Optional<Requisition.Refusal> refusal,
      Instant createdAt,
      Instant updatedAt,
      Measurement.DataProviderEntry entry) {
    public boolean isTerminal() {
      return Lifecycles.REQUISITION.isTerminal(state);
    }
  }

  public void create(Tx tx, NewRequisition requisition, RequisitionState state) {
    STATES.insert(
        tx,
        requisition.name().toString(),
        state,
        Columns.of("data_provider", requisition.name().parent().toString())
            .and("measurement", requisition.measurement().toString())
            .and("place", (long) requisition.place())
            .and("receiving_duchy", requisition.receivingDuchy().map(PartyName::toString))
            .and("nonce_hash", requisition.nonceHash().bytes())
            .and("nonce", null)
            .and("refusal", null)
            .and("details", StoredMessages.write(requisition.entry())),
        requisition.measurement().parent().toString(),
        "created");
  }

  /** Shows a Requisition to its data provider. */
  public void open(Tx tx, RequisitionRow row, String cause) {
    STATES.transition(
        tx,
        row.name().toString(),
        RequisitionState.PENDING_PARAMS,
        RequisitionState.UNFULFILLED,
        cause,
        "");
  }

  public void fulfill(Tx tx, RequisitionRow row, ByteString nonce, String cause) {
    STATES.transition(
        tx,
        row.name().toString(),
        RequisitionState.UNFULFILLED,
        RequisitionState.FULFILLED,
        Columns.of("nonce", nonce),
        cause,
        "");
  }

  public void refuse(Tx tx, RequisitionRow row, Requisition.Refusal refusal, String cause) {
    STATES.transition(
        tx,
        row.name().toString(),
        RequisitionState.UNFULFILLED,
        RequisitionState.REFUSED,
        Columns.of("refusal", StoredMessages.write(refusal)),
        cause,
        refusal.getJustification().name() + ": " + refusal.getMessage());
  }

  /** Takes back a Requisition that nobody has answered. */
  public void withdraw(Tx tx, RequisitionRow row, String cause) {
    STATES.transition(
        tx, row.name().toString(), row.state(), RequisitionState.WITHDRAWN, cause, "");
  }

  /** Deletes the Requisitions of a Measurement, and their histories. */
  public void forget(Tx tx, MeasurementName measurement) {
    ofMeasurement(tx, measurement).forEach(row -> STATES.forget(tx, row.name().toString()));
  }

  public Optional<RequisitionRow> find(Tx tx, RequisitionName name) {
    return tx.one(
        "select " + COLUMNS + " from requisitions where name = ?",
        RequisitionStore::read,
        name.toString());
  }

  /** The Requisition; NOT_FOUND if there is none of that name. */
  public RequisitionRow get(Tx tx, RequisitionName name) {
    return find(tx, name).orElseThrow(() -> DomainException.notFound(name.toString()));
  }

  /** The Requisitions of a Measurement in the order of its specification. */
  public List<RequisitionRow> ofMeasurement(Tx tx, MeasurementName measurement) {
    return ofMeasurements(tx, List.of(measurement));
  }

  /** The Requisitions of several Measurements, each one's in the order of its specification. */
  public List<RequisitionRow> ofMeasurements(Tx tx, List<MeasurementName> measurements) {
    return tx.query(
        "select "
            + COLUMNS
            + " from requisitions where measurement = any(?)"
            + " order by measurement, place",
        RequisitionStore::read,
        (Object) measurements.stream().map(MeasurementName::toString).toArray(String[]::new));
  }

  /** The Requisitions of a data provider that are not hidden, newest first. */
  public Page.Slice<RequisitionRow> list(Tx tx, PartyName dataProvider, Page page) {
    return list(tx, dataProvider, " and state <> ?", RequisitionState.PENDING_PARAMS, page);
  }

  /** The Requisitions of a data provider in one state, newest first. */
  public Page.Slice<RequisitionRow> list(
      Tx tx, PartyName dataProvider, RequisitionState state, Page page) {
    return list(tx, dataProvider, " and state = ?", state, page);
  }

  /** In the order of an index, so that what lies before and after the page is not read. */
  private static Page.Slice<RequisitionRow> list(
      Tx tx, PartyName dataProvider, String condition, RequisitionState state, Page page) {
    List<Object> args = new ArrayList<>();
    args.add(dataProvider.toString());
    args.add(state);
    args.addAll(page.olderArguments());
    args.add(page.size() + 1);
    List<RequisitionRow> rows =
        tx.query(
            "select "
                + COLUMNS
                + " from requisitions where data_provider = ?"
                + condition
                + page.older()
                + " order by created_at desc, name limit ?",
            RequisitionStore::read,
            args.toArray());
    return page.slice(rows, row -> new Page.Cursor(row.createdAt(), row.name().toString()));
  }

  private static RequisitionRow read(Row row) {
    return new RequisitionRow(
        RequisitionName.parse(row.string("name")),
        row.enumValue("state", RequisitionState.class),
        MeasurementName.parse(row.string("measurement")),
        row.optString("receiving_duchy").map(PartyName::parse),
        Fingerprint.fromBytes(row.bytes("nonce_hash")),
        row.optBytes("nonce").map(ByteString::copyFrom),
        row.optString("refusal")
            .map(json -> StoredMessages.read(json, Requisition.Refusal.getDefaultInstance())),
        row.instant("created_at"),
        row.instant("updated_at"),
        StoredMessages.read(
            row.string("details"), Measurement.DataProviderEntry.getDefaultInstance()));
  }
}
