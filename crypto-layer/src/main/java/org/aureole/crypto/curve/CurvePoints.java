package org.aureole.crypto.curve;

import java.util.Arrays;
import org.aureole.model.error.DomainException;
import org.bouncycastle.math.ec.ECPoint;

/** The little arithmetic on public points that is no batch; see {@link CurveKernel} for layouts. */
public final class CurvePoints {
  private CurvePoints() {}

  /**
   * The compressed forms of affine points; moves bytes only, checks nothing.
   *
   * @return 33 bytes for each point
   */
  public static byte[] compress(byte[] affine) {
    int count = affine.length / CurveKernel.AFFINE_BYTES;
    byte[] points = new byte[count * CurveKernel.POINT_BYTES];
    for (int i = 0; i < count; i++) {
      int from = i * CurveKernel.AFFINE_BYTES;
      int to = i * CurveKernel.POINT_BYTES;
      points[to] = (byte) (2 + (affine[from + CurveKernel.AFFINE_BYTES - 1] & 1));
      System.arraycopy(affine, from, points, to + 1, CurveKernel.SCALAR_BYTES);
    }
    return points;
  }

  /**
   * The sum of points, such as a composite key of its parts.
   *
   * @param points 33 bytes each, from peers, at least one
   * @return one point, 33 bytes
   * @throws DomainException PROTOCOL_VIOLATION if one is not a point of the curve, or if they sum
   *     to the point at infinity
   */
  public static byte[] sum(byte[] points) {
    ECPoint sum = P256Points.INFINITY;
    for (ECPoint point : P256Points.decode("points", points, 1)) {
      sum = sum.add(point);
    }
    return P256Points.encode("points", new ECPoint[] {sum}, 1);
  }

  /**
   * P, 2·P, … count·P.
   *
   * @param affine P, one affine point
   * @param count at least 0
   * @return an affine point for each
   */
  public static byte[] multiples(byte[] affine, int count) {
    ECPoint[] multiples = new ECPoint[count];
    if (count > 0) {
      Arrays.fill(multiples, P256Points.decodeAffine("point", affine)[0]);
      for (int i = 1; i < count; i++) {
        multiples[i] = multiples[i - 1].add(multiples[0]);
      }
    }
    return P256Points.encodeAffine(multiples);
  }
}
