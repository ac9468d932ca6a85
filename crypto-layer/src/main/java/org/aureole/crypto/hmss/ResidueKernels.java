package org.aureole.crypto.hmss;

import java.util.Objects;
import org.aureole.crypto.kernel.NativeLibrary;
import org.aureole.crypto.prng.NonZeroSequence;
import org.aureole.crypto.prng.Seed;
import org.aureole.crypto.prng.UniformSequence;

/**
 * Batches of work on residues modulo q in [2, 256], one byte each. Both twins give the same bytes
 * for the same arguments. Stateless and thread-safe, while no two calls share an array that one
 * writes.
 *
 * <p>Ranges that do not lie within their arrays throw IndexOutOfBoundsException, moduli and caps
 * out of range IllegalArgumentException: our own errors, found before anything is touched.
 */
sealed interface ResidueKernels permits JavaResidueKernels, NativeResidueKernels {
  /** The largest modulus. */
  int MAXIMUM_MODULUS = 256;

  /** The twin that serves: the native one where the processor makes it the faster one. */
  static ResidueKernels chosen() {
    return NativeLibrary.hasAesInstructions() ? NativeResidueKernels.ONLY : JavaResidueKernels.ONLY;
  }

  /** Adds {@link UniformSequence Uniform}(count, q), from the seed's first byte on, to a prefix. */
  void addUniform(byte[] vector, int count, int modulus, Seed seed);

  /**
   * Replaces each value v by min(v, cap) minus the next of {@link UniformSequence
   * Uniform}(values.length, q), from the seed's first byte on.
   *
   * @param values unsigned
   * @param cap in [0, q)
   */
  void maskValues(byte[] values, int cap, int modulus, Seed seed);

  /**
   * Multiplies a prefix, element by element, by {@link NonZeroSequence NonZero}(count, q), from the
   * seed's first byte on.
   *
   * @return how many bytes of the seed's stream that took
   */
  long multiplyNonZero(byte[] vector, int count, int modulus, Seed seed);

  /**
   * Adds the first {@code count} of other elements, which may be anything, from a place on.
   *
   * @return whether all of them are residues; if not, the sum is worthless
   */
  boolean addResidues(byte[] sum, int offset, byte[] addend, int count, int modulus);

  /**
   * Counts what the sums of the first {@code count} elements of two vectors are, which may be
   * anything.
   *
   * @param counts q counters, which are raised
   * @return whether all elements are residues; if not, the counters are worthless
   */
  boolean countSums(byte[] first, byte[] second, int count, int modulus, int[] counts);

  /** A new array with the elements in the order that {@link BucketShuffle} gives. */
  byte[] shuffled(byte[] elements, int count, Seed seed);

  /** Checks what all methods expect of a prefix and a modulus. */
  static void require(byte[] vector, int count, int modulus) {
    Objects.checkFromIndexSize(0, count, vector.length);
    if (modulus < 2 || modulus > MAXIMUM_MODULUS) {
      throw new IllegalArgumentException("the modulus is " + modulus + "; it is in [2, 256]");
    }
  }
}
