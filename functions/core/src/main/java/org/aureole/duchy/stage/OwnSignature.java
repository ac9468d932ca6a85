package org.aureole.duchy.stage;

import java.util.Objects;
import java.util.function.Supplier;
import org.aureole.crypto.consent.EncryptionPublicKey;
import org.aureole.crypto.consent.SignedMessages;
import org.aureole.crypto.consent.SigningContext;
import org.aureole.platform.keys.Keys;
import org.aureole.v1.SealedMessage;
import org.aureole.v1.SignedMessage;

/** Signs as this Duchy, with the key and certificate that are current then. Thread-safe. */
public final class OwnSignature {
  private final Keys keys;
  private final Supplier<String> certificate;

  /**
   * @param certificate gives the resource name of the current certificate at the Kingdom
   */
  public OwnSignature(Keys keys, Supplier<String> certificate) {
    this.keys = Objects.requireNonNull(keys);
    this.certificate = Objects.requireNonNull(certificate);
  }

  /** The resource name of the current certificate. */
  public String certificate() {
    return certificate.get();
  }

  /** A message that this Duchy signed. */
  public SignedMessage sign(SigningContext context, byte[] payload) {
    return SignedMessages.sign(keys.signing(), certificate.get(), context, payload);
  }

  /** A message that this Duchy signed and that only the recipient can read. */
  public SealedMessage signAndSeal(
      EncryptionPublicKey recipient, SigningContext context, byte[] payload) {
    return SignedMessages.signAndSeal(
        keys.signing(), certificate.get(), recipient, context, payload);
  }
}
