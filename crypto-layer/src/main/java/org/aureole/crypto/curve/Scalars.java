package org.aureole.crypto.curve;

/** Scalars of P-256 as bytes. Nothing here branches on the value of one that is in range. */
final class Scalars {
  /**
   * The order q of P-256 (NIST SP 800-186, 3.2.1.3), in words of 32 bits, most significant first.
   */
  private static final long[] ORDER = {
    0xffffffffL, 0x00000000L, 0xffffffffL, 0xffffffffL,
    0xbce6faadL, 0xa7179e84L, 0xf3b9cac2L, 0xfc632551L
  };

  private Scalars() {}

  /** Whether the 32 bytes at an offset are a number in [1, q). */
  static boolean isInRange(byte[] bytes, int offset) {
    long borrow = 0;
    long any = 0;
    for (int word = ORDER.length - 1; word >= 0; word--) {
      long value = word(bytes, offset + 4 * word);
      any |= value;
      borrow = ((value - ORDER[word] - borrow) >>> 63) & 1;
    }
    return (borrow & -any >>> 63) == 1;
  }

  private static long word(byte[] bytes, int at) {
    return ((bytes[at] & 0xffL) << 24)
        | ((bytes[at + 1] & 0xffL) << 16)
        | ((bytes[at + 2] & 0xffL) << 8)
        | (bytes[at + 3] & 0xffL);
  }
}
