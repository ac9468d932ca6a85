package org.aureole.crypto.consent;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import org.aureole.model.error.DomainException;

/**
 * What a measurement consumer gives one data provider in its sealed requisition, and what that
 * provider reveals when it fulfils: 128 random bits. The signed measurement specification holds the
 * hashes, so anyone who sees the nonces can tell that exactly the providers of that specification
 * took part.
 *
 * <p>Secret until fulfilment. Immutable; compared in constant time; never shown.
 */
public final class Nonce {
  /** The length of a nonce in bytes. */
  public static final int LENGTH = 16;

  private static final String DOMAIN = "aureole/v1/nonce";

  private final byte[] value;

  private Nonce(byte[] value) {
    this.value = value;
  }

  /** A new nonce from {@code random}. */
  public static Nonce random(SecureRandom random) {
    byte[] value = new byte[LENGTH];
    random.nextBytes(value);
    return new Nonce(value);
  }

  /**
   * A nonce as it travelled.
   *
   * @throws DomainException CONSENT_SIGNAL_INVALID if it is not 16 bytes long
   */
  public static Nonce fromBytes(byte[] value) {
    if (value.length != LENGTH) {
      throw ConsentErrors.signal(
          "the nonce has " + value.length + " bytes; a nonce has " + LENGTH + " bytes");
    }
    return new Nonce(value.clone());
  }

  /** A copy of the 16 bytes. */
  public byte[] bytes() {
    return value.clone();
  }

  /**
   * What the signed measurement specification holds for this nonce: SHA-256 of a domain, the data
   * provider's name and the nonce, each preceded by its length in four bytes. The name is part of
   * it so that one provider's nonce never counts as another's participation.
   *
   * @param dataProvider the resource name of the data provider that receives the nonce
   */
  public Fingerprint hash(String dataProvider) {
    return Fingerprint.of(
        new CanonicalBytes().field(DOMAIN).field(dataProvider).field(value).toByteArray());
  }

  /** Whether {@code hash} is the hash of this nonce for that data provider; in constant time. */
  public boolean matches(Fingerprint hash, String dataProvider) {
    return hash(dataProvider).equals(hash);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Nonce that && MessageDigest.isEqual(value, that.value);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(value);
  }

  @Override
  public String toString() {
    return "Nonce[redacted]";
  }
}
