package org.aureole.crypto.prng;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key stream of AES-256 in counter mode with a 128-bit big-endian counter: an endless, seekless
 * stream of pseudorandom bytes. Not thread-safe.
 */
public final class AesCtrStream {
  /** Larger updates leave the virtual machine's intrinsic loop for long and delay safepoints. */
  private static final int MAXIMUM_UPDATE = 16 * 1024;

  private static final byte[] ZEROS = new byte[MAXIMUM_UPDATE];

  private final Cipher cipher;

  AesCtrStream(byte[] key, byte[] iv) {
    try {
      cipher = Cipher.getInstance("AES/CTR/NoPadding");
      cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime offers no AES-256 in counter mode", e);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
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

  /** Passes over bytes of the stream. */
  void skip(long length) {
    byte[] discarded = new byte[(int) Math.min(length, MAXIMUM_UPDATE)];
    for (long left = length; left > 0; left -= discarded.length) {
      fill(discarded, 0, (int) Math.min(left, discarded.length));
    }
    Arrays.fill(discarded, (byte) 0);
  }
}
