package org.aureole.crypto.curve;

import java.nio.ByteBuffer;
import org.aureole.model.error.DomainException;

/**
 * The boundary to the native P-256 kernels. Each function checks all lengths again and throws
 * IllegalArgumentException on those that do not fit; the outcomes are 0, or an error in the upper
 * 32 bits and the first record that has it in the lower ones.
 *
 * <p>Arrays are copied in and out by the chunk, so that no call holds up a collection, however long
 * it takes. Tables lie in direct buffers that Java owns.
 */
final class NativeCurve {
  private static final int NO_POINT = 1;
  private static final int NO_POINT_SECOND = 2;
  private static final int INFINITY = 3;

  private NativeCurve() {}

  /**
   * Throws what an outcome says.
   *
   * @param argument the argument that came from a peer, or led to the result
   * @param second another argument that came from a peer
   * @param result how an error names the records that led to the point at infinity
   */
  static void require(long outcome, String argument, String second, String result) {
    int record = (int) outcome;
    switch ((int) (outcome >>> 32)) {
      case 0 -> {}
      case NO_POINT -> throw noPoint(argument, record);
      case NO_POINT_SECOND -> throw noPoint(second, record);
      case INFINITY ->
          throw P256Points.violation(
              result, "record " + record + " leads to the point at infinity");
      default ->
          throw DomainException.bug(
              argument + ": a scalar is not in [1, q), or an affine point not on the curve P-256");
    }
  }

  static void require(long outcome, String argument) {
    require(outcome, argument, argument, argument);
  }

  private static DomainException noPoint(String argument, int record) {
    return P256Points.violation(
        argument, "record " + record + " is not a point of the curve P-256");
  }

  /** The size of the tables of one point, with what it takes to align them. */
  static native int tableBytes();

  /** Writes the generator, 33 bytes. */
  static native void generator(byte[] point);

  /** Fills tables for a point of 33 bytes. */
  static native long prepare(byte[] point, ByteBuffer tables);

  /** Fills tables for affine points, as many times {@link #tableBytes} as there are points. */
  static native long prepareAll(byte[] affine, int records, ByteBuffer tables);

  static native long requirePoints(byte[] points, int records);

  /**
   * For each number of 64 bytes, taken modulo the prime, writes x, and if there is a point with
   * that x, the even y behind it and a 1 to {@code found}.
   */
  static native void tryX(byte[] wide, int records, byte[] affine, byte[] found);

  static native long multiply(ByteBuffer base, byte[] scalars, int records, byte[] affine);

  /** Encrypts affine points, or the point at infinity if {@code plaintexts} is null. */
  static native long encrypt(
      ByteBuffer generator,
      ByteBuffer key,
      byte[] plaintexts,
      byte[] randomness,
      int records,
      byte[] ciphertexts);

  /** Blinds unless {@code secret} is null, then re-randomises unless {@code randomness} is null. */
  static native long blindAndRerandomise(
      byte[] secret,
      byte[] multipliers,
      boolean shared,
      ByteBuffer generator,
      ByteBuffer key,
      byte[] randomness,
      byte[] ciphertexts,
      int records,
      byte[] fresh);

  /**
   * @param tables of all subtrahends, from {@link #prepareAll}; null to do without
   */
  static native long blindDifferences(
      byte[] secret,
      byte[] subtrahends,
      int columns,
      ByteBuffer tables,
      byte[] multipliers,
      byte[] ciphertexts,
      int records,
      byte[] differences);

  static native long joinGroups(
      ByteBuffer generator,
      ByteBuffer key,
      byte[] marker,
      int[] groupSizes,
      byte[] keys,
      byte[] counts,
      int registers,
      byte[] weights,
      byte[] randomness,
      byte[] tuples);

  /**
   * Plaintexts, zeros for the point at infinity, or for each ciphertext one byte, 1 if it hides the
   * point at infinity.
   */
  static native long decrypt(
      byte[] secret, byte[] ciphertexts, int records, boolean onlyZeros, byte[] result);
}
