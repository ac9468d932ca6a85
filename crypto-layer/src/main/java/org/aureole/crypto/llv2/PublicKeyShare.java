package org.aureole.crypto.llv2;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.aureole.crypto.curve.CurveKernel;
import org.aureole.crypto.curve.KeyProof;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;

/**
 * One Duchy's share of a computation's public key: the point Y_d = x_d·G and a proof that its owner
 * knows x_d. Without the proof, who publishes last could publish a share that cancels all others,
 * and be able to decrypt alone. Immutable.
 */
public final class PublicKeyShare {
  /** The length of a serialised share: the point, then the proof. */
  public static final int BYTES = CurveKernel.POINT_BYTES + KeyProof.BYTES;

  private static final String LABEL = "aureole/llv2/key-share/v1/";

  private final byte[] bytes;

  PublicKeyShare(byte[] point, byte[] proof) {
    this.bytes = Records.concat(point, proof);
  }

  private PublicKeyShare(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * The share of these bytes, not yet verified.
   *
   * @param pointThenProof 98 bytes
   * @throws DomainException PROTOCOL_VIOLATION on any other length
   */
  public static PublicKeyShare of(byte[] pointThenProof) {
    if (pointThenProof.length != BYTES) {
      throw DomainException.at(
          ErrorCode.PROTOCOL_VIOLATION,
          "publicKeyShare",
          "has %d bytes; a share has %d".formatted(pointThenProof.length, BYTES));
    }
    return new PublicKeyShare(pointThenProof.clone());
  }

  /** The 98 bytes; a copy. */
  public byte[] toBytes() {
    return bytes.clone();
  }

  /**
   * Checks the proof.
   *
   * @param computation the resource name of the computation
   * @throws DomainException PROTOCOL_VIOLATION if it does not hold
   */
  void verify(String computation) {
    byte[] proof = Arrays.copyOfRange(bytes, CurveKernel.POINT_BYTES, BYTES);
    KeyProof.verify(point(), proof, context(computation));
  }

  byte[] point() {
    return Arrays.copyOf(bytes, CurveKernel.POINT_BYTES);
  }

  static byte[] context(String computation) {
    return (LABEL + computation).getBytes(StandardCharsets.UTF_8);
  }

  /** Two shares of one point are the same, whatever their proofs. */
  @Override
  public boolean equals(Object other) {
    return other instanceof PublicKeyShare share && Arrays.equals(point(), share.point());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(point());
  }
}
