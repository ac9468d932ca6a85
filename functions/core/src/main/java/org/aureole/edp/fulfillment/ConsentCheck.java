package org.aureole.edp.fulfillment;

import com.google.protobuf.util.Timestamps;
import java.net.URI;
import java.security.MessageDigest;
import java.util.Objects;
import org.aureole.crypto.consent.Opener;
import org.aureole.crypto.consent.Purpose;
import org.aureole.crypto.consent.SigningContext;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.name.EventGroupName;
import org.aureole.model.name.MeasurementName;
import org.aureole.model.name.PartyName;
import org.aureole.model.name.RequisitionName;
import org.aureole.platform.spec.VerifiedSpec;
import org.aureole.platform.trust.PeerTrust;
import org.aureole.v1.AnswerPolicy;
import org.aureole.v1.DataProviderCapabilities;
import org.aureole.v1.Interval;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.ProtocolConfig;
import org.aureole.v1.Requisition;
import org.aureole.v1.RequisitionSpec;

/**
 * Decides whether a requisition is what its measurement consumer wants and what this provider's own
 * policy allows. Everything that the Kingdom delivered is suspect until a signature under a locally
 * approved root vouches for it. Thread-safe.
 */
public final class ConsentCheck {
  private final PartyName self;
  private final DataProviderCapabilities.Kind kind;
  private final URI kingdom;
  private final PeerTrust trust;
  private final Opener opener;

  /**
   * @param kind whether this provider answers about events or about the population
   * @param kingdom where the Kingdom's API is
   * @param opener opens what was sealed to this provider
   */
  public ConsentCheck(
      PartyName self,
      DataProviderCapabilities.Kind kind,
      URI kingdom,
      PeerTrust trust,
      Opener opener) {
    this.self = Objects.requireNonNull(self);
    this.kind = Objects.requireNonNull(kind);
    this.kingdom = Objects.requireNonNull(kingdom);
    this.trust = Objects.requireNonNull(trust);
    this.opener = Objects.requireNonNull(opener);
  }

  /**
   * Verifies a requisition.
   *
   * @throws DomainException CERTIFICATE_INVALID, CONSENT_SIGNAL_INVALID or SPEC_INVALID with what
   *     is wrong; UNFULFILLABLE if the specification has expired; UNAVAILABLE if the keys cannot be
   *     reached
   */
  public VerifiedRequisition verify(Requisition requisition, AnswerPolicy policy) {
    RequisitionName name = RequisitionName.parse(requisition.getName());
    if (!name.parent().equals(self)) {
      throw invalidConsent("the requisition is of another data provider: " + name);
    }
    VerifiedSpec spec = spec(requisition);
    checkType(spec.spec());
    checkConsumer(spec.measurement().parent(), policy);
    checkPolicy(spec.spec(), policy);
    RequisitionSpec own = requisitionSpec(requisition, spec);
    checkOwn(own, spec);
    return new VerifiedRequisition(
        name, spec, own, new DuchyCheck(self, kingdom, trust).verify(requisition, spec));
  }

  private VerifiedSpec spec(Requisition requisition) {
    try {
      return trust.verifySpec(
          requisition.getMeasurementSpec(), MeasurementName.parse(requisition.getMeasurement()));
    } catch (DomainException e) {
      if (e.code() == ErrorCode.FAILED_PRECONDITION) {
        throw DomainException.of(ErrorCode.UNFULFILLABLE, e.getMessage(), e);
      }
      throw e;
    }
  }

  private RequisitionSpec requisitionSpec(Requisition requisition, VerifiedSpec spec) {
    SigningContext context =
        SigningContext.addressed(
            Purpose.REQUISITION_SPEC,
            spec.measurement().parent().toString(),
            self.toString(),
            spec.measurement().toString(),
            spec.fingerprint());
    return trust.openAndVerify(
        requisition.getRequisitionSpec(), opener, context, RequisitionSpec.parser());
  }

  private void checkOwn(RequisitionSpec own, VerifiedSpec spec) {
    if (!own.getMeasurement().equals(spec.measurement().toString())
        || !own.getDataProvider().equals(self.toString())) {
      throw invalidConsent("the requisition specification is for another requisition");
    }
    if (!MessageDigest.isEqual(
        own.getResultPublicKey().toByteArray(), spec.spec().getResultPublicKey().toByteArray())) {
      throw invalidConsent(
          "the result key of the requisition specification is not that of the measurement"
              + " specification");
    }
    if (!spec.nonceMatches(self.toString(), own.getNonce().toByteArray())) {
      throw invalidConsent(
          "the nonce is not the one whose hash the measurement specification holds for " + self);
    }
    if (kind == DataProviderCapabilities.Kind.EVENT_DATA_PROVIDER) {
      checkEventGroups(own);
    } else if (own.getEventGroupsCount() > 0) {
      throw invalidSpec("requisitionSpec.eventGroups", "must be empty for a population");
    }
  }

