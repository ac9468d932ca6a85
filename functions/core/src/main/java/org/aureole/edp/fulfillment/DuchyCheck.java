package org.aureole.edp.fulfillment;

import java.net.URI;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.aureole.crypto.consent.EncryptionPublicKey;
import org.aureole.crypto.consent.Purpose;
import org.aureole.crypto.consent.SigningContext;
import org.aureole.crypto.hmss.SeedAgreement;
import org.aureole.model.name.ComputationName;
import org.aureole.model.name.PartyName;
import org.aureole.platform.http.PeerUrl;
import org.aureole.platform.spec.ShareShuffleRoles;
import org.aureole.platform.spec.VerifiedSpec;
import org.aureole.platform.trust.PeerTrust;
import org.aureole.v1.Requisition;
import org.aureole.v1.RequisitionParams;

/**
 * Verifies the Duchies of a requisition: exactly those that the consumer signed, each with
 * parameters that it signed itself for this computation. Thread-safe.
 */
final class DuchyCheck {
  private final PartyName self;
  private final PeerTrust trust;

  DuchyCheck(PartyName self, PeerTrust trust) {
    this.self = Objects.requireNonNull(self);
    this.trust = Objects.requireNonNull(trust);
  }

  VerifiedRequisition.ShareRecipients verify(Requisition requisition, VerifiedSpec spec) {
    ShareShuffleRoles roles =
        ShareShuffleRoles.of(spec.spec().getProtocol().getHonestMajorityShareShuffle());
    ComputationName computation = ComputationName.parse(requisition.getComputation());
    Map<String, RequisitionParams> params = new HashMap<>();
    Set<String> delivered = new HashSet<>();
    for (Requisition.DuchyEntry entry : requisition.getDuchiesList()) {
      delivered.add(entry.getDuchy());
    }
    if (requisition.getDuchiesCount() != roles.all().size()
        || !delivered.equals(Set.copyOf(roles.all()))) {
      throw ConsentCheck.invalidConsent(
          "the requisition names the Duchies "
              + delivered
              + "; the consumer signed "
              + roles.all());
    }
    for (Requisition.DuchyEntry entry : requisition.getDuchiesList()) {
      params.put(entry.getDuchy(), params(entry, computation, roles, spec));
    }
    return recipients(requisition, computation, roles, params);
  }

  private RequisitionParams params(
      Requisition.DuchyEntry entry,
      ComputationName computation,
      ShareShuffleRoles roles,
      VerifiedSpec spec) {
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
    if (roles.isWorker(entry.getDuchy())
        && params.getSeedCommitment().size() != SeedAgreement.COMMITMENT_BYTES) {
      throw ConsentCheck.invalidConsent(
          entry.getDuchy() + " has not committed to its share of the common seed");
    }
    return params;
  }

  private VerifiedRequisition.ShareRecipients recipients(
      Requisition requisition,
      ComputationName computation,
      ShareShuffleRoles roles,
      Map<String, RequisitionParams> params) {
    String receiver = requisition.getReceivingDuchy();
    if (!roles.isWorker(receiver)) {
      throw ConsentCheck.invalidConsent(
          "the receiver of the share of " + self + " is no worker of the computation");
    }
    String other = roles.otherWorker(receiver);
    return new VerifiedRequisition.ShareRecipients(
        computation,
        roles,
        receiver,
        url(receiver, params.get(receiver).getApiUrl()),
        other,
        EncryptionPublicKey.fromBytes(params.get(other).getPublicKey().toByteArray()));
  }

  private static URI url(String duchy, String text) {
    try {
      return PeerUrl.base(text);
    } catch (IllegalArgumentException e) {
      throw ConsentCheck.invalidConsent(
          duchy + " has signed no URL of its API: it " + e.getMessage());
    }
  }
}
