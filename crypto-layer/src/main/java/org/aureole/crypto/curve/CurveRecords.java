package org.aureole.crypto.curve;

import org.aureole.model.error.DomainException;

/** Counts and checks the records of batches; see {@link CurveKernel} for what is whose error. */
final class CurveRecords {
  private CurveRecords() {}

  /** How many records a peer sent. */
  static int ofPeer(String argument, byte[] records, int recordBytes) {
    if (records.length % recordBytes != 0) {
      throw P256Points.violation(
          argument, "has " + records.length + " bytes, not a multiple of " + recordBytes);
    }
    return records.length / recordBytes;
  }

  /** How many affine points of our own there are. */
  static int affine(String argument, byte[] points) {
    if (points.length % CurveKernel.AFFINE_BYTES != 0) {
      throw DomainException.bug(
          argument + ": has " + points.length + " bytes, not a multiple of 64");
    }
    return points.length / CurveKernel.AFFINE_BYTES;
  }

  /** How many subtrahends there are, affine points of our own. */
  static int subtrahends(byte[] points) {
    int count = affine("subtrahends", points);
    if (count > CurveKernel.MAXIMUM_SUBTRAHENDS) {
      throw DomainException.bug(
          "subtrahends: are " + count + "; at most " + CurveKernel.MAXIMUM_SUBTRAHENDS + " fit");
    }
    return count;
  }

  /** How many scalars there are, all of them in [1, q). */
  static int scalars(String argument, byte[] scalars) {
    if (scalars.length % CurveKernel.SCALAR_BYTES != 0) {
      throw DomainException.bug(argument + ": not whole scalars of 32 bytes");
    }
    for (int at = 0; at < scalars.length; at += CurveKernel.SCALAR_BYTES) {
      if (!Scalars.isInRange(scalars, at)) {
        throw DomainException.bug(argument + ": a scalar is not in [1, q)");
      }
    }
    return scalars.length / CurveKernel.SCALAR_BYTES;
  }

  /** Checks that there are as many scalars as expected, all of them in [1, q). */
  static void requireScalars(String argument, byte[] scalars, long count) {
    if (scalars.length != count * CurveKernel.SCALAR_BYTES) {
      throw DomainException.bug(
          "%s: %d bytes where %d scalars are expected".formatted(argument, scalars.length, count));
    }
    scalars(argument, scalars);
  }

  /** Room for a result. */
  static byte[] room(long count, int recordBytes) {
    return new byte[Math.toIntExact(count * recordBytes)];
  }
}
