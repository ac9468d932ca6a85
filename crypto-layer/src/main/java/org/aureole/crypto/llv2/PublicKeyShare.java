package org.aureole.crypto.llv2;

import java.util.Arrays;
import java.util.Objects;
import org.aureole.crypto.consent.CanonicalBytes;
import org.aureole.crypto.curve.CurveKernel;
import org.aureole.crypto.curve.KeyProof;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;

/**
 * One Duchy's share of a computation's public key: the point Y_d = x_d·G and a proof that its owner
 * knows x_d, made for this Duchy, computation and spec and worth nothing for others. Without the
 * proof, who publishes last could publish a share that cancels all others, and be able to decrypt
 * alone. Immutable.
 */
public final class PublicKeyShare {
  /** The length of a serialised share: the point, then the proof. */
  public static final int BYTES = CurveKernel.POINT_BYTES + KeyProof.BYTES;

  private static final String LABEL = "aureole/llv2/key-share/v1";

  private final String duchy;
  private final byte[] bytes;

  PublicKeyShare(String duchy, byte[] point, byte[] proof) {
    this(duchy, Records.concat(point, proof));
  }

  private PublicKeyShare(String duchy, byte[] bytes) {
    this.duchy = Objects.requireNonNull(duchy);
    this.bytes = bytes;
  }

  /**
   * The share of these bytes, not yet verified.
   *
   * @param duchy the name of the Duchy that signed it
   * @param pointThenProof 98 bytes
   * @throws DomainException PROTOCOL_VIOLATION on any other length
   */
  public static PublicKeyShare of(String duchy, byte[] pointThenProof) {
    if (pointThenProof.length != BYTES) {
      throw DomainException.at(
          ErrorCode.PROTOCOL_VIOLATION,
          "publicKeyShare",
          "has %d bytes; a share has %d".formatted(pointThenProof.length, BYTES));
    }
    return new PublicKeyShare(duchy, pointThenProof.clone());
  }

  /** The name of the Duchy whose share it is. */
  public String duchy() {
    return duchy;
  }

  /** The 98 bytes; a copy. */
  public byte[] toBytes() {
    return bytes.clone();
  }

  /**
   * Checks the proof.
   *
   * @throws DomainException PROTOCOL_VIOLATION if it does not hold for this Duchy and context
   */
  void verify(RingContext context) {
    byte[] proof = Arrays.copyOfRange(bytes, CurveKernel.POINT_BYTES, BYTES);
    KeyProof.verify(point(), proof, context(duchy, context));
  }

  byte[] point() {
    return Arrays.copyOf(bytes, CurveKernel.POINT_BYTES);
  }

  /** What a proof is bound to. */
  static byte[] context(String duchy, RingContext context) {
    return new CanonicalBytes().field(LABEL).field(duchy).field(context.canonical()).toByteArray();
  }

  /** Two shares of one Duchy and point are the same, whatever their proofs. */
  @Override
  public boolean equals(Object other) {
    return other instanceof PublicKeyShare share
        && duchy.equals(share.duchy)
        && Arrays.equals(point(), share.point());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(point());
  }
}
