package org.aureole.crypto.consent;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;

/** Reads X.509 certificates strictly. Thread-safe. */
public final class Certificates {
  /** No certificate that parties exchange is larger, in bytes. */
  public static final int MAX_BYTES = 16 * 1024;

  private Certificates() {}

  /**
   * The name under which a certificate is listed and revoked: SHA-256 of its signed part (the DER
   * TBSCertificate).
   *
   * <p>Not of the whole file, because anyone can turn a valid ECDSA signature (r, s) into the
   * equally valid (r, n - s): a fingerprint of the whole would let a revoked certificate come back.
   *
   * @throws org.aureole.model.error.DomainException CERTIFICATE_INVALID if it is no certificate
   */
  public static Fingerprint fingerprint(byte[] der) {
    return fingerprint(parse(der));
  }

  static Fingerprint fingerprint(X509Certificate certificate) {
    try {
      return Fingerprint.of(certificate.getTBSCertificate());
    } catch (CertificateException e) {
      throw notACertificate();
    }
  }

  /**
   * Reads one certificate. Only plain DER with nothing after it is taken: the runtime's own parser
   * also takes text forms and ignores what follows.
   *
   * @throws org.aureole.model.error.DomainException CERTIFICATE_INVALID for anything else
   */
  public static X509Certificate parse(byte[] der) {
    checkSize(der);
    try {
      X509Certificate certificate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(der));
      if (!Arrays.equals(certificate.getEncoded(), der)) {
        throw notACertificate();
      }
      return certificate;
    } catch (CertificateException e) {
      throw notACertificate();
    }
  }

  static void checkSize(byte[] der) {
    if (der.length > MAX_BYTES) {
      throw ConsentErrors.certificate(
          "a certificate has " + der.length + " bytes; at most " + MAX_BYTES);
    }
  }

  private static RuntimeException notACertificate() {
    return ConsentErrors.certificate("the bytes are not one X.509 certificate in DER");
  }
}
