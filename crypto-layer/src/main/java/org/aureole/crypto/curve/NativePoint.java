package org.aureole.crypto.curve;

import java.nio.ByteBuffer;

/** A point whose tables lie in a direct buffer, which is freed with this object. */
final class NativePoint implements PreparedPoint {
  private final byte[] point;
  private final ByteBuffer tables;

  NativePoint(byte[] point) {
    this.point = point.clone();
    this.tables = ByteBuffer.allocateDirect(NativeCurve.tableBytes());
    NativeCurve.require(NativeCurve.prepare(this.point, tables), "point");
  }

  @Override
  public byte[] point() {
    return point.clone();
  }

  ByteBuffer tables() {
    return tables;
  }
}
