package org.aureole.kingdom.party;

import java.util.List;
import java.util.Objects;
import org.aureole.kingdom.lifecycle.MeasurementProgress;
import org.aureole.kingdom.store.CertificateStore;
import org.aureole.kingdom.store.MeasurementStore;
import org.aureole.kingdom.store.MeasurementStore.MeasurementRow;
import org.aureole.model.name.CertificateName;
import org.aureole.model.name.MeasurementName;
import org.aureole.platform.sql.Database;
import org.aureole.platform.sql.Tx;
import org.aureole.v1.Measurement;

/**
 * Fails the Measurements that rest on revoked certificates: some at a time, because a transaction
 * has a limit and a consumer may have thousands pending. Thread-safe.
 */
public final class Revocations {
  private static final int AT_ONCE = 20;

  private final Database database;
  private final CertificateStore certificates;
  private final MeasurementStore measurements;
  private final MeasurementProgress progress;

  public Revocations(
      Database database,
      CertificateStore certificates,
      MeasurementStore measurements,
      MeasurementProgress progress) {
    this.database = Objects.requireNonNull(database);
    this.certificates = Objects.requireNonNull(certificates);
    this.measurements = Objects.requireNonNull(measurements);
    this.progress = Objects.requireNonNull(progress);
  }

  /** Fails every pending Measurement that rests on a certificate, which must be revoked. */
  public void failDependents(CertificateName name) {
    boolean more = true;
    while (more) {
      more = database.inTransaction("failMeasurementsOfCertificate", tx -> failSome(tx, name));
    }
  }

  /** Finishes the revocations that a crash left half done. */
  public void sweep() {
    database
        .read("listOpenRevocations", tx -> certificates.openRevocations(tx, AT_ONCE))
        .forEach(this::failDependents);
  }

  private boolean failSome(Tx tx, CertificateName name) {
    List<MeasurementName> dependents = certificates.uses(tx, name, AT_ONCE);
    if (dependents.isEmpty()) {
      certificates.endRevocation(tx, name);
      return false;
    }
    String reason = certificates.get(tx, name).revocationReason().orElse("");
    for (MeasurementRow row : measurements.getAll(tx, dependents)) {
      progress.fail(
          tx,
          row,
          Measurement.Failure.Reason.CERTIFICATE_REVOKED,
          "the certificate "
              + name
              + " was revoked: "
              + reason
              + "; create the Measurement again with a valid one",
          "revokeCertificate");
    }
    return true;
  }
}
