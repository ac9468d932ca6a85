package org.aureole.crypto.curve;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.aureole.model.error.DomainException;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECPoint;

/**
 * The kernel in pure Java, on BouncyCastle: comb tables for prepared points, products of two points
 * in one ladder, one inversion for a whole batch. See the package for what is not constant-time.
 * Thread-safe.
 */
public final class BouncyCastleKernel implements CurveKernel {
  private static final String CIPHERTEXTS = "ciphertexts";

  private final BouncyCastlePoint generator = new BouncyCastlePoint(P256Points.GENERATOR);

  @Override
  public String name() {
    return "java";
  }

  @Override
  public PreparedPoint generator() {
    return generator;
  }

  @Override
  public PreparedPoint prepare(byte[] point) {
    if (point.length != POINT_BYTES) {
      throw P256Points.violation("point", "has " + point.length + " bytes; a point has 33");
    }
    return new BouncyCastlePoint(P256Points.decode("point", point, 1)[0]);
  }

  @Override
  public void requirePoints(byte[] points) {
    P256Points.decode("points", points, 1);
  }

  @Override
  public byte[] hashToCurve(List<byte[]> texts) {
    HashToCurve hash = new HashToCurve();
    return P256Points.encodeAffine(texts.stream().map(hash::hash).toArray(ECPoint[]::new));
  }

  @Override
  public byte[] multiply(PreparedPoint base, byte[] scalars) {
    BouncyCastlePoint prepared = own(base);
    ECPoint[] products =
        Arrays.stream(scalars("scalars", scalars)).map(prepared::multiply).toArray(ECPoint[]::new);
    return P256Points.encodeAffine(products);
  }

  @Override
  public byte[] encrypt(PreparedPoint key, byte[] plaintexts, byte[] randomness) {
    ECPoint[] messages = P256Points.decodeAffine("plaintexts", plaintexts);
    ECPoint[] ciphertexts = zeros(key, messages.length, randomness);
    for (int i = 0; i < messages.length; i++) {
      ciphertexts[2 * i + 1] = ciphertexts[2 * i + 1].add(messages[i]);
    }
    return P256Points.encode("plaintexts", ciphertexts, 2);
  }

  @Override
  public byte[] encryptZero(PreparedPoint key, byte[] randomness) {
    ECPoint[] zeros = zeros(key, randomness.length / SCALAR_BYTES, randomness);
    return P256Points.encode("randomness", zeros, 2);
  }

  @Override
  public byte[] rerandomise(PreparedPoint key, byte[] ciphertexts, byte[] randomness) {
    ECPoint[] points = P256Points.decode(CIPHERTEXTS, ciphertexts, 2);
    return P256Points.encode(
        CIPHERTEXTS, sums(points, zeros(key, points.length / 2, randomness)), 2);
  }

  @Override
  public byte[] blind(SecretScalar secret, byte[] multipliers, byte[] ciphertexts) {
    return P256Points.encode(CIPHERTEXTS, blinded(secret, multipliers, ciphertexts), 2);
  }

  @Override
  public byte[] blindAndRerandomise(
      SecretScalar secret,
      byte[] multipliers,
      PreparedPoint rest,
      byte[] ciphertexts,
      byte[] randomness) {
    ECPoint[] blinded = blinded(secret, multipliers, ciphertexts);
    return P256Points.encode(
        CIPHERTEXTS, sums(blinded, zeros(rest, blinded.length / 2, randomness)), 2);
  }

  @Override
  public byte[] blindDifferences(
      SecretScalar secret, byte[] subtrahends, byte[] multipliers, byte[] ciphertexts) {
    ECPoint[] points = P256Points.decode(CIPHERTEXTS, ciphertexts, 2);
    CurveRecords.subtrahends(subtrahends);
    ECPoint[] columns = P256Points.decodeAffine("subtrahends", subtrahends);
    int rows = points.length / 2;
    BigInteger[] k = scalars("multipliers", multipliers, Math.multiplyExact(rows, columns.length));
    BigInteger x = secret(secret);
    ECPoint[] results = new ECPoint[2 * k.length];
    for (int row = 0; row < rows; row++) {
      ECPoint u = points[2 * row];
      ECPoint opened = points[2 * row + 1].subtract(u.multiply(x)).normalize();
      for (int column = 0; column < columns.length; column++) {
        int at = row * columns.length + column;
        results[2 * at] = u.multiply(k[at]);
        results[2 * at + 1] = opened.subtract(columns[column]).multiply(k[at]);
      }
    }
    return P256Points.encode(CIPHERTEXTS, results, Math.max(1, 2 * columns.length));
  }

