package org.aureole.crypto.consent;

import java.util.Arrays;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.hpke.HPKEContextWithEncapsulation;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.X25519PublicKeyParameters;

/**
 * Hybrid public key encryption (RFC 9180): base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256,
 * AES-256-GCM, one message per encapsulation, empty additional data, and {@link
 * SigningContext#bytes()} as info. A sealed message is the encapsulated key (32 bytes), the
 * ciphertext and its tag (16 bytes). It hides the plaintext and is bound to its context, but tells
 * nothing about who sealed it: sign what must have an author. Pure functions.
 */
public final class Sealing {
  /** The largest plaintext in bytes. */
  public static final int MAX_PLAINTEXT_BYTES = 16 * 1024 * 1024;

  /** How much longer a sealed message is than its plaintext, in bytes. */
  public static final int OVERHEAD_BYTES = 48;

  private static final int ENCAPSULATION_BYTES = 32;
  private static final byte[] NO_ADDITIONAL_DATA = new byte[0];

  private Sealing() {}

  /**
   * Seals. Each call draws a fresh ephemeral key from the runtime's secure randomness, so equal
   * inputs give different messages.
   *
   * @throws DomainException PAYLOAD_TOO_LARGE above {@link #MAX_PLAINTEXT_BYTES};
   *     CONSENT_SIGNAL_INVALID if the key is one of the few X25519 points that hide nothing
   */
  public static byte[] seal(
      EncryptionPublicKey recipient, SigningContext context, byte[] plaintext) {
    if (plaintext.length > MAX_PLAINTEXT_BYTES) {
      throw DomainException.of(
          ErrorCode.PAYLOAD_TOO_LARGE,
          "the message has " + plaintext.length + " bytes; at most " + MAX_PLAINTEXT_BYTES);
    }
    try {
      HPKEContextWithEncapsulation sender =
          suite().setupBaseS(new X25519PublicKeyParameters(recipient.bytes()), context.bytes());
      byte[] ciphertext = sender.seal(NO_ADDITIONAL_DATA, plaintext);
      byte[] sealed =
          Arrays.copyOf(sender.getEncapsulation(), ENCAPSULATION_BYTES + ciphertext.length);
      System.arraycopy(ciphertext, 0, sealed, ENCAPSULATION_BYTES, ciphertext.length);
      return sealed;
    } catch (IllegalStateException | InvalidCipherTextException e) {
      throw ConsentErrors.signal("the recipient's encryption key is not a valid X25519 key");
    }
  }

  /**
   * Opens with a private key.
   *
   * @throws DomainException CONSENT_SIGNAL_INVALID, with one message for every way in which the
   *     message, its context or the key can be wrong
   * @throws IllegalStateException if the key is destroyed
   */
  public static byte[] open(EncryptionPrivateKey key, SigningContext context, byte[] sealed) {
    X25519PrivateKeyParameters secret = key.parameters();
    if (sealed.length < OVERHEAD_BYTES || sealed.length > MAX_PLAINTEXT_BYTES + OVERHEAD_BYTES) {
      throw cannotOpen(context);
    }
    try {
      AsymmetricKeyParameter publicKey = new X25519PublicKeyParameters(key.publicKey().bytes());
      return suite()
          .setupBaseR(
              Arrays.copyOf(sealed, ENCAPSULATION_BYTES),
              new AsymmetricCipherKeyPair(publicKey, secret),
              context.bytes())
          .open(NO_ADDITIONAL_DATA, Arrays.copyOfRange(sealed, ENCAPSULATION_BYTES, sealed.length));
    } catch (IllegalStateException | IllegalArgumentException | InvalidCipherTextException e) {
      throw cannotOpen(context);
    }
  }

  /** The one answer to everything that does not open; key stores use it too. */
  public static DomainException cannotOpen(SigningContext context) {
    return ConsentErrors.signal("the sealed " + context.purpose().id() + " cannot be opened");
  }

  private static HPKE suite() {
    return new HPKE(
        HPKE.mode_base, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM256);
  }
}
