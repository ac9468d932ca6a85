package org.aureole.crypto.prng;

/**
 * A finite sequence of random residues, read in chunks so that no sequence need be held whole. Not
 * thread-safe.
 */
public sealed interface ResidueSequence permits UniformSequence, NonZeroSequence {
  /** The modulus q; every value read is in [0, q). */
  int modulus();

  /** How many values are still to be read. */
  long remaining();

  /**
   * Reads {@code min(length, remaining())} values, no fewer, to the start of an array. Reading the
   * last value also takes from the stream what the sequence still owes it, so that the next draw
   * from the same stream starts where every party's does.
   *
   * @return the number of values read; 0 only at the end
   */
  int read(int[] target, int length);
}
