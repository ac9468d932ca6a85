package org.aureole.crypto.llv2;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.aureole.crypto.curve.CurveKernel;
import org.aureole.crypto.curve.CurvePoints;
import org.aureole.crypto.curve.PreparedPoint;
import org.aureole.crypto.curve.SecretScalar;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;

/**
 * The keys with which one Duchy works: its own share, the composite key of all, and the key of
 * those that come after it in the ring. Immutable and thread-safe.
 */
public final class DuchyKeys {
  private final SecretScalar own;
  private final PreparedPoint composite;
  private final PreparedPoint rest;
  private final int position;

  private DuchyKeys(SecretScalar own, PreparedPoint composite, PreparedPoint rest, int position) {
    this.own = own;
    this.composite = composite;
    this.rest = rest;
    this.position = position;
  }

  /**
   * The keys of one Duchy.
   *
   * @param secret its own
   * @param shares the public key shares of all Duchies in ring order, the aggregator's last, their
   *     owners' signatures verified; 33 bytes each
   * @param position its own position in the ring, from 0
   * @throws DomainException PROTOCOL_VIOLATION if a share is not a point, if two are the same, or
   *     if the one at the position is not this Duchy's
   */
  public static DuchyKeys of(
      CurveKernel kernel, DuchySecret secret, List<byte[]> shares, int position) {
    if (position < 0 || position >= shares.size()) {
      throw DomainException.invalid(
          "position", "is " + position + " in a ring of " + shares.size());
    }
    byte[] composite = compositeKey(shares);
    if (!Arrays.equals(secret.publicKeyShare(kernel), shares.get(position))) {
      throw DomainException.at(
          ErrorCode.PROTOCOL_VIOLATION, "shares", "position " + position + " is not our own");
    }
    boolean isLast = position == shares.size() - 1;
    byte[] rest =
        isLast
            ? composite
            : CurvePoints.sum(Records.concat(shares.subList(position + 1, shares.size())));
    return new DuchyKeys(
        secret.keyShare(), kernel.prepare(composite), kernel.prepare(rest), position);
  }

  /**
   * Y, the sum of all public key shares: the key to which data providers encrypt.
   *
   * @param shares 33 bytes each, in any order
   * @return 33 bytes
   * @throws DomainException PROTOCOL_VIOLATION if a share is not a point, if two are the same, or
   *     if they sum to the point at infinity
   */
  public static byte[] compositeKey(List<byte[]> shares) {
    Set<String> different = new HashSet<>();
    for (byte[] share : shares) {
      if (share.length != CurveKernel.POINT_BYTES || !different.add(Arrays.toString(share))) {
        throw DomainException.at(
            ErrorCode.PROTOCOL_VIOLATION,
            "shares",
            "must be points of 33 bytes, each Duchy's another");
      }
    }
    return CurvePoints.sum(Records.concat(shares));
  }

  SecretScalar own() {
    return own;
  }

  /** Y. */
  PreparedPoint composite() {
    return composite;
  }

  /** Z, the key of the Duchies after this one; of the last one, the aggregator, Y. */
  PreparedPoint rest() {
    return rest;
  }

  /** From 0; the aggregator is last. */
  int position() {
    return position;
  }

  /** Clears the share of the private key. */
  public void destroy() {
    own.destroy();
  }
}
