package org.aureole.duchy.stage;

import com.google.protobuf.ByteString;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.aureole.crypto.consent.Purpose;
import org.aureole.duchy.computation.ComputationTerms;
import org.aureole.duchy.computation.LocalRequisition;
import org.aureole.duchy.computation.Peer;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.name.PartyName;
import org.aureole.model.name.RequisitionName;
import org.aureole.platform.http.PeerUrl;
import org.aureole.platform.trust.PeerTrust;
import org.aureole.v1.Computation;
import org.aureole.v1.ComputationParticipant;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.RequisitionParams;

/**
 * Holds the Kingdom's view of a Computation against the signed specification. Every difference is a
 * PROTOCOL_VIOLATION. Thread-safe.
 */
final class ComputationCheck {
  private final URI apiUrl;
  private final PeerTrust trust;

  /**
   * @param apiUrl the base URL of this Duchy's own API
   */
  ComputationCheck(URI apiUrl, PeerTrust trust) {
    this.apiUrl = Objects.requireNonNull(apiUrl);
    this.trust = Objects.requireNonNull(trust);
  }

  /**
   * The requisitions: one for each data provider of the specification, and no other, each with a
   * Duchy that takes what the provider hands over.
   */
  List<LocalRequisition> requisitions(ComputationTerms terms, Computation remote) {
    Map<String, LocalRequisition> byProvider = new HashMap<>();
    for (Computation.RequisitionEntry entry : remote.getRequisitionsList()) {
      RequisitionName name = RequisitionName.parse(entry.getRequisition());
      String provider = name.parent().toString();
      require(
          entry.getDataProvider().equals(provider),
          name + " is not of the data provider " + entry.getDataProvider());
      require(
          terms.spec().dataProvider(provider).isPresent(),
          provider + " has a requisition but is not in the signed specification");
      require(
          terms.duchies().isReceiver(entry.getReceivingDuchy()),
          name + " goes to " + entry.getReceivingDuchy() + ", which does not take it");
      LocalRequisition requisition =
          new LocalRequisition(name, PartyName.parse(entry.getReceivingDuchy()), false);
      require(byProvider.put(provider, requisition) == null, provider + " has two requisitions");
    }
    for (MeasurementSpec.DataProviderEntry entry : terms.spec().spec().getDataProvidersList()) {
      require(
          byProvider.containsKey(entry.getDataProvider()),
          entry.getDataProvider() + " of the signed specification has no requisition");
    }
    return List.copyOf(byProvider.values());
  }

  /**
   * Checks that exactly the data providers of the specification took part: each showed the nonce
   * that the consumer gave it, for the requisition that was pinned.
   */
  void participation(ComputationTerms terms, Computation remote, List<LocalRequisition> pinned) {
    Map<String, LocalRequisition> now = new HashMap<>();
    requisitions(terms, remote).forEach(r -> now.put(r.name().toString(), r));
    require(now.size() == pinned.size(), "the number of requisitions has changed");
    for (LocalRequisition requisition : pinned) {
      LocalRequisition same = now.get(requisition.name().toString());
      require(
          same != null && same.receiver().equals(requisition.receiver()),
          requisition.name() + " is not what it was when the computation began");
    }
    for (Computation.RequisitionEntry entry : remote.getRequisitionsList()) {
      require(
          terms.spec().nonceMatches(entry.getDataProvider(), entry.getNonce().toByteArray()),
          "the nonce of " + entry.getDataProvider() + " is not the consumer's");
    }
  }

  /**
   * What the other Duchies of the specification signed for this very computation.
   *
   * @param protocol knows what the parameters must hold
   * @throws DomainException also CERTIFICATE_INVALID or CONSENT_SIGNAL_INVALID
   */
  List<Peer> peers(ComputationTerms terms, Computation remote, Protocol protocol) {
    List<String> expected = new ArrayList<>(terms.duchies().all());
    List<Peer> peers = new ArrayList<>();
    for (ComputationParticipant participant : remote.getParticipantsList()) {
      require(
          expected.remove(participant.getDuchy()),
          participant.getDuchy() + " takes part, but not by the signed specification");
      if (!participant.getDuchy().equals(terms.self().toString())) {
        peers.add(peer(terms, participant, protocol));
      }
    }
    require(expected.isEmpty(), expected + " of the signed specification do not take part");
    return peers;
  }

  private Peer peer(ComputationTerms terms, ComputationParticipant participant, Protocol protocol) {
    PartyName duchy = PartyName.parse(participant.getDuchy());
    RequisitionParams params =
        trust
            .within(terms.spec())
            .verify(
                participant.getRequisitionParams(),
                terms.published(Purpose.REQUISITION_PARAMS, duchy),
                RequisitionParams.parser());
    boolean same =
        params.getComputation().equals(terms.computation().toString())
            && params.getMeasurement().equals(terms.spec().measurement().toString())
            && params.getDuchy().equals(duchy.toString())
            && params
                .getSpecFingerprint()
                .equals(ByteString.copyFrom(terms.spec().fingerprint().bytes()));
    require(same, "the parameters of " + duchy + " are of another computation");
    protocol.checkParams(terms, duchy, params);
    return new Peer(duchy, params.getPublicKey(), params.getSeedCommitment(), url(duchy, params));
  }

  private URI url(PartyName duchy, RequisitionParams params) {
    try {
      return PeerUrl.peer(params.getApiUrl(), apiUrl);
    } catch (IllegalArgumentException e) {
      throw violation(
          "the parameters of " + duchy + " hold no URL of its API: it " + e.getMessage());
    }
  }

  static void require(boolean right, String message) {
    if (!right) {
      throw violation(message);
    }
  }

  private static DomainException violation(String message) {
    return DomainException.of(ErrorCode.PROTOCOL_VIOLATION, message);
  }
}
