package org.aureole.crypto.curve;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.aureole.model.error.DomainException;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/**
 * A proof of knowledge of the secret x behind a public point Y = x·G (Schnorr, made non-interactive
 * by Fiat and Shamir): R ‖ s with R = k·G, s = k + c·x mod q, and c = SHA-256(label, context, Y, R)
 * mod q, each with its length in 4 bytes big-endian before it.
 *
 * <p>Proving reckons with numbers whose timing depends on their value; it takes place once in a
 * computation, with a key that serves that computation alone.
 */
public final class KeyProof {
  /** The length of a proof: a point and a scalar. */
  public static final int BYTES = CurveKernel.POINT_BYTES + CurveKernel.SCALAR_BYTES;

  private static final byte[] LABEL = "aureole/curve/key-proof/v1".getBytes(StandardCharsets.UTF_8);
  private static final BigInteger ORDER = P256Points.CURVE.getOrder();

  private KeyProof() {}

  /**
   * Proves that one knows a secret.
   *
   * @param secret x
   * @param nonces gives k; serves nothing else
   * @param context what the proof is for
   * @return 65 bytes
   */
  public static byte[] prove(SecretScalar secret, ScalarStream nonces, byte[] context) {
    byte[] scalar = secret.toBytes();
    byte[] nonce = nonces.next(1);
    BigInteger x = new BigInteger(1, scalar);
    BigInteger k = new BigInteger(1, nonce);
    Arrays.fill(scalar, (byte) 0);
    Arrays.fill(nonce, (byte) 0);
    byte[] point = timesG(x).getEncoded(true);
    byte[] commitment = timesG(k).getEncoded(true);
    BigInteger response = k.add(challenge(context, point, commitment).multiply(x)).mod(ORDER);
    return ByteBuffer.allocate(BYTES).put(commitment).put(bytes(response)).array();
  }

  /**
   * Checks a proof: s·G = R + c·Y.
   *
   * @param point Y, from a peer
   * @param proof from a peer
   * @param context what the proof is for
   * @throws DomainException PROTOCOL_VIOLATION if it does not hold
   */
  public static void verify(byte[] point, byte[] proof, byte[] context) {
    if (point.length != CurveKernel.POINT_BYTES || proof.length != BYTES) {
      throw P256Points.violation("keyProof", "does not have the length of a point and a proof");
    }
    byte[] commitment = Arrays.copyOf(proof, CurveKernel.POINT_BYTES);
    ECPoint y = P256Points.decode("keyProof.point", point, 1)[0];
    ECPoint r = P256Points.decode("keyProof.commitment", commitment, 1)[0];
    BigInteger s = new BigInteger(1, proof, CurveKernel.POINT_BYTES, CurveKernel.SCALAR_BYTES);
    ECPoint expected = r.add(y.multiply(challenge(context, point, commitment)));
    if (s.compareTo(ORDER) >= 0 || !timesG(s).equals(expected)) {
      throw P256Points.violation("keyProof", "does not hold");
    }
  }

  private static ECPoint timesG(BigInteger scalar) {
    return new FixedPointCombMultiplier().multiply(P256Points.GENERATOR, scalar).normalize();
  }

  private static BigInteger challenge(byte[] context, byte[] point, byte[] commitment) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : new byte[][] {LABEL, context, point, commitment}) {
        digest.update(ByteBuffer.allocate(4).putInt(part.length).array());
        digest.update(part);
      }
      return new BigInteger(1, digest.digest()).mod(ORDER);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime offers no SHA-256", e);
    }
  }

  private static byte[] bytes(BigInteger number) {
    byte[] padded = new byte[CurveKernel.SCALAR_BYTES];
    byte[] bytes = number.toByteArray();
    int from = Math.max(0, bytes.length - padded.length);
    System.arraycopy(
        bytes, from, padded, padded.length - (bytes.length - from), bytes.length - from);
    return padded;
  }
}
