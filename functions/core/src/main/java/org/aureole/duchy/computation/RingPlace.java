package org.aureole.duchy.computation;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.aureole.crypto.llv2.DuchyRing;
import org.aureole.crypto.llv2.PublicKeyShare;
import org.aureole.model.error.DomainException;
import org.aureole.model.name.PartyName;
import org.aureole.v1.RequisitionParams;

/**
 * Where this Duchy stands in the ring of a Computation. Immutable.
 *
 * @param shares the shares of the public key of all Duchies in ring order, the aggregator's last
 * @param position this Duchy's, from 0
 */
public record RingPlace(List<PublicKeyShare> shares, int position) {
  public RingPlace {
    shares = List.copyOf(shares);
  }

  /**
   * The place that the published keys give.
   *
   * @param row of a computation for which this Duchy has published its parameters
   * @param peers the verified parameters of all other Duchies
   */
  public static RingPlace of(RingTerms terms, ComputationRow row, List<Peer> peers) {
    Map<String, byte[]> keys = new HashMap<>();
    keys.put(terms.self().toString(), ownKey(row));
    peers.forEach(peer -> keys.put(peer.duchy().toString(), peer.publicKey().toByteArray()));
    List<String> ring =
        DuchyRing.order(keys, terms.duchies().aggregator(), terms.computation().toString());
    return new RingPlace(
        ring.stream().map(duchy -> PublicKeyShare.of(duchy, keys.get(duchy))).toList(),
        ring.indexOf(terms.self().toString()));
  }

  /** The first worker, to which the aggregator hands over. */
  public PartyName first() {
    return duchy(0);
  }

  /** From whom this Duchy receives in each phase. */
  public PartyName previous() {
    return duchy((position + shares.size() - 1) % shares.size());
  }

  /** To whom this Duchy hands over in each phase. */
  public PartyName next() {
    return duchy((position + 1) % shares.size());
  }

  private PartyName duchy(int at) {
    return PartyName.parse(shares.get(at).duchy());
  }

  private static byte[] ownKey(ComputationRow row) {
    try {
      return RequisitionParams.parseFrom(
              row.pinned()
                  .orElseThrow(() -> DomainException.bug(row.name() + " has published nothing"))
                  .params()
                  .getPayload())
          .getPublicKey()
          .toByteArray();
    } catch (InvalidProtocolBufferException e) {
      throw DomainException.bug("the pinned parameters of " + row.name() + " do not parse");
    }
  }
}
