package org.aureole.kingdom.requisition;

import com.google.protobuf.ByteString;
import java.util.Objects;
import java.util.Optional;
import org.aureole.crypto.consent.Nonce;
import org.aureole.kingdom.access.Callers;
import org.aureole.kingdom.lifecycle.MeasurementProgress;
import org.aureole.kingdom.store.MeasurementStore;
import org.aureole.kingdom.store.MeasurementStore.MeasurementRow;
import org.aureole.kingdom.store.RequisitionStore;
import org.aureole.kingdom.store.RequisitionStore.RequisitionRow;
import org.aureole.kingdom.validation.Checks;
import org.aureole.kingdom.validation.FieldPath;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.lifecycle.MeasurementState;
import org.aureole.model.lifecycle.RequisitionState;
import org.aureole.model.name.RequisitionName;
import org.aureole.platform.identity.Principal;
import org.aureole.platform.sql.Database;
import org.aureole.platform.sql.Tx;
import org.aureole.v1.FulfillDirectRequisitionRequest;
import org.aureole.v1.FulfillRequisitionRequest;
import org.aureole.v1.Measurement;
import org.aureole.v1.RefuseRequisitionRequest;
import org.aureole.v1.Requisition;

/**
 * How Requisitions are answered. The same answer again changes nothing; another answer, or any
 * answer once the Measurement has ended, is refused and changes nothing. Thread-safe.
 */
public final class RequisitionAnswers {
  private static final int MAX_RESULT_BYTES = 256 * 1024;
  private static final int MAX_MESSAGE = 1000;

  private final Database database;
  private final RequisitionStore requisitions;
  private final MeasurementStore measurements;
  private final DirectResults results;
  private final MeasurementProgress progress;
  private final RequisitionViews views;

  public RequisitionAnswers(
      Database database,
      RequisitionStore requisitions,
      MeasurementStore measurements,
      DirectResults results,
      MeasurementProgress progress,
      RequisitionViews views) {
    this.database = Objects.requireNonNull(database);
    this.requisitions = Objects.requireNonNull(requisitions);
    this.measurements = Objects.requireNonNull(measurements);
    this.results = Objects.requireNonNull(results);
    this.progress = Objects.requireNonNull(progress);
    this.views = Objects.requireNonNull(views);
  }

  /**
   * The receiving Duchy says that a provider's data arrived.
   *
   * @return the Requisition without the sealed specification, which is not the Duchy's business
   */
  public Requisition fulfill(
      Principal caller, RequisitionName name, FulfillRequisitionRequest request) {
    return database.inTransaction(
        "fulfillRequisition",
        tx -> {
          RequisitionRow row =
              visible(tx, name)
                  .filter(r -> r.receivingDuchy().isPresent())
                  .filter(r -> Callers.isSelf(caller, r.receivingDuchy().get()))
                  .orElseThrow(() -> DomainException.notFound(name.toString()));
          requireNonce(row, request.getNonce());
          if (row.state() != RequisitionState.FULFILLED) {
            MeasurementRow measurement = requireOpen(tx, row);
            requisitions.fulfill(tx, row, request.getNonce(), Callers.cause(caller));
            progress.requisitionFulfilled(tx, measurement, Callers.cause(caller));
          }
          return views.one(tx, requisitions.get(tx, name)).toBuilder()
              .clearRequisitionSpec()
              .build();
        });
  }

  /** The data provider gives its sealed result itself. */
  public Requisition fulfillDirect(
      Principal caller, RequisitionName name, FulfillDirectRequisitionRequest request) {
    Callers.requireSelf(caller, name.parent());
    Checks.bytes(
        FieldPath.ROOT.field("sealedResult").field("ciphertext"),
        request.getSealedResult().getCiphertext(),
        MAX_RESULT_BYTES);
    Measurement.Result result =
        Measurement.Result.newBuilder()
            .setSealedResult(request.getSealedResult())
            .setParty(name.parent().toString())
            .setCertificate(request.getCertificate())
            .build();
    return database.inTransaction(
        "fulfillDirectRequisition",
        tx -> {
          RequisitionRow row =
              visible(tx, name).orElseThrow(() -> DomainException.notFound(name.toString()));
          requireNonce(row, request.getNonce());
          if (row.state() == RequisitionState.FULFILLED) {
            results.requireSame(tx, row.measurement(), result);
          } else {
            fulfilDirect(tx, row, request.getNonce(), result, Callers.cause(caller));
          }
          return views.one(tx, requisitions.get(tx, name));
        });
  }

