package org.aureole.crypto.curve;

import java.math.BigInteger;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.math.ec.FixedPointUtil;

/** A point with the comb table that BouncyCastle hangs on it. Immutable and thread-safe. */
final class BouncyCastlePoint implements PreparedPoint {
  private final ECPoint point;

  BouncyCastlePoint(ECPoint point) {
    this.point = point.normalize();
    FixedPointUtil.precompute(this.point);
  }

  ECPoint multiply(BigInteger scalar) {
    return new FixedPointCombMultiplier().multiply(point, scalar);
  }

  @Override
  public byte[] point() {
    return point.getEncoded(true);
  }
}
