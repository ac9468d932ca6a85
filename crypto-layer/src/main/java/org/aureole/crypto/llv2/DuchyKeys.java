package org.aureole.crypto.llv2;

import java.util.HashSet;
import java.util.List;
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
   *     owners' signatures verified
   * @param position its own position in the ring, from 0
   * @throws DomainException PROTOCOL_VIOLATION if a share is not a point, if two are the same, or
   *     if the one at the position is not this Duchy's
   */
  public static DuchyKeys of(
      CurveKernel kernel, DuchySecret secret, List<PublicKeyShare> shares, int position) {
    if (position < 0 || position >= shares.size()) {
      throw DomainException.invalid(
          "position", "is " + position + " in a ring of " + shares.size());
    }
    byte[] composite = compositeKey(secret.computation(), shares);
    if (!secret.publicKeyShare(kernel).equals(shares.get(position))) {
      throw DomainException.at(
          ErrorCode.PROTOCOL_VIOLATION, "shares", "position " + position + " is not our own");
    }
    boolean isLast = position == shares.size() - 1;
    byte[] rest = isLast ? composite : sum(shares.subList(position + 1, shares.size()));
    return new DuchyKeys(
        secret.keyShare(), kernel.prepare(composite), kernel.prepare(rest), position);
  }

  /**
   * Y, the sum of all public key shares: the key to which data providers encrypt. Each share is
   * proven to be its owner's, so that none is chosen to cancel others.
   *
   * @param computation the resource name of the computation
   * @param shares in any order
   * @return one point, 33 bytes
   * @throws DomainException PROTOCOL_VIOLATION if a proof does not hold, if two shares are the
   *     same, or if they sum to the point at infinity
   */
  public static byte[] compositeKey(String computation, List<PublicKeyShare> shares) {
    if (new HashSet<>(shares).size() < shares.size()) {
      throw DomainException.at(
          ErrorCode.PROTOCOL_VIOLATION, "shares", "must be each Duchy's another");
    }
    shares.forEach(share -> share.verify(computation));
    return sum(shares);
  }

  private static byte[] sum(List<PublicKeyShare> shares) {
    return CurvePoints.sum(Records.concat(shares.stream().map(PublicKeyShare::point).toList()));
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
