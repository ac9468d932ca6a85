package org.aureole.kingdom.party;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.aureole.crypto.consent.CertificateChain;
import org.aureole.crypto.consent.Certificates;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.kingdom.access.Callers;
import org.aureole.kingdom.consent.SignatureCheck;
import org.aureole.kingdom.store.CertificateStore;
import org.aureole.kingdom.store.CertificateStore.CertificateRow;
import org.aureole.kingdom.store.PartyStore;
import org.aureole.kingdom.validation.Checks;
import org.aureole.kingdom.validation.FieldPath;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.name.CertificateName;
import org.aureole.model.name.PartyName;
import org.aureole.platform.identity.Principal;
import org.aureole.platform.sql.Database;
import org.aureole.platform.sql.Tx;
import org.aureole.v1.Certificate;
import org.aureole.v1.ListCertificatesResponse;
import org.aureole.v1.Party;
import org.aureole.v1.RevokeCertificateRequest;

/** The certificates under which parties sign. Thread-safe. */
public final class CertificateRegistry {
  private static final int MAX_REASON = 500;

  /** Half a SHA-256 digest names a certificate within its owner's; it fits a resource id. */
  private static final int ID_LENGTH = 32;

  private final Database database;
  private final CertificateStore certificates;
  private final PartyStore parties;
  private final Revocations revocations;

  public CertificateRegistry(
      Database database,
      CertificateStore certificates,
      PartyStore parties,
      Revocations revocations) {
    this.database = Objects.requireNonNull(database);
    this.certificates = Objects.requireNonNull(certificates);
    this.parties = Objects.requireNonNull(parties);
    this.revocations = Objects.requireNonNull(revocations);
  }

  /**
   * Registers a certificate that the party's own root issued. Its id follows from its content, so
   * the same certificate is the same resource.
   */
  public Certificate create(Principal caller, PartyName owner, Certificate wanted) {
    Callers.requireSelf(caller, owner);
    FieldPath path = FieldPath.ROOT;
    Checks.absent(path.field("name"), !wanted.getName().isEmpty());
    Checks.absent(path.field("state"), wanted.getStateValue() != 0);
    Checks.absent(path.field("createTime"), wanted.hasCreateTime());
    Checks.absent(path.field("revocationReason"), !wanted.getRevocationReason().isEmpty());
    FieldPath derPath = path.field("x509Der");
    ByteString der = Checks.bytes(derPath, wanted.getX509Der(), Certificates.MAX_BYTES);
    CertificateName name = nameOf(derPath, owner, der);
    return database.inTransaction(
        "createCertificate",
        tx -> {
          Optional<CertificateRow> known = certificates.find(tx, name);
          if (known.isEmpty()) {
            checkIssuer(tx, derPath, owner, der);
            certificates.create(tx, name, der);
            return certificates.get(tx, name).toCertificate();
          }
          if (!known.get().der().equals(der)) {
            throw derPath.error(
                ErrorCode.ALREADY_EXISTS, "has the same content as " + name + ", signed otherwise");
          }
          return known.get().toCertificate();
        });
  }

  public Certificate get(CertificateName name) {
    return database.read("getCertificate", tx -> certificates.get(tx, name)).toCertificate();
  }

  /** Every certificate of a party, revoked ones too. */
  public ListCertificatesResponse list(PartyName owner) {
    List<CertificateRow> rows =
        database.read("listCertificates", tx -> certificates.list(tx, owner));
    return ListCertificatesResponse.newBuilder()
        .addAllCertificates(rows.stream().map(CertificateRow::toCertificate).toList())
        .build();
  }

  /**
   * Revokes a certificate for ever, and fails every pending Measurement that rests on it. Repeating
   * it changes nothing but finishes what a crash left.
   */
  public Certificate revoke(
      Principal caller, CertificateName name, RevokeCertificateRequest request) {
    Callers.requireSelfOrOperator(caller, name.owner());
    String reason =
        Checks.requiredText(FieldPath.ROOT.field("reason"), request.getReason(), MAX_REASON);
    Certificate revoked =
        database.inTransaction(
            "revokeCertificate",
            tx -> {
              if (certificates.get(tx, name).isValid()) {
                certificates.revoke(tx, name, Callers.cause(caller), reason);
                forget(tx, name);
              }
              return certificates.get(tx, name).toCertificate();
            });
    revocations.failDependents(name);
    return revoked;
  }

  /** Nobody shall seal to a key that a revoked certificate vouches for. */
  private void forget(Tx tx, CertificateName name) {
    Party details = parties.get(tx, name.owner()).details();
    if (details.getCertificate().equals(name.toString())) {
      parties.replaceDetails(
          tx,
          name.owner(),
          details.toBuilder().clearCertificate().clearEncryptionPublicKey().build());
    }
  }

  private void checkIssuer(Tx tx, FieldPath path, PartyName owner, ByteString der) {
    byte[] root = parties.get(tx, owner).details().getRootCertificate().toByteArray();
    path.check(() ->
        SignatureCheck.trustIn(owner, root)
            .verify(owner.toString(), CertificateChain.of(der.toByteArray()), tx.now()));
  }

  private static CertificateName nameOf(FieldPath path, PartyName owner, ByteString der) {
    try {
      Fingerprint fingerprint = Certificates.fingerprint(der.toByteArray());
      return new CertificateName(owner, fingerprint.hex().substring(0, ID_LENGTH));
    } catch (DomainException e) {
      throw path.error(e.code(), e.getMessage());
    }
  }
}
