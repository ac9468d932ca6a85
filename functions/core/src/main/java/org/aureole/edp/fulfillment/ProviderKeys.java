package org.aureole.edp.fulfillment;

import com.google.protobuf.Message;
import java.util.Objects;
import java.util.function.Function;
import org.aureole.crypto.consent.CertificateChain;
import org.aureole.crypto.consent.EncryptionPublicKey;
import org.aureole.crypto.consent.SignedMessages;
import org.aureole.crypto.consent.SigningContext;
import org.aureole.crypto.consent.SigningIdentity;
import org.aureole.platform.keys.Keys;
import org.aureole.v1.SealedMessage;
import org.aureole.v1.SignedMessage;

/** Signs and seals as this data provider, always with its current key. Thread-safe. */
public final class ProviderKeys {
  private final Keys keys;
  private final Function<CertificateChain, String> certificateName;

  /**
   * @param certificateName the resource name at the Kingdom of a certificate of this provider
   */
  public ProviderKeys(Keys keys, Function<CertificateChain, String> certificateName) {
    this.keys = Objects.requireNonNull(keys);
    this.certificateName = Objects.requireNonNull(certificateName);
  }

  /** A signed message with the resource name of the certificate that signed it. */
  public SignedMessage sign(SigningContext context, Message payload) {
    SigningIdentity signing = keys.signing();
    return SignedMessages.sign(
        signing, certificateName.apply(signing.chain()), context, payload.toByteArray());
  }

  /** A message that only the recipient can read, and that says who wrote it. */
  public Sealed signAndSeal(EncryptionPublicKey recipient, SigningContext context, byte[] payload) {
    SigningIdentity signing = keys.signing();
    String certificate = certificateName.apply(signing.chain());
    return new Sealed(
        SignedMessages.signAndSeal(signing, certificate, recipient, context, payload), certificate);
  }

  /** A sealed message and the certificate that signed what is in it. */
  public record Sealed(SealedMessage message, String certificate) {}
}