  /** The data provider does not answer: the Measurement fails. */
  public Requisition refuse(
      Principal caller, RequisitionName name, RefuseRequisitionRequest request) {
    Callers.requireSelf(caller, name.parent());
    Requisition.Refusal refusal = checked(request.getRefusal());
    return database.inTransaction(
        "refuseRequisition",
        tx -> {
          RequisitionRow row =
              visible(tx, name).orElseThrow(() -> DomainException.notFound(name.toString()));
          if (row.state() != RequisitionState.REFUSED
              || !row.refusal().equals(Optional.of(refusal))) {
            MeasurementRow measurement = requireOpen(tx, row);
            requisitions.refuse(tx, row, refusal, Callers.cause(caller));
            progress.fail(
                tx,
                measurement,
                Measurement.Failure.Reason.REQUISITION_REFUSED,
                name
                    + " was refused as "
                    + refusal.getJustification()
                    + ": "
                    + refusal.getMessage(),
                Callers.cause(caller));
          }
          return views.one(tx, requisitions.get(tx, name));
        });
  }

  private void fulfilDirect(
      Tx tx, RequisitionRow row, ByteString nonce, Measurement.Result result, String cause) {
    MeasurementRow measurement = requireOpen(tx, row);
    if (measurement.computation().isPresent()) {
      throw DomainException.precondition(
          row.name()
              + " is not of the Direct protocol; upload the share to "
              + row.receivingDuchy().orElseThrow());
    }
    results.take(tx, measurement, result);
    requisitions.fulfill(tx, row, nonce, cause);
    progress.requisitionFulfilled(tx, measurement, cause);
  }

  private Optional<RequisitionRow> visible(Tx tx, RequisitionName name) {
    return requisitions
        .find(tx, name)
        .filter(row -> row.state() != RequisitionState.PENDING_PARAMS);
  }

  private MeasurementRow requireOpen(Tx tx, RequisitionRow row) {
    if (row.state() != RequisitionState.UNFULFILLED) {
      throw DomainException.precondition(
          row.name()
              + " is "
              + row.state()
              + "; it can be answered only while it is "
              + RequisitionState.UNFULFILLED);
    }
    MeasurementRow measurement = measurements.get(tx, row.measurement());
    MeasurementProgress.require(measurement, MeasurementState.PENDING_REQUISITION_FULFILLMENT);
    return measurement;
  }

  private static void requireNonce(RequisitionRow row, ByteString nonce) {
    FieldPath path = FieldPath.ROOT.field("nonce");
    Checks.exactBytes(path, nonce, Nonce.LENGTH);
    if (!Nonce.fromBytes(nonce.toByteArray())
        .matches(row.nonceHash(), row.name().parent().toString())) {
      throw path.error(
          ErrorCode.CONSENT_SIGNAL_INVALID,
          "is not the one whose hash the signed specification holds for " + row.name().parent());
    }
  }

  private static Requisition.Refusal checked(Requisition.Refusal refusal) {
    FieldPath path = FieldPath.ROOT.field("refusal");
    switch (refusal.getJustification()) {
      case JUSTIFICATION_UNSPECIFIED, UNRECOGNIZED ->
          throw path.field("justification")
              .invalid(
                  "must be CONSENT_SIGNAL_INVALID, SPEC_INVALID, INSUFFICIENT_PRIVACY_BUDGET,"
                      + " UNFULFILLABLE or DECLINED");
      default -> Checks.requiredText(path.field("message"), refusal.getMessage(), MAX_MESSAGE);
    }
    return refusal;
  }
}
