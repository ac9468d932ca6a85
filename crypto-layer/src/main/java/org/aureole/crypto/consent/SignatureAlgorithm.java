package org.aureole.crypto.consent;

/** How signatures are made. Ids travel with each signature; an unknown one is refused. */
public enum SignatureAlgorithm {
  /** ECDSA on NIST P-256 with SHA-256, ASN.1 DER encoded (FIPS 186-5; RFC 3279 section 2.2.3). */
  ECDSA_P256_SHA256("ECDSA_P256_SHA256", "SHA256withECDSA");

  private final String id;
  private final String jcaName;

  SignatureAlgorithm(String id, String jcaName) {
    this.id = id;
    this.jcaName = jcaName;
  }

  /** The stable name on the wire. */
  public String id() {
    return id;
  }

  String jcaName() {
    return jcaName;
  }

  /**
   * The algorithm of that id.
   *
   * @throws org.aureole.model.error.DomainException CONSENT_SIGNAL_INVALID if it is unknown
   */
  public static SignatureAlgorithm fromId(String id) {
    for (SignatureAlgorithm algorithm : values()) {
      if (algorithm.id.equals(id)) {
        return algorithm;
      }
    }
    throw ConsentErrors.signal(
        "the signature algorithm is unknown; it must be " + ECDSA_P256_SHA256.id);
  }
}
