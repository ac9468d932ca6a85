package org.aureole.crypto.prng;

import java.util.Arrays;
import org.aureole.model.error.DomainException;

/**
 * Uniform(n, q): n independent uniform residues modulo q, by rejection, with the consumption that
 * all parties have agreed on.
 *
 * <p>With b = ⌈log₂ q⌉, a candidate is ⌈b/8⌉ bytes big-endian, masked to its low b bits, accepted
 * if below q. While r values are missing, a block of trunc(r + 1 + f·r/(1−f)) candidates is taken,
 * f = (2ᵇ−q)/2ᵇ; candidates that a block has beyond the n-th value are discarded, also when q is a
 * power of two and every candidate is accepted. The loop counts candidates, never bytes.
 *
 * <p>Holds a buffer of 8 KiB whatever n is.
 */
public final class UniformSequence implements ResidueSequence {
  /** The largest modulus whose candidates take two bytes. */
  public static final int MAXIMUM_MODULUS = 1 << 16;

  private static final int BUFFER_BYTES = 8 * 1024;

  private final AesCtrStream stream;
  private final int modulus;
  private final int mask;
  private final int candidateBytes;
  private final double rejection;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int position;
  private int limit;
  private long unreadCandidates;
  private long missing;

  /**
   * Starts a sequence at the stream's present place. The stream serves nothing else until the
   * sequence has been read to its end.
   *
   * @param count n, at least 0
   * @param modulus q, in [2, 65536]
   */
  public UniformSequence(AesCtrStream stream, long count, int modulus) {
    if (modulus < 2 || modulus > MAXIMUM_MODULUS) {
      throw DomainException.invalid(
          "modulus", "is " + modulus + "; it is in [2, " + MAXIMUM_MODULUS + "]");
    }
    if (count < 0) {
      throw DomainException.invalid("count", "is negative: " + count);
    }
    int bits = 32 - Integer.numberOfLeadingZeros(modulus - 1);
    this.stream = stream;
    this.modulus = modulus;
    this.mask = (1 << bits) - 1;
    this.candidateBytes = (bits + 7) / 8;
    this.rejection = (double) ((1 << bits) - modulus) / (1 << bits);
    this.missing = count;
  }

  @Override
  public int modulus() {
    return modulus;
  }

  @Override
  public long remaining() {
    return missing;
  }

  @Override
  public int read(int[] target, int length) {
    int wanted = (int) Math.min(length, missing);
    int done = 0;
    while (done < wanted) {
      if (position == limit) {
        refill(missing - done);
      }
      done =
          candidateBytes == 1
              ? acceptBytes(target, done, wanted)
              : acceptPairs(target, done, wanted);
    }
    missing -= wanted;
    if (missing == 0) {
      finish();
    }
    return wanted;
  }

  /** Size of a block of candidates in which r accepted values are expected. */
  static long blockSize(long r, double rejection) {
    return (long) (r + 1 + rejection * r / (1 - rejection));
  }

  private void refill(long stillMissing) {
    if (unreadCandidates == 0) {
      unreadCandidates = blockSize(stillMissing, rejection);
    }
    int candidates = (int) Math.min(unreadCandidates, BUFFER_BYTES / candidateBytes);
    unreadCandidates -= candidates;
    position = 0;
    limit = candidates * candidateBytes;
    stream.fill(buffer, 0, limit);
  }

  /** Accepts without a branch: a refused candidate is overwritten by the next one. */
  private int acceptBytes(int[] target, int from, int to) {
    int accepted = from;
    int at = position;
    while (at < limit && accepted < to) {
      int candidate = buffer[at++] & mask;
      target[accepted] = candidate;
      accepted += (candidate - modulus) >>> 31;
    }
    position = at;
    return accepted;
  }

  private int acceptPairs(int[] target, int from, int to) {
    int accepted = from;
    int at = position;
    while (at < limit && accepted < to) {
      int candidate = ((buffer[at] << 8) | (buffer[at + 1] & 0xff)) & mask;
      at += 2;
      target[accepted] = candidate;
      accepted += (candidate - modulus) >>> 31;
    }
    position = at;
    return accepted;
  }

  private void finish() {
    stream.skip(unreadCandidates * candidateBytes);
    unreadCandidates = 0;
    position = 0;
    limit = 0;
    Arrays.fill(buffer, (byte) 0);
  }
}
