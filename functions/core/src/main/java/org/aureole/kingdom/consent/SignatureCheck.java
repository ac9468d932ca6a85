package org.aureole.kingdom.consent;

import com.google.protobuf.ByteString;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.aureole.crypto.consent.CertificateChain;
import org.aureole.crypto.consent.SignedMessages;
import org.aureole.crypto.consent.SigningContext;
import org.aureole.crypto.consent.SigningTime;
import org.aureole.crypto.consent.TrustStore;
import org.aureole.kingdom.store.CertificateStore;
import org.aureole.kingdom.store.CertificateStore.CertificateRow;
import org.aureole.kingdom.store.PartyStore;
import org.aureole.kingdom.store.PartyStore.PartyRow;
import org.aureole.kingdom.validation.Checks;
import org.aureole.kingdom.validation.FieldPath;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.name.CertificateName;
import org.aureole.model.name.PartyName;
import org.aureole.platform.sql.Tx;
import org.aureole.v1.SignedMessage;

/**
 * Whether a party signed what it sends, under a certificate that it registered and nobody revoked,
 * and that leads to the root with which the operator approved the party. Thread-safe.
 */
public final class SignatureCheck {
  private static final int MAX_PAYLOAD_BYTES = 256 * 1024;
  private static final int MAX_SIGNATURE_BYTES = 1024;

  private final PartyStore parties;
  private final CertificateStore certificates;

  public SignatureCheck(PartyStore parties, CertificateStore certificates) {
    this.parties = Objects.requireNonNull(parties);
    this.certificates = Objects.requireNonNull(certificates);
  }

  /**
   * Verifies a signed message in its context, whose sender must have signed it.
   *
   * @param signed when, as far as the Kingdom can know
   * @return the certificate that it rests on
   * @throws org.aureole.model.error.DomainException INVALID_ARGUMENT, CERTIFICATE_INVALID or
   *     CONSENT_SIGNAL_INVALID at {@code path}
   */
  public CertificateName verify(
      Tx tx, FieldPath path, SignedMessage message, SigningContext context, SigningTime signed) {
    Checks.bytes(path.field("payload"), message.getPayload(), MAX_PAYLOAD_BYTES);
    Checks.bytes(path.field("signature"), message.getSignature(), MAX_SIGNATURE_BYTES);
    PartyName signer = PartyName.parse(context.sender());
    CertificateRow certificate =
        registered(tx, path.field("certificate"), signer, message.getCertificate());
    List<ByteString> chain = message.getCertificateChainList();
    FieldPath chainPath = path.field("certificateChain");
    if (chain.isEmpty()) {
      throw chainPath.invalid("is missing; send the certificate in DER, leaf first");
    }
    if (!MessageDigest.isEqual(chain.get(0).toByteArray(), certificate.der().toByteArray())) {
      throw chainPath.error(
          ErrorCode.CERTIFICATE_INVALID, "does not start with " + certificate.name());
    }
    byte[] root = root(tx, signer);
    path.check(() -> SignedMessages.verify(trustIn(signer, root), message, context, signed));
    return certificate.name();
  }

  /**
   * A certificate by name that is this party's, is not revoked, and is valid now.
   *
   * @throws org.aureole.model.error.DomainException INVALID_ARGUMENT or CERTIFICATE_INVALID at
   *     {@code path}
   */
  public CertificateName requireUsable(Tx tx, FieldPath path, PartyName owner, String name) {
    return requireUsable(tx, path, owner, name, SigningTime.at(tx.now()));
  }

  /**
   * A certificate by name that is this party's, is not revoked, and was valid when the party may
   * have signed with it.
   *
   * @param signed when, as far as the Kingdom can know
   * @throws org.aureole.model.error.DomainException INVALID_ARGUMENT or CERTIFICATE_INVALID at
   *     {@code path}
   */
  public CertificateName requireUsable(
      Tx tx, FieldPath path, PartyName owner, String name, SigningTime signed) {
    CertificateRow certificate = registered(tx, path, owner, name);
    requireValid(path, owner, certificate, root(tx, owner), signed);
    return certificate.name();
  }

  /**
   * A certificate by name and whose it must be.
   *
   * @param path where it is named
   * @param owner as read in the same transaction
   */
  public record Use(FieldPath path, PartyRow owner, String certificate) {}

  /** As the other, for several at once. */
  public void requireUsable(Tx tx, List<Use> uses) {
    List<CertificateName> names =
        uses.stream().map(use -> name(use.path(), use.owner().name(), use.certificate())).toList();
    Map<CertificateName, CertificateRow> known = certificates.findAll(tx, names);
    for (int i = 0; i < names.size(); i++) {
      Use use = uses.get(i);
      CertificateRow certificate =
          unrevoked(use.path(), names.get(i), Optional.ofNullable(known.get(names.get(i))));
      requireValid(
          use.path(),
          use.owner().name(),
          certificate,
          use.owner().details().getRootCertificate().toByteArray(),
          SigningTime.at(tx.now()));
    }
  }

  private static void requireValid(
      FieldPath path,
      PartyName owner,
      CertificateRow certificate,
      byte[] root,
      SigningTime signed) {
    path.check(() ->
        trustIn(owner, root)
            .verify(
                owner.toString(), CertificateChain.of(certificate.der().toByteArray()), signed));
  }

  private CertificateRow registered(Tx tx, FieldPath path, PartyName owner, String name) {
    CertificateName certificate = name(path, owner, name);
    return unrevoked(path, certificate, certificates.find(tx, certificate));
  }

  private static CertificateName name(FieldPath path, PartyName owner, String name) {
    CertificateName certificate = Checks.name(path, name, CertificateName::parse);
    if (!certificate.owner().equals(owner)) {
      throw path.invalid("must be a certificate of " + owner);
    }
    return certificate;
  }

  private static CertificateRow unrevoked(
      FieldPath path, CertificateName name, Optional<CertificateRow> known) {
    CertificateRow row =
        known.orElseThrow(() -> path.invalid(name + " does not exist; create it first"));
    if (!row.isValid()) {
      throw path.error(ErrorCode.CERTIFICATE_INVALID, name + " is revoked");
    }
    return row;
  }

  private byte[] root(Tx tx, PartyName party) {
    return parties.get(tx, party).details().getRootCertificate().toByteArray();
  }

  /** Verifies that a root may issue certificates for a party. */
  public static TrustStore trustIn(PartyName party, byte[] root) {
    return TrustStore.of(Map.of(party.toString(), List.of(root)), Set.of());
  }
}
