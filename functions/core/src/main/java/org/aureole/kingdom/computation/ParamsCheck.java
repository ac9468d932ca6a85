package org.aureole.kingdom.computation;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Objects;
import org.aureole.crypto.consent.EncryptionPublicKey;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.crypto.consent.Purpose;
import org.aureole.crypto.consent.SigningContext;
import org.aureole.crypto.llv2.PublicKeyShare;
import org.aureole.kingdom.consent.SignatureCheck;
import org.aureole.kingdom.party.CapabilityChecks;
import org.aureole.kingdom.store.MeasurementStore.MeasurementRow;
import org.aureole.kingdom.validation.Checks;
import org.aureole.kingdom.validation.FieldPath;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.name.CertificateName;
import org.aureole.model.name.ParticipantName;
import org.aureole.model.name.PartyName;
import org.aureole.platform.sql.Tx;
import org.aureole.v1.ProtocolConfig;
import org.aureole.v1.ProtocolConfig.HonestMajorityShareShuffle;
import org.aureole.v1.RequisitionParams;
import org.aureole.v1.SignedMessage;

/** Whether what a Duchy publishes for a Computation is its own and fits the Computation. */
public final class ParamsCheck {
  private static final FieldPath PATH = FieldPath.ROOT.field("requisitionParams");

  private final SignatureCheck signatures;

  public ParamsCheck(SignatureCheck signatures) {
    this.signatures = Objects.requireNonNull(signatures);
  }

  /** Parameters that verify, and the certificate that they rest on. */
  record Verified(RequisitionParams params, CertificateName certificate) {}

  /** Verifies, then reads; throws at the field that is wrong. */
  Verified verify(Tx tx, ParticipantName name, MeasurementRow measurement, SignedMessage signed) {
    PartyName duchy = PartyName.duchy(name.duchy());
    ByteString spec = measurement.details().getMeasurementSpec().getPayload();
    Fingerprint fingerprint = Fingerprint.of(spec.toByteArray());
    String computation = measurement.computation().orElseThrow().toString();
    SigningContext context =
        SigningContext.published(
            Purpose.REQUISITION_PARAMS, duchy.toString(), computation, fingerprint);
    CertificateName certificate =
        signatures.verify(tx, PATH, signed, context, measurement.answered(tx.now()));
    RequisitionParams params = parse(signed);
    requireEqual("computation", params.getComputation(), computation);
    requireEqual("measurement", params.getMeasurement(), measurement.name().toString());
    requireEqual("duchy", params.getDuchy(), duchy.toString());
    if (!params.getSpecFingerprint().equals(ByteString.copyFrom(fingerprint.bytes()))) {
      throw PATH.field("specFingerprint")
          .error(ErrorCode.CONSENT_SIGNAL_INVALID, "is not that of the signed specification");
    }
    CapabilityChecks.checkUrl(PATH.field("apiUrl"), params.getApiUrl());
    checkKeys(params, measurement, duchy);
    return new Verified(params, certificate);
  }

  private static void checkKeys(
      RequisitionParams params, MeasurementRow measurement, PartyName duchy) {
    ProtocolConfig protocol = measurement.spec().getProtocol();
    if (protocol.hasLiquidLegionsV2()) {
      Checks.exactBytes(PATH.field("publicKey"), params.getPublicKey(), PublicKeyShare.BYTES);
      requireNoCommitment(params, "in Liquid Legions V2");
    } else {
      checkShuffleKeys(params, protocol.getHonestMajorityShareShuffle(), duchy);
    }
  }

  /** Workers receive sealed seeds and commit to theirs; the aggregator does neither. */
  private static void checkShuffleKeys(
      RequisitionParams params, HonestMajorityShareShuffle shuffle, PartyName duchy) {
    if (shuffle.getAggregator().equals(duchy.toString())) {
      requireNoCommitment(params, "by the aggregator");
      return;
    }
    Checks.exactBytes(PATH.field("publicKey"), params.getPublicKey(), EncryptionPublicKey.LENGTH);
    Checks.exactBytes(PATH.field("seedCommitment"), params.getSeedCommitment(), Fingerprint.LENGTH);
  }

  private static void requireNoCommitment(RequisitionParams params, String where) {
    if (!params.getSeedCommitment().isEmpty()) {
      throw PATH.field("seedCommitment").invalid("must be left out " + where);
    }
  }

  private static void requireEqual(String field, String actual, String expected) {
    if (!actual.equals(expected)) {
      throw PATH.field(field).invalid("must be " + expected);
    }
  }

  private static RequisitionParams parse(SignedMessage signed) {
    try {
      return RequisitionParams.parseFrom(signed.getPayload());
    } catch (InvalidProtocolBufferException e) {
      throw PATH.field("payload").invalid("is no RequisitionParams");
    }
  }
}