  private void checkEventGroups(RequisitionSpec own) {
    if (own.getEventGroupsCount() == 0) {
      throw invalidSpec("requisitionSpec.eventGroups", "is empty; name what shall be measured");
    }
    if (!own.getPopulationFilter().isEmpty()) {
      throw invalidSpec(
          "requisitionSpec.populationFilter", "is for population counts; filter event groups");
    }
    for (int i = 0; i < own.getEventGroupsCount(); i++) {
      RequisitionSpec.EventGroupEntry entry = own.getEventGroups(i);
      String field = "requisitionSpec.eventGroups[" + i + "]";
      if (!isOwn(entry.getEventGroup())) {
        throw invalidSpec(field + ".eventGroup", "is no event group of " + self);
      }
      if (!entry.hasCollectionInterval() || !isForward(entry.getCollectionInterval())) {
        throw invalidSpec(
            field + ".collectionInterval", "must have valid times and end after it starts");
      }
    }
  }

  private static boolean isForward(Interval interval) {
    return Timestamps.isValid(interval.getStartTime())
        && Timestamps.isValid(interval.getEndTime())
        && Timestamps.compare(interval.getStartTime(), interval.getEndTime()) < 0;
  }

  private boolean isOwn(String eventGroup) {
    try {
      return EventGroupName.parse(eventGroup).parent().equals(self);
    } catch (DomainException e) {
      return false;
    }
  }

  private void checkType(MeasurementSpec spec) {
    boolean population = kind == DataProviderCapabilities.Kind.POPULATION_DATA_PROVIDER;
    if (spec.hasPopulationCount() != population) {
      throw invalidSpec(
          "measurementSpec",
          population
              ? "asks for events; this data provider answers populationCount only"
              : "asks for populationCount; this data provider has events only");
    }
  }

  /** The Kingdom hides the event groups from others, but it is not the one to decide. */
  private static void checkConsumer(PartyName consumer, AnswerPolicy policy) {
    if (policy.getMeasurementConsumersCount() > 0
        && !policy.getMeasurementConsumersList().contains(consumer.toString())) {
      throw invalidSpec(
          "measurementSpec.measurement",
          "is of " + consumer + ", whom the policy of this data provider does not answer");
    }
  }

  private static void checkPolicy(MeasurementSpec spec, AnswerPolicy policy) {
    boolean allowed =
        switch (spec.getProtocol().getProtocolCase()) {
          case DIRECT -> policy.getDirect();
          case HONEST_MAJORITY_SHARE_SHUFFLE -> policy.getHonestMajorityShareShuffle();
          case LIQUID_LEGIONS_V2 -> policy.getLiquidLegionsV2();
          case PROTOCOL_NOT_SET -> false;
        };
    if (!allowed) {
      throw invalidSpec(
          "measurementSpec.protocol", "is one that the policy of this data provider excludes");
    }
    NoiseMechanism noise = noise(spec);
    if (!spec.hasPopulationCount() && !policy.getNoiseMechanismsList().contains(noise)) {
      throw invalidSpec(
          "measurementSpec.protocol.noiseMechanism",
          "is "
              + noise
              + "; the policy of this data provider allows "
              + policy.getNoiseMechanismsList());
    }
  }

  /** The noise that the consumer signed. */
  static NoiseMechanism noise(MeasurementSpec spec) {
    ProtocolConfig protocol = spec.getProtocol();
    return switch (protocol.getProtocolCase()) {
      case DIRECT -> protocol.getDirect().getNoiseMechanism();
      case HONEST_MAJORITY_SHARE_SHUFFLE ->
          protocol.getHonestMajorityShareShuffle().getNoiseMechanism();
      case LIQUID_LEGIONS_V2 -> protocol.getLiquidLegionsV2().getNoiseMechanism();
      case PROTOCOL_NOT_SET -> NoiseMechanism.NOISE_MECHANISM_UNSPECIFIED;
    };
  }

  static DomainException invalidSpec(String field, String message) {
    return DomainException.at(ErrorCode.SPEC_INVALID, field, message);
  }

  static DomainException invalidConsent(String message) {
    return DomainException.of(ErrorCode.CONSENT_SIGNAL_INVALID, message);
  }
}
