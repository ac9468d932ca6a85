package org.aureole.crypto.prng;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.security.auth.Destroyable;
import org.aureole.model.error.DomainException;

/**
 * A secret of 48 bytes from which a stream of random bytes is expanded: a 32-byte AES-256 key, then
 * a 16-byte initial counter block.
 *
 * <p>Never printed; compared in constant time; {@link #destroy()} clears it, after which every use
 * fails. Thread-safe but for {@code destroy}.
 */
public final class Seed implements Destroyable {
  public static final int KEY_BYTES = 32;
  public static final int IV_BYTES = 16;

  /** The length of a serialised seed. */
  public static final int BYTES = KEY_BYTES + IV_BYTES;

  private final byte[] secret;
  private volatile boolean destroyed;

  private Seed(byte[] secret) {
    this.secret = secret;
  }

  /** A fresh seed. */
  public static Seed random(SecureRandom random) {
    byte[] secret = new byte[BYTES];
    random.nextBytes(secret);
    return new Seed(secret);
  }

  /**
   * The seed of these bytes, which are copied.
   *
   * @param keyThenIv 48 bytes
   * @throws DomainException INVALID_ARGUMENT on any other length
   */
  public static Seed of(byte[] keyThenIv) {
    if (keyThenIv.length != BYTES) {
      throw DomainException.invalid(
          "seed", "has " + keyThenIv.length + " bytes; a seed has " + BYTES);
    }
    return new Seed(keyThenIv.clone());
  }

  /** The seed that the next 48 bytes of a stream are. */
  public static Seed drawn(AesCtrStream stream) {
    byte[] keyThenIv = stream.next(BYTES);
    try {
      return of(keyThenIv);
    } finally {
      Arrays.fill(keyThenIv, (byte) 0);
    }
  }

  /** A copy of the 48 bytes, key first. The caller clears it. */
  public byte[] toBytes() {
    requireAlive();
    return secret.clone();
  }

  /** The stream expanded from this seed, at its beginning. */
  public AesCtrStream stream() {
    return stream(0);
  }

  /**
   * The stream expanded from this seed, from a position on.
   *
   * @param position how many bytes to pass over, at least 0
   */
  public AesCtrStream stream(long position) {
    requireAlive();
    if (position < 0) {
      throw DomainException.invalid("position", "is negative: " + position);
    }
    return new AesCtrStream(
        Arrays.copyOf(secret, KEY_BYTES), Arrays.copyOfRange(secret, KEY_BYTES, BYTES), position);
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
      throw new IllegalStateException("this seed has been destroyed");
    }
  }

  /** Constant-time in the contents. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Seed seed && MessageDigest.isEqual(secret, seed.secret);
  }

  /** The same for all seeds, so that it tells nothing about one. */
  @Override
  public int hashCode() {
    return BYTES;
  }

  @Override
  public String toString() {
    return "Seed[redacted]";
  }
}
