package org.aureole.crypto.prng;

import java.math.BigInteger;
import org.aureole.model.error.DomainException;

/**
 * Exactly uniform integers below a bound, drawn from a stream: no modulo bias, no floating point.
 * Deterministic in the stream. Not thread-safe.
 */
public final class RandomIntegers {
  private static final int BUFFER_BYTES = 4096;

  private final AesCtrStream stream;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int position = BUFFER_BYTES;

  /** Draws from the stream's present place on, reading it ahead in blocks of 4096 bytes. */
  public RandomIntegers(AesCtrStream stream) {
    this.stream = stream;
  }

  public RandomIntegers(Seed seed) {
    this(seed.stream());
  }

  /**
   * A uniform integer in [0, bound), by multiplication and rejection (Lemire, "Fast random integer
   * generation in an interval", 2019).
   *
   * @param bound at least 1
   */
  public int below(int bound) {
    if (bound < 1) {
      throw DomainException.invalid("bound", "is " + bound + "; it is at least 1");
    }
    long product = nextWord() * bound;
    if ((product & 0xffffffffL) < bound) {
      long refused = (1L << 32) % bound;
      while ((product & 0xffffffffL) < refused) {
        product = nextWord() * bound;
      }
    }
    return (int) (product >>> 32);
  }

  /** A uniform integer in [0, bound), by masking and rejection; bound is at least 1. */
  public BigInteger below(BigInteger bound) {
    if (bound.signum() <= 0) {
      throw DomainException.invalid("bound", "is not positive");
    }
    int bits = bound.subtract(BigInteger.ONE).bitLength();
    byte[] bytes = new byte[(bits + 7) / 8];
    BigInteger candidate;
    do {
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = nextByte();
      }
      if (bits % 8 != 0) {
        bytes[0] &= (byte) ((1 << (bits % 8)) - 1);
      }
      candidate = new BigInteger(1, bytes);
    } while (candidate.compareTo(bound) >= 0);
    return candidate;
  }

  /** A fair coin. */
  public boolean nextBoolean() {
    return (nextByte() & 1) != 0;
  }

  private byte nextByte() {
    if (position == BUFFER_BYTES) {
      refill();
    }
    return buffer[position++];
  }

  /** 32 uniform bits, big-endian, never across two buffers. */
  private long nextWord() {
    if (position > BUFFER_BYTES - 4) {
      refill();
    }
    int at = position;
    position = at + 4;
    return ((buffer[at] & 0xffL) << 24)
        | ((buffer[at + 1] & 0xff) << 16)
        | ((buffer[at + 2] & 0xff) << 8)
        | (buffer[at + 3] & 0xff);
  }

  private void refill() {
    stream.fill(buffer, 0, BUFFER_BYTES);
    position = 0;
  }
}
