package org.aureole.edp.fulfillment;

import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.aureole.crypto.consent.EncryptionPublicKey;
import org.aureole.crypto.consent.Purpose;
import org.aureole.crypto.consent.SigningContext;
import org.aureole.crypto.hmss.SeedAgreement;
import org.aureole.crypto.llv2.PublicKeyShare;
import org.aureole.crypto.llv2.RegisterEncryption;
import org.aureole.crypto.llv2.RingContext;
import org.aureole.model.error.DomainException;
import org.aureole.model.name.ComputationName;
import org.aureole.model.name.PartyName;
import org.aureole.platform.http.PeerUrl;
import org.aureole.platform.spec.ComputingDuchies;
import org.aureole.platform.spec.LiquidLegionsRule;
import org.aureole.platform.spec.ShareShuffleRoles;
import org.aureole.platform.spec.VerifiedSpec;
import org.aureole.platform.trust.PeerTrust;
import org.aureole.v1.ProtocolConfig;
import org.aureole.v1.Requisition;
import org.aureole.v1.RequisitionParams;

/**
 * Verifies the Duchies of a requisition: exactly those that the consumer signed, each with
 * parameters that it signed itself for this computation. Thread-safe.
 */
final class DuchyCheck {
  private final PartyName self;
  private final URI kingdom;
  private final PeerTrust trust;

  DuchyCheck(PartyName self, URI kingdom, PeerTrust trust) {
    this.self = Objects.requireNonNull(self);
    this.kingdom = Objects.requireNonNull(kingdom);
    this.trust = Objects.requireNonNull(trust);
  }

  /**
   * Verifies.
   *
   * @return empty if the consumer signed that no Duchy computes
   */
  Optional<VerifiedRequisition.Recipient> verify(Requisition requisition, VerifiedSpec spec) {
    return ComputingDuchies.of(spec.spec().getProtocol())
        .map(duchies -> verify(requisition, spec, duchies));
  }

  private VerifiedRequisition.Recipient verify(
      Requisition requisition, VerifiedSpec spec, ComputingDuchies duchies) {
    ComputationName computation = ComputationName.parse(requisition.getComputation());
    Set<String> delivered = new HashSet<>();
    for (Requisition.DuchyEntry entry : requisition.getDuchiesList()) {
      delivered.add(entry.getDuchy());
    }
    if (requisition.getDuchiesCount() != duchies.all().size()
        || !delivered.equals(Set.copyOf(duchies.all()))) {
      throw ConsentCheck.invalidConsent(
          "the requisition names the Duchies "
              + delivered
              + "; the consumer signed "
              + duchies.all());
    }
    String receiver = requisition.getReceivingDuchy();
    if (!duchies.isReceiver(receiver)) {
      throw ConsentCheck.invalidConsent(
          "what " + self + " hands over is to go to a Duchy that does not take it by the protocol");
    }
    Map<String, RequisitionParams> params = new HashMap<>();
    for (Requisition.DuchyEntry entry : requisition.getDuchiesList()) {
      params.put(entry.getDuchy(), params(entry, computation, spec));
    }
    URI url = url(receiver, params.get(receiver).getApiUrl());
    ProtocolConfig protocol = spec.spec().getProtocol();
    return protocol.hasLiquidLegionsV2()
        ? new VerifiedRequisition.RegisterRecipient(
            computation, receiver, url, encryption(computation, spec, params))
        : shareRecipients(computation, receiver, url, protocol, params);
  }

  private RequisitionParams params(
      Requisition.DuchyEntry entry, ComputationName computation, VerifiedSpec spec) {
    SigningContext context =
        SigningContext.published(
            Purpose.REQUISITION_PARAMS,
            entry.getDuchy(),
            computation.toString(),
            spec.fingerprint());
    RequisitionParams params =
        trust
            .within(spec)
            .verify(entry.getRequisitionParams(), context, RequisitionParams.parser());
    boolean own =
        params.getComputation().equals(computation.toString())
            && params.getMeasurement().equals(spec.measurement().toString())
            && params.getDuchy().equals(entry.getDuchy())
            && Arrays.equals(params.getSpecFingerprint().toByteArray(), spec.fingerprint().bytes());
    if (!own) {
      throw ConsentCheck.invalidConsent(
          "the parameters of " + entry.getDuchy() + " are for another computation");
    }
    return params;
  }

  private static VerifiedRequisition.ShareRecipients shareRecipients(
      ComputationName computation,
      String receiver,
      URI url,
      ProtocolConfig protocol,
      Map<String, RequisitionParams> params) {
    ShareShuffleRoles roles = ShareShuffleRoles.of(protocol.getHonestMajorityShareShuffle());
    for (String worker : List.of(roles.firstWorker(), roles.secondWorker())) {
      if (params.get(worker).getSeedCommitment().size() != SeedAgreement.COMMITMENT_BYTES) {
        throw ConsentCheck.invalidConsent(
            worker + " has not committed to its share of the common seed");
      }
    }
    String other = roles.otherWorker(receiver);
    return new VerifiedRequisition.ShareRecipients(
        computation,
        receiver,
        url,
        other,
        EncryptionPublicKey.fromBytes(params.get(other).getPublicKey().toByteArray()));
  }

  /** To all Duchies together: each must prove that it knows its share of the private key. */
  private static RegisterEncryption encryption(
      ComputationName computation, VerifiedSpec spec, Map<String, RequisitionParams> params) {
    try {
      List<PublicKeyShare> shares = new ArrayList<>();
      params.forEach((duchy, signed) ->
          shares.add(PublicKeyShare.of(duchy, signed.getPublicKey().toByteArray())));
      return new RegisterEncryption(
          LiquidLegionsRule.setting(spec.spec(), spec.spec().getProtocol().getLiquidLegionsV2()),
          new RingContext(computation.toString(), spec.fingerprint()),
          shares);
    } catch (DomainException e) {
      throw ConsentCheck.invalidConsent(
          "the Duchies' shares of the key do not hold: " + e.getMessage());
    }
  }

  private URI url(String duchy, String text) {
    try {
      return PeerUrl.peer(text, kingdom);
    } catch (IllegalArgumentException e) {
      throw ConsentCheck.invalidConsent(
          duchy + " has signed no URL of its API: it " + e.getMessage());
    }
  }
}
