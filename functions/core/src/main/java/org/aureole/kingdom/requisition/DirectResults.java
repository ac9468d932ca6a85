package org.aureole.kingdom.requisition;

import java.util.Objects;
import org.aureole.kingdom.consent.SignatureCheck;
import org.aureole.kingdom.store.CertificateStore;
import org.aureole.kingdom.store.MeasurementStore.MeasurementRow;
import org.aureole.kingdom.store.ResultStore;
import org.aureole.kingdom.validation.FieldPath;
import org.aureole.model.error.DomainException;
import org.aureole.model.name.CertificateName;
import org.aureole.model.name.MeasurementName;
import org.aureole.model.name.PartyName;
import org.aureole.platform.sql.Tx;
import org.aureole.v1.Measurement;

/** The sealed results that data providers give themselves, one each. Thread-safe. */
public final class DirectResults {
  private final ResultStore store;
  private final CertificateStore certificates;
  private final SignatureCheck signatures;

  public DirectResults(
      ResultStore store, CertificateStore certificates, SignatureCheck signatures) {
    this.store = Objects.requireNonNull(store);
    this.certificates = Objects.requireNonNull(certificates);
    this.signatures = Objects.requireNonNull(signatures);
  }

  /** Stores a result under a usable certificate, on which the Measurement rests from now on. */
  void take(Tx tx, MeasurementRow measurement, Measurement.Result result) {
    CertificateName certificate =
        signatures.requireUsable(
            tx,
            FieldPath.ROOT.field("certificate"),
            PartyName.parse(result.getParty()),
            result.getCertificate(),
            measurement.answered(tx.now()));
    certificates.addUse(tx, certificate, measurement.name());
    store.create(tx, measurement.name(), result);
  }

  /** Refuses a result that differs from the one that the party gave. */
  void requireSame(Tx tx, MeasurementName measurement, Measurement.Result result) {
    if (!store.list(tx, measurement).contains(result)) {
      throw DomainException.precondition(
          result.getParty()
              + " has given another result of "
              + measurement
              + "; the first one stays");
    }
  }
}
