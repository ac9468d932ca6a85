package org.aureole.platform.trust;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.crypto.consent.TrustStore;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.name.PartyName;
import org.aureole.platform.identity.OidcLimits;
import org.aureole.platform.sql.ColumnText;
import org.aureole.platform.sql.Columns;
import org.aureole.platform.sql.Database;
import org.aureole.platform.sql.Row;
import org.aureole.platform.sql.Tx;
import org.aureole.v1.DistrustedCertificate;
import org.aureole.v1.OidcSubject;
import org.aureole.v1.TrustedRoot;

/**
 * The root certificates, revocations and identities of other parties that this party's operator
 * approved: rows of the schema {@code db/trust}. Nothing that a Kingdom delivers is written here.
 *
 * <p>Thread-safe.
 */
public final class TrustedRoots {
  private final Database database;

  public TrustedRoots(Database database) {
    this.database = database;
  }

  /**
   * Trusts a root for a party. Approving the same root again changes the identity that goes with
   * it, and nothing else.
   *
   * @throws DomainException INVALID_ARGUMENT or CERTIFICATE_INVALID if it cannot be a root;
   *     ALREADY_EXISTS if another party has a root with the same key, or another party calls under
   *     the same identity
   */
  public TrustedRoot approve(TrustedRoot root) {
    String party = PartyName.parse(root.getParty()).toString();
    if (root.getRootCertificate().isEmpty()) {
      throw DomainException.invalid("rootCertificate", "is empty; give the root in DER");
    }
    checkLength("subject.issuer", root.getSubject().getIssuer(), OidcLimits.ISSUER_CHARS);
    checkLength("subject.subject", root.getSubject().getSubject(), OidcLimits.SUBJECT_CHARS);
    String fingerprint = fingerprint(root);
    return database.inTransaction(
        "approveTrustedRoot",
        tx -> {
          Instant since =
              roots(tx).stream()
                  .filter(known ->
                      known.getParty().equals(party) && fingerprint(known).equals(fingerprint))
                  .map(known -> instant(known.getCreateTime()))
                  .findFirst()
                  .orElse(tx.now());
          tx.update(
              "delete from trusted_roots where party = ? and fingerprint = ?", party, fingerprint);
          refuseSharedIdentity(tx, party, root.getSubject());
          tx.insert("trusted_roots", columns(root, party, fingerprint, since));
          trustStore(tx);
          return stamped(root, since);
        });
  }

  private static void checkLength(String field, String value, int most) {
    if (value.length() > most) {
      throw DomainException.invalid(
          field, "has " + value.length() + " characters; at most " + most + " can be");
    }
  }

  /**
   * No longer trusts a root for a party: takes an approval back, and with it the identity that the
   * root came with. Repeating it changes nothing. The root may be approved again, for that party or
   * another; what is refused by {@link #distrust} stays refused.
   *
   * @throws DomainException INVALID_ARGUMENT if the party's name is none
   */
  public void remove(TrustedRoot root) {
    String party = PartyName.parse(root.getParty()).toString();
    database.inTransaction(
        "removeTrustedRoot",
        tx ->
            tx.update(
                "delete from trusted_roots where party = ? and fingerprint = ?",
                party,
                fingerprint(root)));
  }

  /** Every approved root, by party. */
  public List<TrustedRoot> list() {
    return database.read("listTrustedRoots", TrustedRoots::roots);
  }

  /**
   * Refuses a certificate from now on and for ever, whatever the Kingdom says of it: what it signed
   * is verified no more. Repeating it changes nothing.
   *
   * @throws DomainException INVALID_ARGUMENT if the fingerprint is none or the reason is missing
   */
  public DistrustedCertificate distrust(DistrustedCertificate certificate) {
    Fingerprint fingerprint = Fingerprint.fromHex(certificate.getFingerprint());
    if (certificate.getReason().isBlank()) {
      throw DomainException.invalid("reason", "is missing; say why, for those who come later");
    }
    return database.inTransaction(
        "distrustCertificate",
        tx -> {
          tx.insertIfAbsent(
              "revoked_certificates",
              List.of("fingerprint"),
              Columns.of("fingerprint", fingerprint.hex())
                  .and("reason", ColumnText.of(certificate.getReason()))
                  .and("created_at", tx.now()));
          return distrusted(tx).stream()
              .filter(known -> known.getFingerprint().equals(fingerprint.hex()))
              .findFirst()
              .orElseThrow();
        });
  }

