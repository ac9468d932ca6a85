package org.aureole.crypto.consent;

import java.security.cert.X509Certificate;

/**
 * The evidence that a certificate belongs to a party: only {@link TrustStore#verify} makes one, and
 * only with one can a signature be verified. Holds for the instant it was verified at; do not keep
 * it. Immutable.
 */
public final class VerifiedCertificate {
  private final String party;
  private final X509Certificate certificate;

  VerifiedCertificate(String party, X509Certificate certificate) {
    this.party = party;
    this.certificate = certificate;
  }

  /** The resource name of the party that owns the certificate. */
  public String party() {
    return party;
  }

  /** The name of the certificate in lists of revoked ones. */
  public Fingerprint fingerprint() {
    return Certificates.fingerprint(certificate);
  }

  X509Certificate certificate() {
    return certificate;
  }

  @Override
  public String toString() {
    return "VerifiedCertificate[" + party + ", " + fingerprint() + "]";
  }
}
