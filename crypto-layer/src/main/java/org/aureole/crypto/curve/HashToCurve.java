package org.aureole.crypto.curve;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.bouncycastle.math.ec.ECFieldElement;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.util.BigIntegers;

/** The hash to the curve of {@link CurveKernel#hashToCurve}. Not thread-safe. */
final class HashToCurve {
  private static final BigInteger PRIME = P256Points.CURVE.getField().getCharacteristic();

  private final MessageDigest sha256;

  HashToCurve() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime offers no SHA-256", e);
    }
  }

  ECPoint hash(byte[] text) {
    byte[] tried = text;
    while (true) {
      BigInteger x = candidate(tried);
      ECFieldElement y = evenRoot(P256Points.CURVE.fromBigInteger(x));
      if (y != null) {
        return P256Points.CURVE.createPoint(x, y.toBigInteger());
      }
      tried = x.signum() == 0 ? new byte[0] : BigIntegers.asUnsignedByteArray(x);
    }
  }

  private BigInteger candidate(byte[] text) {
    byte[] wide = new byte[2 * 32];
    for (int half = 0; half < 2; half++) {
      sha256.update((byte) (half + 1));
      System.arraycopy(sha256.digest(text), 0, wide, 32 * half, 32);
    }
    return new BigInteger(1, wide).mod(PRIME);
  }

  /** The even square root of x³ + ax + b, or null if there is none. */
  private static ECFieldElement evenRoot(ECFieldElement x) {
    ECFieldElement square =
        x.square().add(P256Points.CURVE.getA()).multiply(x).add(P256Points.CURVE.getB());
    ECFieldElement root = square.sqrt();
    return root != null && root.testBitZero() ? root.negate() : root;
  }
}
