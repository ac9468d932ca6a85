package org.aureole.crypto.consent;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;

/**
 * Signatures over a context and exact bytes: what is signed is {@link SigningContext#bytes()}
 * followed by the data. Pure functions.
 */
public final class Signatures {
  private Signatures() {}

  /**
   * Signs.
   *
   * @param data the exact bytes that will travel; never re-serialised afterwards
   */
  public static byte[] sign(Signer signer, SigningContext context, byte[] data) {
    return signer.sign(message(context, data));
  }

  /**
   * Verifies that the owner of the certificate signed these bytes in this context. Verify first,
   * parse afterwards.
   *
   * @param certificate of the context's sender
   * @param algorithmId the algorithm's id as it travelled
   * @throws org.aureole.model.error.DomainException CONSENT_SIGNAL_INVALID, with one message for
   *     every way in which a signature can be wrong
   */
  public static void verify(
      VerifiedCertificate certificate,
      String algorithmId,
      SigningContext context,
      byte[] data,
      byte[] signature) {
    SignatureAlgorithm.fromId(algorithmId);
    if (!certificate.party().equals(context.sender())
        || !isValid(certificate.certificate().getPublicKey(), message(context, data), signature)) {
      throw ConsentErrors.signal(
          "the "
              + context.purpose().id()
              + " of "
              + context.sender()
              + " is not signed by it for this use");
    }
  }

  static boolean isValid(PublicKey key, byte[] message, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance(SignatureAlgorithm.ECDSA_P256_SHA256.jcaName());
      verifier.initVerify(key);
      verifier.update(message);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static byte[] message(SigningContext context, byte[] data) {
    byte[] prefix = context.bytes();
    byte[] message = new byte[prefix.length + data.length];
    System.arraycopy(prefix, 0, message, 0, prefix.length);
    System.arraycopy(data, 0, message, prefix.length, data.length);
    return message;
  }
}
