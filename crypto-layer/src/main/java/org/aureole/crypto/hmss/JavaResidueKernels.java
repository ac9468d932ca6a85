package org.aureole.crypto.hmss;

import java.util.Arrays;
import java.util.Objects;
import org.aureole.crypto.prng.AesCtrStream;
import org.aureole.crypto.prng.NonZeroSequence;
import org.aureole.crypto.prng.ResidueSequence;
import org.aureole.crypto.prng.Seed;
import org.aureole.crypto.prng.UniformSequence;

/** The twin that needs nothing but the JDK. */
final class JavaResidueKernels implements ResidueKernels {
  static final JavaResidueKernels ONLY = new JavaResidueKernels();

  private static final int CHUNK = 4096;

  private JavaResidueKernels() {}

  @Override
  public void addUniform(byte[] vector, int count, int modulus, Seed seed) {
    ResidueKernels.require(vector, count, modulus);
    combine(
        new UniformSequence(seed.stream(), count, modulus),
        (at, drawn, length) -> {
          for (int i = 0; i < length; i++) {
            int reduced = (vector[at + i] & 0xff) + drawn[i] - modulus;
            vector[at + i] = (byte) (reduced + ((reduced >> 31) & modulus));
          }
        });
  }

  @Override
  public void maskValues(byte[] values, int cap, int modulus, Seed seed) {
    ResidueKernels.require(values, values.length, modulus);
    Objects.checkIndex(cap, modulus);
    combine(
        new UniformSequence(seed.stream(), values.length, modulus),
        (at, drawn, length) -> {
          for (int i = 0; i < length; i++) {
            int difference = Math.min(values[at + i] & 0xff, cap) - drawn[i];
            values[at + i] = (byte) (difference + ((difference >> 31) & modulus));
          }
        });
  }

  @Override
  public long multiplyNonZero(byte[] vector, int count, int modulus, Seed seed) {
    ResidueKernels.require(vector, count, modulus);
    AesCtrStream stream = seed.stream();
    combine(
        new NonZeroSequence(stream, count, modulus),
        (at, drawn, length) -> {
          for (int i = 0; i < length; i++) {
            vector[at + i] = (byte) ((vector[at + i] & 0xff) * drawn[i] % modulus);
          }
        });
    return stream.position();
  }

  @Override
  public boolean addResidues(byte[] sum, int offset, byte[] addend, int count, int modulus) {
    ResidueKernels.require(addend, count, modulus);
    Objects.checkFromIndexSize(offset, count, sum.length);
    int largest = 0;
    for (int i = 0; i < count; i++) {
      int added = addend[i] & 0xff;
      largest = Math.max(largest, added);
      int reduced = (sum[offset + i] & 0xff) + added - modulus;
      sum[offset + i] = (byte) (reduced + ((reduced >> 31) & modulus));
    }
    return largest < modulus;
  }

  @Override
  public boolean countSums(byte[] first, byte[] second, int count, int modulus, int[] counts) {
    ResidueKernels.require(first, count, modulus);
    ResidueKernels.require(second, count, modulus);
    Objects.checkFromIndexSize(0, modulus, counts.length);
    for (int i = 0; i < count; i++) {
      int left = first[i] & 0xff;
      int right = second[i] & 0xff;
      if (left >= modulus || right >= modulus) {
        return false;
      }
      int reduced = left + right - modulus;
      counts[reduced + ((reduced >> 31) & modulus)]++;
    }
    return true;
  }

  @Override
  public byte[] shuffled(byte[] elements, int count, Seed seed) {
    Objects.checkFromIndexSize(0, count, elements.length);
    return BucketShuffle.shuffle(elements, count, seed);
  }

  private interface Operation {
    void apply(int position, int[] drawn, int length);
  }

  private static void combine(ResidueSequence sequence, Operation operation) {
    int[] drawn = new int[CHUNK];
    int at = 0;
    while (sequence.remaining() > 0) {
      int length = sequence.read(drawn, CHUNK);
      operation.apply(at, drawn, length);
      at += length;
    }
    Arrays.fill(drawn, 0);
  }
}
