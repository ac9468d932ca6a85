package org.aureole.crypto.curve;

import java.math.BigInteger;
import java.util.Arrays;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECCurve;
import org.bouncycastle.math.ec.ECPoint;

/** P-256 on BouncyCastle: records to points and back, strictly. */
final class P256Points {
  private static final X9ECParameters PARAMETERS = CustomNamedCurves.getByName("secp256r1");

  static final ECCurve CURVE = PARAMETERS.getCurve();
  static final ECPoint GENERATOR = PARAMETERS.getG();
  static final ECPoint INFINITY = CURVE.getInfinity();

  private static final int COORDINATE_BYTES = 32;

  private P256Points() {}

  /**
   * Reads compressed points.
   *
   * @param argument how an error names them
   * @param pointsPerRecord how many points make a record, whose position an error gives
   */
  static ECPoint[] decode(String argument, byte[] points, int pointsPerRecord) {
    int recordBytes = pointsPerRecord * CurveKernel.POINT_BYTES;
    if (points.length % recordBytes != 0) {
      throw violation(
          argument, "has " + points.length + " bytes, not a multiple of " + recordBytes);
    }
    ECPoint[] decoded = new ECPoint[points.length / CurveKernel.POINT_BYTES];
    for (int i = 0; i < decoded.length; i++) {
      decoded[i] = decodeOne(points, i * CurveKernel.POINT_BYTES);
      if (decoded[i] == null) {
        throw violation(
            argument, "record " + i / pointsPerRecord + " is not a point of the curve P-256");
      }
    }
    return decoded;
  }

  private static ECPoint decodeOne(byte[] points, int at) {
    if (points[at] != 2 && points[at] != 3) {
      return null;
    }
    try {
      return CURVE.decodePoint(Arrays.copyOfRange(points, at, at + CurveKernel.POINT_BYTES));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Reads affine points of our own. */
  static ECPoint[] decodeAffine(String argument, byte[] affine) {
    if (affine.length % CurveKernel.AFFINE_BYTES != 0) {
      throw DomainException.bug(
          argument + ": has " + affine.length + " bytes, not a multiple of 64");
    }
    ECPoint[] decoded = new ECPoint[affine.length / CurveKernel.AFFINE_BYTES];
    try {
      for (int i = 0; i < decoded.length; i++) {
        int at = i * CurveKernel.AFFINE_BYTES;
        decoded[i] =
            CURVE.validatePoint(
                new BigInteger(1, affine, at, COORDINATE_BYTES),
                new BigInteger(1, affine, at + COORDINATE_BYTES, COORDINATE_BYTES));
      }
    } catch (IllegalArgumentException e) {
      throw DomainException.bug(argument + ": not an affine point of the curve P-256");
    }
    return decoded;
  }

  /**
   * Writes points compressed, after one inversion for all.
   *
   * @param argument the records that led to them, as an error names them
   * @param pointsPerRecord how many of the points one such record led to
   */
  static byte[] encode(String argument, ECPoint[] points, int pointsPerRecord) {
    for (int i = 0; i < points.length; i++) {
      if (points[i].isInfinity()) {
        throw violation(
            argument, "record " + i / pointsPerRecord + " leads to the point at infinity");
      }
    }
    CURVE.normalizeAll(points);
    byte[] encoded = new byte[points.length * CurveKernel.POINT_BYTES];
    for (int i = 0; i < points.length; i++) {
      points[i].encodeTo(true, encoded, i * CurveKernel.POINT_BYTES);
    }
    return encoded;
  }

  /** Writes points compressed, and zeros for the point at infinity. */
  static byte[] encodeAny(ECPoint[] points) {
    CURVE.normalizeAll(points);
    byte[] encoded = new byte[points.length * CurveKernel.POINT_BYTES];
    for (int i = 0; i < points.length; i++) {
      if (!points[i].isInfinity()) {
        points[i].encodeTo(true, encoded, i * CurveKernel.POINT_BYTES);
      }
    }
    return encoded;
  }

  /** Writes affine points; none of them is the point at infinity. */
  static byte[] encodeAffine(ECPoint[] points) {
    CURVE.normalizeAll(points);
    byte[] encoded = new byte[points.length * CurveKernel.AFFINE_BYTES];
    for (int i = 0; i < points.length; i++) {
      int at = i * CurveKernel.AFFINE_BYTES;
      points[i].getAffineXCoord().encodeTo(encoded, at);
      points[i].getAffineYCoord().encodeTo(encoded, at + COORDINATE_BYTES);
    }
    return encoded;
  }

  static DomainException violation(String argument, String message) {
    return DomainException.at(ErrorCode.PROTOCOL_VIOLATION, argument, message);
  }
}
