package org.aureole.crypto.prng;

import java.util.Arrays;
import org.aureole.model.error.DomainException;

/**
 * NonZero(n, q): n independent uniform residues in [1, q), with the consumption that all parties
 * have agreed on: while r values are missing, {@link UniformSequence Uniform}(trunc(r + 1 +
 * f·r/(1−f)), q) is drawn whole, f = 1/q, and its zeros are passed over.
 */
public final class NonZeroSequence implements ResidueSequence {
  private static final int CHUNK = 2048;

  private final AesCtrStream stream;
  private final int modulus;
  private final int[] chunk = new int[CHUNK];
  private UniformSequence block;
  private int position;
  private int limit;
  private long missing;

  /**
   * Starts a sequence at the stream's present place.
   *
   * @param count n, at least 0
   * @param modulus q, in [2, 65536]
   */
  public NonZeroSequence(AesCtrStream stream, long count, int modulus) {
    if (count < 0) {
      throw DomainException.invalid("count", "is negative: " + count);
    }
    this.stream = stream;
    this.modulus = modulus;
    this.missing = count;
    this.block = new UniformSequence(stream, 0, modulus);
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
      while (position < limit && done < wanted) {
        int value = chunk[position++];
        target[done] = value;
        done += -value >>> 31;
      }
    }
    missing -= wanted;
    if (missing == 0) {
      finish();
    }
    return wanted;
  }

  private void refill(long stillMissing) {
    if (block.remaining() == 0) {
      long size = UniformSequence.blockSize(stillMissing, 1.0 / modulus);
      block = new UniformSequence(stream, size, modulus);
    }
    position = 0;
    limit = block.read(chunk, CHUNK);
  }

  private void finish() {
    while (block.remaining() > 0) {
      block.read(chunk, CHUNK);
    }
    position = 0;
    limit = 0;
    Arrays.fill(chunk, 0);
  }
}
