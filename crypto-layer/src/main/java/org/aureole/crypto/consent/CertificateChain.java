package org.aureole.crypto.consent;

import java.util.Arrays;
import java.util.List;

/**
 * A certificate and what leads from it to a root, as its owner presents it: leaf first, then any
 * intermediate authorities, without the root. Nothing is verified here; {@link TrustStore#verify}
 * does. Immutable.
 */
public final class CertificateChain {
  /** The most certificates in a chain. */
  public static final int MAX_CERTIFICATES = 4;

  private final List<byte[]> certificates;

  private CertificateChain(List<byte[]> certificates) {
    this.certificates = certificates;
  }

  /**
   * A chain of DER certificates, leaf first.
   *
   * @throws org.aureole.model.error.DomainException CERTIFICATE_INVALID if there are none or more
   *     than {@link #MAX_CERTIFICATES}, or one is larger than 16 KiB
   */
  public static CertificateChain of(byte[]... certificates) {
    return of(Arrays.asList(certificates));
  }

  /** As {@link #of(byte[]...)}. */
  public static CertificateChain of(List<byte[]> certificates) {
    if (certificates.isEmpty() || certificates.size() > MAX_CERTIFICATES) {
      throw ConsentErrors.certificate(
          "a certificate chain has 1 to "
              + MAX_CERTIFICATES
              + " certificates, this one has "
              + certificates.size());
    }
    certificates.forEach(Certificates::checkSize);
    return new CertificateChain(certificates.stream().map(byte[]::clone).toList());
  }

  /** Copies of the certificates in DER, leaf first. */
  public List<byte[]> certificates() {
    return certificates.stream().map(byte[]::clone).toList();
  }

  /** A copy of the leaf certificate in DER. */
  public byte[] leaf() {
    return certificates.get(0).clone();
  }

  /**
   * The name of the leaf in lists of revoked certificates, see {@link Certificates#fingerprint}.
   *
   * @throws org.aureole.model.error.DomainException CERTIFICATE_INVALID if it is no certificate
   */
  public Fingerprint fingerprint() {
    return Certificates.fingerprint(certificates.get(0));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CertificateChain that
        && Arrays.deepEquals(certificates.toArray(), that.certificates.toArray());
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(certificates.toArray());
  }

  @Override
  public String toString() {
    return "CertificateChain[" + certificates.size() + " certificates]";
  }
}
