package org.aureole.crypto.consent;

import java.util.Arrays;

/** An X25519 public key to which messages are sealed; 32 bytes (RFC 7748). Immutable. */
public final class EncryptionPublicKey {
  /** The length of a key in bytes. */
  public static final int LENGTH = 32;

  private final byte[] value;

  private EncryptionPublicKey(byte[] value) {
    this.value = value;
  }

  /**
   * A key as it travelled. Its signature and the signer's chain must have been verified.
   *
   * @throws org.aureole.model.error.DomainException CONSENT_SIGNAL_INVALID if it is not 32 bytes
   *     long
   */
  public static EncryptionPublicKey fromBytes(byte[] value) {
    if (value.length != LENGTH) {
      throw ConsentErrors.signal(
          "the encryption key has " + value.length + " bytes; an X25519 key has " + LENGTH);
    }
    return new EncryptionPublicKey(value.clone());
  }

  /** A copy of the 32 bytes. */
  public byte[] bytes() {
    return value.clone();
  }

  /** SHA-256 of the 32 bytes: names the key. */
  public Fingerprint fingerprint() {
    return Fingerprint.of(value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EncryptionPublicKey that && Arrays.equals(value, that.value);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(value);
  }

  @Override
  public String toString() {
    return "EncryptionPublicKey[" + fingerprint() + "]";
  }
}
