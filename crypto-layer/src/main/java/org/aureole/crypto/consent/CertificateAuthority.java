package org.aureole.crypto.consent;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Date;
import org.aureole.model.error.DomainException;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;

/**
 * A party's own root, which issues the certificates that it signs with. Works on any {@link
 * Signer}, so the root key may live in a key service. Certificates are X.509 v3 with critical
 * basicConstraints and keyUsage, key identifiers and 127-bit random serial numbers (RFC 5280).
 * Thread-safe if its source of randomness is.
 */
public final class CertificateAuthority {
  private static final int SERIAL_BITS = 127;
  private static final int MAX_NAME_LENGTH = 64;

  private final X509Certificate root;
  private final Signer signer;
  private final SecureRandom random;

  private CertificateAuthority(X509Certificate root, Signer signer, SecureRandom random) {
    this.root = root;
    this.signer = signer;
    this.random = random;
  }

  /**
   * A new root, signed by itself, that issues leaf certificates only.
   *
   * @param name the common name, 1 to 64 characters, for people; trust never rests on it
   * @param publicKey the P-256 public key that belongs to {@code signer}
   * @throws DomainException INVALID_ARGUMENT if a parameter is not as said or the keys do not
   *     belong together
   */
  public static CertificateAuthority create(
      String name, PublicKey publicKey, Signer signer, Validity validity, SecureRandom random) {
    X500Name subject = commonName(name);
    X509v3CertificateBuilder builder =
        builder(subject, subject, publicKey, publicKey, validity, random);
    X509Certificate root =
        sign(builder, new BasicConstraints(0), KeyUsage.keyCertSign | KeyUsage.cRLSign, signer);
    return of(encoded(root), signer, random);
  }

  /**
   * An existing root.
   *
   * @param root the root certificate in DER
   * @param signer its private key
   * @throws DomainException CERTIFICATE_INVALID if it is no certificate; INVALID_ARGUMENT if the
   *     key is another's
   */
  public static CertificateAuthority of(byte[] root, Signer signer, SecureRandom random) {
    X509Certificate certificate = Certificates.parse(root);
    byte[] probe = new byte[32];
    random.nextBytes(probe);
    if (!Signatures.isValid(certificate.getPublicKey(), probe, signer.sign(probe))) {
      throw DomainException.invalid("signer", "is not the private key of the root certificate");
    }
    return new CertificateAuthority(certificate, signer, random);
  }

  /** The root certificate in DER: what other parties approve. */
  public byte[] root() {
    return encoded(root);
  }

  /**
   * Issues a certificate for a signing key.
   *
   * @param name the common name, 1 to 64 characters, for people
   * @param subjectKey a P-256 public key
   * @param validity within the root's own
   * @return the certificate in DER
   * @throws DomainException INVALID_ARGUMENT if a parameter is not as said
   */
  public byte[] issue(String name, PublicKey subjectKey, Validity validity) {
    Validity own = new Validity(root.getNotBefore().toInstant(), root.getNotAfter().toInstant());
    if (!own.contains(validity)) {
      throw DomainException.invalid(
          "validity",
          "must lie within the root's, which is valid from "
              + own.notBefore()
              + " to "
              + own.notAfter());
    }
    X500Name issuer = X500Name.getInstance(root.getSubjectX500Principal().getEncoded());
    X509v3CertificateBuilder builder =
        builder(issuer, commonName(name), root.getPublicKey(), subjectKey, validity, random);
    return encoded(sign(builder, new BasicConstraints(false), KeyUsage.digitalSignature, signer));
  }

  private static X509v3CertificateBuilder builder(
      X500Name issuer,
      X500Name subject,
      PublicKey issuerKey,
      PublicKey subjectKey,
      Validity validity,
      SecureRandom random) {
    if (!P256.isP256(subjectKey)) {
      throw DomainException.invalid("publicKey", "must be an elliptic curve key on P-256");
    }
    X509v3CertificateBuilder builder =
        new X509v3CertificateBuilder(
            issuer,
            new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS - 1),
            Date.from(validity.notBefore()),
            Date.from(validity.notAfter()),
            subject,
            SubjectPublicKeyInfo.getInstance(subjectKey.getEncoded()));
    try {
      JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
      return builder
          .addExtension(
              Extension.subjectKeyIdentifier,
              false,
              identifiers.createSubjectKeyIdentifier(subjectKey))
          .addExtension(
              Extension.authorityKeyIdentifier,
              false,
              identifiers.createAuthorityKeyIdentifier(issuerKey));
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("cannot build a certificate", e);
    }
  }

  private static X509Certificate sign(
      X509v3CertificateBuilder builder, BasicConstraints constraints, int usage, Signer signer) {
    try {
      builder.addExtension(Extension.basicConstraints, true, constraints);
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
      return Certificates.parse(builder.build(new SignerAdapter(signer)).getEncoded());
    } catch (IOException e) {
      throw new IllegalStateException("cannot build a certificate", e);
    }
  }

  private static X500Name commonName(String name) {
    if (name.isBlank() || name.length() > MAX_NAME_LENGTH) {
      throw DomainException.invalid(
          "name", "must have 1 to " + MAX_NAME_LENGTH + " characters, not all blank");
    }
    return new X500NameBuilder(BCStyle.INSTANCE)
        .addRDN(BCStyle.CN, new DERUTF8String(name))
        .build();
  }

  private static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot encode a certificate", e);
    }
  }

  /** Lets the certificate builder sign through a {@link Signer}. */
  private record SignerAdapter(Signer signer, ByteArrayOutputStream toBeSigned)
      implements ContentSigner {
    SignerAdapter(Signer signer) {
      this(signer, new ByteArrayOutputStream());
    }

    @Override
    public AlgorithmIdentifier getAlgorithmIdentifier() {
      return new DefaultSignatureAlgorithmIdentifierFinder().find(signer.algorithm().jcaName());
    }

    @Override
    public OutputStream getOutputStream() {
      return toBeSigned;
    }

    @Override
    public byte[] getSignature() {
      return signer.sign(toBeSigned.toByteArray());
    }
  }
}
