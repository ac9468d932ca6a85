package org.aureole.crypto.curve;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Public affine points with the tables of all of them, in one direct buffer. Immutable. */
final class NativeSubtrahends {
  private final byte[] affine;
  private final ByteBuffer tables;

  NativeSubtrahends(byte[] affine) {
    this.affine = affine.clone();
    int count = affine.length / CurveKernel.AFFINE_BYTES;
    this.tables = ByteBuffer.allocateDirect(count * NativeCurve.tableBytes());
    NativeCurve.require(NativeCurve.prepareAll(this.affine, count, tables), "subtrahends");
  }

  boolean areOf(byte[] others) {
    return Arrays.equals(affine, others);
  }

  ByteBuffer tables() {
    return tables;
  }
}
