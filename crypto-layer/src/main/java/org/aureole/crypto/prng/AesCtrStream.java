package org.aureole.crypto.prng;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key stream of AES-256 in counter mode with a 128-bit big-endian counter: an endless stream of
 * pseudorandom bytes. Not thread-safe.
 */
public final class AesCtrStream {
  /** Larger updates leave the virtual machine's intrinsic loop for long and delay safepoints. */
  private static final int MAXIMUM_UPDATE = 16 * 1024;

  private static final int BLOCK_BYTES = 16;

  private static final byte[] ZEROS = new byte[MAXIMUM_UPDATE];

  private final Cipher cipher;
  private long position;

  /**
   * The stream from a position on.
   *
   * @param key 32 bytes, which are overwritten
   * @param iv the counter block of the stream's first byte
   */
  AesCtrStream(byte[] key, byte[] iv, long position) {
    try {
      cipher = Cipher.getInstance("AES/CTR/NoPadding");
      cipher.init(
          Cipher.ENCRYPT_MODE,
          new SecretKeySpec(key, "AES"),
          new IvParameterSpec(counter(iv, position / BLOCK_BYTES)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime offers no AES-256 in counter mode", e);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
    skip(position % BLOCK_BYTES);
    this.position = position;
  }

  /** A counter block, raised modulo 2^128. */
  private static byte[] counter(byte[] iv, long blocks) {
    byte[] raised = iv.clone();
    long carry = blocks;
    for (int i = BLOCK_BYTES - 1; i >= 0; i--) {
      long sum = (raised[i] & 0xffL) + (carry & 0xff);
      raised[i] = (byte) sum;
      carry = (carry >>> 8) + (sum >>> 8);
    }
    return raised;
  }

  /** The next {@code length} bytes of the stream, to a part of an array. */
  public void fill(byte[] target, int offset, int length) {
    try {
      int done = 0;
      while (done < length) {
        int chunk = Math.min(MAXIMUM_UPDATE, length - done);
        cipher.update(ZEROS, 0, chunk, target, offset + done);
        done += chunk;
      }
      position += length;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES in counter mode failed", e);
    }
  }

  /** The next {@code length} bytes of the stream. */
  public byte[] next(int length) {
    byte[] bytes = new byte[length];
    fill(bytes, 0, length);
    return bytes;
  }

  /** How many bytes lie before the next one, counted from where the stream of the seed begins. */
  public long position() {
    return position;
  }

  /** Passes over bytes of the stream. */
  void skip(long length) {
    byte[] discarded = new byte[(int) Math.min(length, MAXIMUM_UPDATE)];
    for (long left = length; left > 0; left -= discarded.length) {
      fill(discarded, 0, (int) Math.min(left, discarded.length));
    }
    Arrays.fill(discarded, (byte) 0);
  }
}
