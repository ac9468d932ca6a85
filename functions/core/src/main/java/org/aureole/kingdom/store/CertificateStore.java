package org.aureole.kingdom.store;

import com.google.protobuf.ByteString;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.aureole.kingdom.validation.Times;
import org.aureole.model.error.DomainException;
import org.aureole.model.lifecycle.CertificateState;
import org.aureole.model.lifecycle.Lifecycles;
import org.aureole.model.name.CertificateName;
import org.aureole.model.name.MeasurementName;
import org.aureole.model.name.PartyName;
import org.aureole.platform.sql.Columns;
import org.aureole.platform.sql.Row;
import org.aureole.platform.sql.StateTable;
import org.aureole.platform.sql.Tx;
import org.aureole.v1.Certificate;

/**
 * The parties' certificates, and which pending Measurements rest on each. Stateless and
 * thread-safe; every method runs in the caller's transaction.
 */
public final class CertificateStore {
  private static final StateTable<CertificateState> STATES =
      StateTable.of("certificates", Lifecycles.CERTIFICATE);
  private static final String COLUMNS = "name, state, created_at, der, revocation_reason";

  /** A certificate. */
  public record CertificateRow(
      CertificateName name,
      CertificateState state,
      ByteString der,
      Instant createdAt,
      Optional<String> revocationReason) {
    public boolean isValid() {
      return state == CertificateState.VALID;
    }

    /** The certificate as its resource shows it. */
    public Certificate toCertificate() {
      return Certificate.newBuilder()
          .setName(name.toString())
          .setX509Der(der)
          .setState(Certificate.State.valueOf(state.name()))
          .setCreateTime(Times.timestamp(createdAt))
          .setRevocationReason(revocationReason.orElse(""))
          .build();
    }
  }

  /** Adds a certificate; false if the name is taken. */
  public boolean create(Tx tx, CertificateName name, ByteString der) {
    return STATES.insertIfAbsent(
        tx,
        name.toString(),
        CertificateState.VALID,
        Columns.of("party", name.owner().toString()).and("der", der).and("revocation_reason", null),
        name.owner().toString(),
        "created");
  }

  public void revoke(Tx tx, CertificateName name, String cause, String reason) {
    STATES.transition(
        tx,
        name.toString(),
        CertificateState.VALID,
        CertificateState.REVOKED,
        Columns.of("revocation_reason", reason),
        cause,
        reason);
    tx.insertIfAbsent(
        "open_revocations", List.of("certificate"), Columns.of("certificate", name.toString()));
  }

  /** No pending Measurement rests on a revoked certificate any more. */
  public void endRevocation(Tx tx, CertificateName name) {
    tx.update("delete from open_revocations where certificate = ?", name.toString());
  }

  public Optional<CertificateRow> find(Tx tx, CertificateName name) {
    return tx.one(
        "select " + COLUMNS + " from certificates where name = ?",
        CertificateStore::read,
        name.toString());
  }

  /** The certificate; NOT_FOUND if there is none of that name. */
  public CertificateRow get(Tx tx, CertificateName name) {
    return find(tx, name).orElseThrow(() -> DomainException.notFound(name.toString()));
  }

  /** The certificates of those names; a name that is unknown is left out. */
  public Map<CertificateName, CertificateRow> findAll(Tx tx, List<CertificateName> names) {
    return tx
        .query(
            "select " + COLUMNS + " from certificates where name = any(?)",
            CertificateStore::read,
            (Object)
                names.stream().map(CertificateName::toString).distinct().toArray(String[]::new))
        .stream()
        .collect(Collectors.toMap(CertificateRow::name, Function.identity()));
  }

  /** The certificates of a party in the order of their names. */
  public List<CertificateRow> list(Tx tx, PartyName party) {
    return tx.query(
        "select " + COLUMNS + " from certificates where party = ? order by name",
        CertificateStore::read,
        party.toString());
  }

  /** Notes that a Measurement rests on a certificate. Idempotent. */
  public void addUse(Tx tx, CertificateName certificate, MeasurementName measurement) {
    tx.insertIfAbsent(
        "certificate_uses",
        List.of("certificate", "measurement"),
        Columns.of("certificate", certificate.toString())
            .and("measurement", measurement.toString()));
  }

  /** Forgets what an ended Measurement rested on. */
  public void endUses(Tx tx, MeasurementName measurement) {
    tx.update("delete from certificate_uses where measurement = ?", measurement.toString());
  }

  /** Up to {@code limit} pending Measurements that rest on a certificate. */
  public List<MeasurementName> uses(Tx tx, CertificateName certificate, int limit) {
    return tx.query(
        "select measurement from certificate_uses where certificate = ? limit ?",
        row -> MeasurementName.parse(row.string("measurement")),
        certificate.toString(),
        limit);
  }

  /** Up to {@code limit} revoked certificates on which pending Measurements may still rest. */
  public List<CertificateName> openRevocations(Tx tx, int limit) {
    return tx.query(
        "select certificate from open_revocations order by certificate limit ?",
        row -> CertificateName.parse(row.string("certificate")),
        limit);
  }

  private static CertificateRow read(Row row) {
    return new CertificateRow(
        CertificateName.parse(row.string("name")),
        row.enumValue("state", CertificateState.class),
        ByteString.copyFrom(row.bytes("der")),
        row.instant("created_at"),
        row.optString("revocation_reason"));
  }
}
