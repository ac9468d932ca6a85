package org.aureole.crypto.consent;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.aureole.model.error.DomainException;

/**
 * A SHA-256 digest, 32 bytes, that names exact bytes: a signed specification, a certificate, a key,
 * an object. Immutable; compared in constant time. Shown as 64 lower-case hexadecimal digits.
 */
public final class Fingerprint {
  /** The length of a fingerprint in bytes. */
  public static final int LENGTH = 32;

  private final byte[] digest;

  private Fingerprint(byte[] digest) {
    this.digest = digest;
  }

  /** The fingerprint of these exact bytes. */
  public static Fingerprint of(byte[] data) {
    return new Fingerprint(Digests.sha256(data));
  }

  /**
   * A fingerprint that was computed elsewhere.
   *
   * @throws DomainException INVALID_ARGUMENT if it is not 32 bytes long
   */
  public static Fingerprint fromBytes(byte[] digest) {
    if (digest.length != LENGTH) {
      throw DomainException.invalid(
          "fingerprint", "has " + digest.length + " bytes; a SHA-256 digest has " + LENGTH);
    }
    return new Fingerprint(digest.clone());
  }

  /**
   * Reads what {@link #hex()} shows; upper case and colons between bytes, as other tools print
   * them, are taken too.
   *
   * @throws DomainException INVALID_ARGUMENT if it is not 64 hexadecimal digits
   */
  public static Fingerprint fromHex(String hex) {
    try {
      return fromBytes(HexFormat.of().parseHex(hex.replace(":", "")));
    } catch (IllegalArgumentException e) {
      throw DomainException.invalid("fingerprint", "must be 64 hexadecimal digits");
    }
  }

  /** A copy of the 32 bytes. */
  public byte[] bytes() {
    return digest.clone();
  }

  /** 64 lower-case hexadecimal digits. */
  public String hex() {
    return HexFormat.of().formatHex(digest);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Fingerprint that && MessageDigest.isEqual(digest, that.digest);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(digest);
  }

  @Override
  public String toString() {
    return hex();
  }
}