  /** Every certificate that is refused, in order of fingerprints. */
  public List<DistrustedCertificate> distrusted() {
    return database.read("listDistrustedCertificates", TrustedRoots::distrusted);
  }

  private static List<DistrustedCertificate> distrusted(Tx tx) {
    return tx.query(
        "select fingerprint, reason, created_at from revoked_certificates order by fingerprint",
        row ->
            DistrustedCertificate.newBuilder()
                .setFingerprint(row.string("fingerprint"))
                .setReason(row.string("reason"))
                .setCreateTime(timestamp(row.instant("created_at")))
                .build());
  }

  /** The party that calls under an identity, if it is approved. */
  public Optional<PartyName> caller(String issuer, String subject) {
    return database.read(
        "findCaller",
        tx ->
            tx
                .query(
                    "select party from trusted_roots where issuer = ? and subject = ? order by party",
                    row -> PartyName.parse(row.string("party")),
                    issuer,
                    subject)
                .stream()
                .findFirst());
  }

  /** What the rows say now. */
  public TrustStore trustStore() {
    return database.read("loadTrust", TrustedRoots::trustStore);
  }

  private static TrustStore trustStore(Tx tx) {
    Map<String, List<byte[]>> roots = new LinkedHashMap<>();
    for (TrustedRoot root : roots(tx)) {
      roots
          .computeIfAbsent(root.getParty(), party -> new ArrayList<>())
          .add(root.getRootCertificate().toByteArray());
    }
    Set<Fingerprint> revoked =
        distrusted(tx).stream()
            .map(certificate -> Fingerprint.fromHex(certificate.getFingerprint()))
            .collect(Collectors.toSet());
    return TrustStore.of(roots, revoked);
  }

  private static List<TrustedRoot> roots(Tx tx) {
    return tx.query(
        "select party, root_certificate, issuer, subject, created_at from trusted_roots"
            + " order by party, fingerprint",
        TrustedRoots::root);
  }

  /** One identity acts for one party, or that party could call as the other. */
  private static void refuseSharedIdentity(Tx tx, String party, OidcSubject subject) {
    if (subject.getSubject().isEmpty()) {
      return;
    }
    Optional<String> owner =
        tx
            .query(
                "select party from trusted_roots where issuer = ? and subject = ? and party <> ?"
                    + " order by party",
                row -> row.string("party"),
                subject.getIssuer(),
                subject.getSubject(),
                party)
            .stream()
            .findFirst();
    if (owner.isPresent()) {
      throw DomainException.of(
          ErrorCode.ALREADY_EXISTS,
          "the identity "
              + subject.getSubject()
              + " already calls as "
              + owner.get()
              + "; if that is the mistake, take it back: aureole parties untrust");
    }
  }

  private static Columns columns(
      TrustedRoot root, String party, String fingerprint, Instant since) {
    return Columns.of("party", party)
        .and("fingerprint", fingerprint)
        .and("root_certificate", root.getRootCertificate())
        .and("issuer", root.getSubject().getIssuer())
        .and("subject", root.getSubject().getSubject())
        .and("created_at", since);
  }

  private static TrustedRoot root(Row row) {
    TrustedRoot root =
        TrustedRoot.newBuilder()
            .setParty(row.string("party"))
            .setRootCertificate(ByteString.copyFrom(row.bytes("root_certificate")))
            .setSubject(
                OidcSubject.newBuilder()
                    .setIssuer(row.string("issuer"))
                    .setSubject(row.string("subject")))
            .build();
    return stamped(root, row.instant("created_at"));
  }

  private static TrustedRoot stamped(TrustedRoot root, Instant at) {
    return root.toBuilder().setCreateTime(timestamp(at)).build();
  }

  private static Timestamp timestamp(Instant at) {
    return Timestamp.newBuilder().setSeconds(at.getEpochSecond()).setNanos(at.getNano()).build();
  }

  private static Instant instant(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }

  private static String fingerprint(TrustedRoot root) {
    return Fingerprint.of(root.getRootCertificate().toByteArray()).hex();
  }
}
