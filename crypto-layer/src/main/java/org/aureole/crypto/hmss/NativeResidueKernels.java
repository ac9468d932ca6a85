package org.aureole.crypto.hmss;

import java.util.Arrays;
import java.util.Objects;
import org.aureole.crypto.prng.Seed;

/**
 * The native twin.
 *
 * <p>Arrays are pinned, not copied, and for one call of at most {@link #CHUNK} elements, well below
 * a millisecond or two, so that a collector that waits for pinned arrays waits no longer. Nothing
 * is allocated outside the heap.
 *
 * <p>Time does not depend on elements, keys or drawn values, but on how many candidates a sequence
 * refuses, and memory is touched where the shuffle's seed says; neither says anything about
 * elements.
 */
final class NativeResidueKernels implements ResidueKernels {
  static final NativeResidueKernels ONLY = new NativeResidueKernels();

  /** Elements at a time. */
  static final int CHUNK = 1 << 20;

  private static final int BUCKETS = 256;

  private NativeResidueKernels() {}

  @Override
  public void addUniform(byte[] vector, int count, int modulus, Seed seed) {
    ResidueKernels.require(vector, count, modulus);
    long[] state = {0, 0, count};
    inChunks(
        seed,
        count,
        (secret, at, length) -> addUniform(secret, state, vector, at, length, modulus));
  }

  @Override
  public void maskValues(byte[] values, int cap, int modulus, Seed seed) {
    ResidueKernels.require(values, values.length, modulus);
    Objects.checkIndex(cap, modulus);
    long[] state = {0, 0, values.length};
    inChunks(
        seed,
        values.length,
        (secret, at, length) -> maskValues(secret, state, values, at, length, cap, modulus));
  }

  @Override
  public long multiplyNonZero(byte[] vector, int count, int modulus, Seed seed) {
    ResidueKernels.require(vector, count, modulus);
    long[] state = {0, 0, 0, count};
    inChunks(
        seed,
        count,
        (secret, at, length) -> multiplyNonZero(secret, state, vector, at, length, modulus));
    return state[0];
  }

  @Override
  public boolean addResidues(byte[] sum, int offset, byte[] addend, int count, int modulus) {
    ResidueKernels.require(addend, count, modulus);
    Objects.checkFromIndexSize(offset, count, sum.length);
    return addResidues(sum, offset, addend, 0, count, modulus);
  }

  @Override
  public boolean countSums(byte[] first, byte[] second, int count, int modulus, int[] counts) {
    ResidueKernels.require(first, count, modulus);
    ResidueKernels.require(second, count, modulus);
    Objects.checkFromIndexSize(0, modulus, counts.length);
    return countSumsOf(first, second, count, modulus, counts);
  }

  @Override
  public byte[] shuffled(byte[] elements, int count, Seed seed) {
    Objects.checkFromIndexSize(0, count, elements.length);
    int[] ends = bucketStarts(count, seed);
    byte[] placed = new byte[count];
    inChunks(
        seed,
        count,
        (secret, at, length) -> {
          if (!placeElements(secret, at, elements, at, length, placed, ends)) {
            throw new AssertionError("labels were counted otherwise than they were expanded");
          }
        });
    byte[] secret = seed.toBytes();
    try {
      shuffleBuckets(secret, placed, ends);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
    return placed;
  }

  private static int[] bucketStarts(int count, Seed seed) {
    int[] starts = new int[BUCKETS];
    inChunks(seed, count, (secret, at, length) -> countLabels(secret, at, length, starts));
    int total = 0;
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
      int size = starts[bucket];
      starts[bucket] = total;
      total += size;
    }
    return starts;
  }

  /** Shuffles as many buckets at a time as have about a chunk of elements together. */
  private static void shuffleBuckets(byte[] secret, byte[] placed, int[] ends) {
    long position = placed.length;
    int start = 0;
    int from = 0;
    while (from < BUCKETS) {
      int to = from + 1;
      while (to < BUCKETS && ends[to] - start <= CHUNK) {
        to++;
      }
      position += Integer.BYTES * shuffleBuckets(secret, position, placed, start, ends, from, to);
      start = ends[to - 1];
      from = to;
    }
  }

  private interface Call {
    void on(byte[] secret, int at, int length);
  }

  private static void inChunks(Seed seed, int count, Call call) {
    byte[] secret = seed.toBytes();
    try {
      int length;
      for (int at = 0; at < count; at += length) {
        length = Math.min(CHUNK, count - at);
        call.on(secret, at, length);
      }
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  // A state says where a sequence stands: stream position in bytes, candidates unread in the block,
  // values missing. That of NonZero has the missing non-zero values after them.

  static native void addUniform(
      byte[] seed, long[] state, byte[] vector, int offset, int count, int modulus);

  static native void maskValues(
      byte[] seed, long[] state, byte[] values, int offset, int count, int cap, int modulus);

  static native void multiplyNonZero(
      byte[] seed, long[] state, byte[] vector, int offset, int count, int modulus);

  static native boolean addResidues(
      byte[] sum, int sumOffset, byte[] addend, int addendOffset, int count, int modulus);

  static native boolean countSumsOf(
      byte[] first, byte[] second, int count, int modulus, int[] counts);

  static native void countLabels(byte[] seed, long position, int count, int[] counts);

  static native boolean placeElements(
      byte[] seed,
      long position,
      byte[] elements,
      int offset,
      int count,
      byte[] placed,
      int[] ends);

  static native long shuffleBuckets(
      byte[] seed, long position, byte[] placed, int start, int[] ends, int from, int to);
}