  @Override
  public byte[] joinGroups(
      PreparedPoint key,
      byte[] marker,
      int[] groupSizes,
      byte[] keys,
      byte[] counts,
      byte[] weights,
      byte[] randomness) {
    GroupJoin join =
        new GroupJoin(
            P256Points.decodeAffine("marker", marker),
            P256Points.decode("keys", keys, 2),
            P256Points.decode("counts", counts, 2),
            scalars("weights", weights, keys.length / CIPHERTEXT_BYTES),
            groupSizes);
    ECPoint[] zeros = zeros(key, 3 * groupSizes.length, randomness);
    return P256Points.encode("groups", sums(join.tuples(), zeros), 6);
  }

  @Override
  public byte[] decrypt(SecretScalar secret, byte[] ciphertexts) {
    return P256Points.encodeAny(opened(secret, ciphertexts));
  }

  @Override
  public byte[] zeroTest(SecretScalar secret, byte[] ciphertexts) {
    ECPoint[] opened = opened(secret, ciphertexts);
    byte[] isZero = new byte[opened.length];
    for (int i = 0; i < opened.length; i++) {
      isZero[i] = (byte) (opened[i].isInfinity() ? 1 : 0);
    }
    return isZero;
  }

  private static ECPoint[] opened(SecretScalar secret, byte[] ciphertexts) {
    ECPoint[] points = P256Points.decode(CIPHERTEXTS, ciphertexts, 2);
    BigInteger x = secret(secret);
    ECPoint[] opened = new ECPoint[points.length / 2];
    for (int i = 0; i < opened.length; i++) {
      opened[i] = points[2 * i + 1].subtract(points[2 * i].multiply(x));
    }
    return opened;
  }

  /** (k·u, k·e − (k·x)·u) for each ciphertext. */
  private static ECPoint[] blinded(SecretScalar secret, byte[] multipliers, byte[] ciphertexts) {
    ECPoint[] points = P256Points.decode(CIPHERTEXTS, ciphertexts, 2);
    int count = points.length / 2;
    boolean isShared = multipliers.length == SCALAR_BYTES;
    BigInteger[] k = scalars("multipliers", multipliers, isShared ? 1 : count);
    BigInteger minusX = secret(secret).negate();
    for (int i = 0; i < count; i++) {
      ECPoint u = points[2 * i];
      BigInteger factor = k[isShared ? 0 : i];
      BigInteger minusXk = minusX.multiply(factor).mod(P256Points.CURVE.getOrder());
      points[2 * i] = u.multiply(factor);
      points[2 * i + 1] = ECAlgorithms.sumOfTwoMultiplies(points[2 * i + 1], factor, u, minusXk);
    }
    return points;
  }

  /** (r·G, r·Y) for each r. */
  private ECPoint[] zeros(PreparedPoint key, int count, byte[] randomness) {
    BouncyCastlePoint prepared = own(key);
    BigInteger[] r = scalars("randomness", randomness, count);
    ECPoint[] zeros = new ECPoint[2 * count];
    for (int i = 0; i < count; i++) {
      zeros[2 * i] = generator.multiply(r[i]);
      zeros[2 * i + 1] = prepared.multiply(r[i]);
    }
    return zeros;
  }

  private static ECPoint[] sums(ECPoint[] first, ECPoint[] second) {
    for (int i = 0; i < first.length; i++) {
      first[i] = first[i].add(second[i]);
    }
    return first;
  }

  private static BouncyCastlePoint own(PreparedPoint point) {
    if (point instanceof BouncyCastlePoint prepared) {
      return prepared;
    }
    throw DomainException.bug("a prepared point serves the kernel that prepared it and no other");
  }

  private static BigInteger secret(SecretScalar secret) {
    byte[] bytes = secret.toBytes();
    BigInteger number = new BigInteger(1, bytes);
    Arrays.fill(bytes, (byte) 0);
    return number;
  }

  private static BigInteger[] scalars(String argument, byte[] bytes, int count) {
    if (bytes.length != (long) count * SCALAR_BYTES) {
      throw DomainException.bug(
          "%s: %d bytes where %d scalars are expected".formatted(argument, bytes.length, count));
    }
    return scalars(argument, bytes);
  }

  private static BigInteger[] scalars(String argument, byte[] bytes) {
    BigInteger[] scalars = new BigInteger[bytes.length / SCALAR_BYTES];
    if (bytes.length % SCALAR_BYTES != 0) {
      throw DomainException.bug(argument + ": not whole scalars of 32 bytes");
    }
    for (int i = 0; i < scalars.length; i++) {
      int at = i * SCALAR_BYTES;
      if (!Scalars.isInRange(bytes, at)) {
        throw DomainException.bug(argument + ": a scalar is not in [1, q)");
      }
      scalars[i] = new BigInteger(1, bytes, at, SCALAR_BYTES);
    }
    return scalars;
  }
}
