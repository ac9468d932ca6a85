package org.aureole.crypto.llv2;

import java.nio.ByteBuffer;
import java.util.List;
import org.aureole.crypto.consent.CanonicalBytes;
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
  private final List<PublicKeyShare> shares;
  private final int position;

  private DuchyKeys(
      SecretScalar own,
      PreparedPoint composite,
      PreparedPoint rest,
      List<PublicKeyShare> shares,
      int position) {
    this.own = own;
    this.composite = composite;
    this.rest = rest;
    this.shares = shares;
    this.position = position;
  }

  /**
   * The keys of one Duchy.
   *
   * @param secret its own; its Duchy's name says where in the ring it is
   * @param sharesInRingOrder the public key shares of all D Duchies as {@link DuchyRing} orders
   *     them, the aggregator's last, their owners' signatures verified
   * @throws DomainException PROTOCOL_VIOLATION if they are not D, if two are of one Duchy or one
   *     point, if a proof does not hold, or if this Duchy's own is not among them
   */
  public static DuchyKeys of(
      Llv2Setting setting, DuchySecret secret, List<PublicKeyShare> sharesInRingOrder) {
    List<PublicKeyShare> shares = List.copyOf(sharesInRingOrder);
    byte[] composite = compositeKey(setting.parameters(), secret.context(), shares);
    int position = shares.indexOf(secret.publicKeyShare(setting.kernel()));
    if (position < 0) {
      throw violation("our own, of " + secret.duchy() + ", is not among them");
    }
    boolean isLast = position == shares.size() - 1;
    byte[] rest = isLast ? composite : sum(shares.subList(position + 1, shares.size()));
    return new DuchyKeys(
        secret.keyShare(),
        setting.kernel().prepare(composite),
        setting.kernel().prepare(rest),
        shares,
        position);
  }

  /**
   * Y, the sum of all public key shares: the key to which data providers encrypt. Each share is
   * proven to be its owner's, so that none is chosen to cancel others.
   *
   * @param shares in any order
   * @return one point, 33 bytes
   * @throws DomainException PROTOCOL_VIOLATION if they are not D, if two are of one Duchy or one
   *     point, if a proof does not hold, or if they sum to the point at infinity
   */
  static byte[] compositeKey(
      Llv2Parameters parameters, RingContext context, List<PublicKeyShare> shares) {
    int duchies = parameters.duchies();
    if (shares.size() != duchies) {
      throw violation("are %d where %d Duchies take part".formatted(shares.size(), duchies));
    }
    long names = shares.stream().map(PublicKeyShare::duchy).distinct().count();
    long points =
        shares.stream().map(PublicKeyShare::point).map(ByteBuffer::wrap).distinct().count();
    if (names < duchies || points < duchies) {
      throw violation("must be each Duchy's another");
    }
    shares.forEach(share -> share.verify(context));
    return sum(shares);
  }

  private static DomainException violation(String message) {
    return DomainException.at(ErrorCode.PROTOCOL_VIOLATION, "shares", message);
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

  /** The names and points of all shares in ring order, as bytes that no others give. */
  byte[] canonicalShares() {
    CanonicalBytes all = new CanonicalBytes();
    shares.forEach(share -> all.field(share.duchy()).field(share.point()));
    return all.toByteArray();
  }

  /** Clears the share of the private key. */
  public void destroy() {
    own.destroy();
  }
}
