package org.aureole.crypto.curve;

import java.security.MessageDigest;
import java.util.Arrays;
import javax.security.auth.Destroyable;
import org.aureole.model.error.DomainException;

/**
 * A secret number in [1, q), q being the order of P-256: a share of a private key.
 *
 * <p>Never printed; compared in constant time; {@link #destroy()} clears it, after which every use
 * fails. Thread-safe but for {@code destroy}.
 */
public final class SecretScalar implements Destroyable {
  /** The length of a serialised scalar. */
  public static final int BYTES = CurveKernel.SCALAR_BYTES;

  private final byte[] secret;
  private volatile boolean destroyed;

  private SecretScalar(byte[] secret) {
    this.secret = secret;
  }

  /**
   * The scalar of these bytes, which are copied.
   *
   * @param bigEndian 32 bytes
   * @throws DomainException INVALID_ARGUMENT on another length, on 0, and from q on
   */
  public static SecretScalar of(byte[] bigEndian) {
    if (bigEndian.length != BYTES || !Scalars.isInRange(bigEndian, 0)) {
      throw DomainException.invalid(
          "secretScalar", "must be 32 bytes, and as a number in [1, q) of P-256");
    }
    return new SecretScalar(bigEndian.clone());
  }

  /** The next scalar of a stream, uniform in [1, q). */
  public static SecretScalar draw(ScalarStream stream) {
    return new SecretScalar(stream.next(1));
  }

  /** A copy of the 32 bytes, big-endian. The caller clears it. */
  public byte[] toBytes() {
    requireAlive();
    return secret.clone();
  }

  @Override
  public void destroy() {
    destroyed = true;
    Arrays.fill(secret, (byte) 0);
  }

  @Override
  public boolean isDestroyed() {
    return destroyed;
  }

  private void requireAlive() {
    if (destroyed) {
      throw new IllegalStateException("this scalar has been destroyed");
    }
  }

  /** Constant-time in the contents. */
  @Override
  public boolean equals(Object other) {
    return other instanceof SecretScalar scalar && MessageDigest.isEqual(secret, scalar.secret);
  }

  /** The same for all scalars, so that it tells nothing about one. */
  @Override
  public int hashCode() {
    return BYTES;
  }

  @Override
  public String toString() {
    return "SecretScalar[redacted]";
  }
}
