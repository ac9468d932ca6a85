package org.aureole.crypto.consent;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXReason;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.aureole.model.error.DomainException;

/**
 * The checks on one chain at one instant. What PKIX would also find is checked first where a person
 * needs to know which certificate failed and since when; PKIX has the last word.
 */
record ChainCheck(String party, Set<Fingerprint> revoked, Instant at) {
  private static final int DIGITAL_SIGNATURE = 0;

  private static final Set<String> SIGNATURE_ALGORITHMS =
      Set.of(
          "SHA256withECDSA",
          "SHA384withECDSA",
          "SHA512withECDSA",
          "SHA256withRSA",
          "SHA384withRSA",
          "SHA512withRSA");

  /**
   * Cuts to the second, the unit of X.509: a certificate is valid through its whole last second.
   */
  ChainCheck {
    at = at.truncatedTo(ChronoUnit.SECONDS);
  }

  void requireSigningLeaf(X509Certificate leaf) {
    if (leaf.getBasicConstraints() >= 0) {
      throw failed(leaf, "is an authority's, and an authority signs no messages");
    }
    boolean[] usage = leaf.getKeyUsage();
    if (usage == null || !usage[DIGITAL_SIGNATURE]) {
      throw failed(leaf, "is not for signing: keyUsage must name digitalSignature");
    }
    if (!P256.isP256(leaf.getPublicKey())) {
      throw failed(leaf, "must hold an elliptic curve key on P-256");
    }
  }

  /** Also for roots, whose own validity PKIX does not look at. */
  void requireUsable(X509Certificate certificate) {
    Optional<String> flaw = flaw(certificate);
    if (flaw.isPresent()) {
      throw failed(certificate, flaw.get());
    }
  }

  private Optional<String> flaw(X509Certificate certificate) {
    if (revoked.contains(Certificates.fingerprint(certificate))) {
      return Optional.of("is revoked");
    }
    Instant notBefore = certificate.getNotBefore().toInstant();
    if (at.isBefore(notBefore)) {
      return Optional.of("is not yet valid: it is valid from " + notBefore);
    }
    Instant notAfter = certificate.getNotAfter().toInstant();
    if (at.isAfter(notAfter)) {
      return Optional.of("expired on " + notAfter);
    }
    if (!SIGNATURE_ALGORITHMS.contains(certificate.getSigAlgName())) {
      return Optional.of("must be signed with ECDSA or RSA and SHA-256 or longer");
    }
    return Optional.empty();
  }

  void requireChain(List<X509Certificate> path, List<X509Certificate> roots) {
    X509Certificate last = path.get(path.size() - 1);
    List<X509Certificate> issuers =
        roots.stream()
            .filter(root -> root.getSubjectX500Principal().equals(last.getIssuerX500Principal()))
            .toList();
    if (issuers.isEmpty()) {
      throw failed(last, "has an unknown issuer: no root approved for the party bears its name");
    }
    List<X509Certificate> usable = issuers.stream().filter(root -> flaw(root).isEmpty()).toList();
    if (usable.isEmpty()) {
      requireUsable(issuers.get(0));
    }
    try {
      PKIXParameters parameters =
          new PKIXParameters(
              usable.stream().map(root -> new TrustAnchor(root, null)).collect(Collectors.toSet()));
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(at));
      CertPathValidator.getInstance("PKIX")
          .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
    } catch (CertPathValidatorException e) {
      throw failed(path.get(Math.max(0, e.getIndex())), reason(e));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime cannot validate certificate chains", e);
    }
  }

  private static String reason(CertPathValidatorException e) {
    if (e.getReason() == PKIXReason.NO_TRUST_ANCHOR) {
      return "has an unknown issuer: it was not signed by a root approved for the party";
    }
    if (e.getReason() == PKIXReason.NOT_CA_CERT
        || e.getReason() == PKIXReason.INVALID_KEY_USAGE
        || e.getReason() == PKIXReason.PATH_TOO_LONG) {
      return "is not an authority's and may not issue certificates";
    }
    return "does not chain to a root approved for the party";
  }

  private DomainException failed(X509Certificate certificate, String what) {
    return ConsentErrors.certificate(
        "the certificate " + Certificates.fingerprint(certificate) + " of " + party + " " + what);
  }
}
