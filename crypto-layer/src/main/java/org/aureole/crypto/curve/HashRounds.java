package org.aureole.crypto.curve;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;

/**
 * The hash to the curve of {@link CurveKernel#hashToCurve} for many texts: all are tried, then
 * those again for which no point was found, half as many each time. Not thread-safe.
 */
final class HashRounds {
  private static final int WIDE_BYTES = 64;
  private static final int AT_ONCE = 4096;

  private final MessageDigest sha256;

  HashRounds() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime offers no SHA-256", e);
    }
  }

  /** An affine point for each text. */
  byte[] hash(List<byte[]> texts) {
    byte[] points = CurveRecords.room(texts.size(), CurveKernel.AFFINE_BYTES);
    for (int from = 0; from < texts.size(); from += AT_ONCE) {
      List<byte[]> part = texts.subList(from, Math.min(texts.size(), from + AT_ONCE));
      hash(part.toArray(byte[][]::new), points, from);
    }
    return points;
  }

  private void hash(byte[][] tried, byte[] points, int first) {
    int[] place = new int[tried.length];
    Arrays.setAll(place, i -> first + i);
    int left = tried.length;
    byte[] wide = new byte[left * WIDE_BYTES];
    byte[] affine = new byte[left * CurveKernel.AFFINE_BYTES];
    byte[] found = new byte[left];
    while (left > 0) {
      for (int i = 0; i < left; i++) {
        expand(tried[i], wide, i * WIDE_BYTES);
      }
      NativeCurve.tryX(wide, left, affine, found);
      int again = 0;
      for (int i = 0; i < left; i++) {
        int at = i * CurveKernel.AFFINE_BYTES;
        if (found[i] == 1) {
          System.arraycopy(
              affine, at, points, place[i] * CurveKernel.AFFINE_BYTES, CurveKernel.AFFINE_BYTES);
        } else {
          place[again] = place[i];
          tried[again++] = leastBytes(affine, at);
        }
      }
      left = again;
    }
  }

  /** SHA-256(01 ‖ s) ‖ SHA-256(02 ‖ s). */
  private void expand(byte[] text, byte[] target, int at) {
    for (int half = 0; half < 2; half++) {
      sha256.update((byte) (half + 1));
      System.arraycopy(sha256.digest(text), 0, target, at + 32 * half, 32);
    }
  }

  private static byte[] leastBytes(byte[] affine, int at) {
    int from = at;
    int to = at + CurveKernel.SCALAR_BYTES;
    while (from < to && affine[from] == 0) {
      from++;
    }
    return Arrays.copyOfRange(affine, from, to);
  }
}
