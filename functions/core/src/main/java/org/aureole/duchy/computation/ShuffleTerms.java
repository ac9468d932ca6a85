package org.aureole.duchy.computation;

import org.aureole.crypto.consent.Purpose;
import org.aureole.crypto.consent.SigningContext;
import org.aureole.crypto.hmss.HmssNoise;
import org.aureole.crypto.hmss.HmssParameters;
import org.aureole.crypto.hmss.ShuffleWorker;
import org.aureole.crypto.noise.PrivacyParameters;
import org.aureole.crypto.vid.SamplingInterval;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.name.ComputationName;
import org.aureole.model.name.PartyName;
import org.aureole.platform.spec.ShareShuffleRoles;
import org.aureole.platform.spec.SpecRules;
import org.aureole.platform.spec.VerifiedSpec;
import org.aureole.v1.DifferentialPrivacyParams;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.ProtocolConfig.HonestMajorityShareShuffle;
import org.aureole.v1.SignedMessage;

/**
 * What this Duchy does in one Computation, as the measurement consumer signed it and nobody else
 * can change. Immutable.
 *
 * @param spec verified against the root that this Duchy approved for the consumer
 * @param self this Duchy, one of the three that the spec names
 */
public record ShuffleTerms(ComputationName computation, VerifiedSpec spec, PartyName self) {
  /**
   * Derives all that follows from the spec once, so that one which cannot be computed is refused.
   *
   * @throws DomainException SPEC_INVALID if this Duchy has no part in it or it cannot be computed
   */
  public ShuffleTerms {
    HonestMajorityShareShuffle protocol = protocol(spec);
    if (!ShareShuffleRoles.of(protocol).all().contains(self.toString())) {
      throw invalid(self + " has no part in the signed specification");
    }
    try {
      HmssParameters parameters = SpecRules.shareShuffle(spec.spec());
      if (parameters.modulus() != protocol.getModulus()) {
        throw invalid(
            "the modulus is %d; for this specification it is %d"
                .formatted(protocol.getModulus(), parameters.modulus()));
      }
      int length = vectorLength(spec.spec());
      if (length < 1) {
        throw invalid("the sampling interval takes no VID of the population");
      }
      SpecRules.requireBearable(noise(spec.spec(), protocol).shuffledLength(parameters, length));
    } catch (DomainException e) {
      throw e.code() == ErrorCode.INVALID_ARGUMENT ? invalid(e.getMessage()) : e;
    }
  }

  /**
   * The terms that this Duchy verified and pinned before.
   *
   * @param row of a computation whose spec is pinned
   */
  public static ShuffleTerms pinned(ComputationRow row, PartyName self) {
    SignedMessage spec =
        row.pinned()
            .orElseThrow(() -> DomainException.bug(row.name() + " has no pinned specification"))
            .spec();
    return new ShuffleTerms(row.name(), VerifiedSpec.of(row.measurement(), spec), self);
  }

  public ShareShuffleRoles roles() {
    return ShareShuffleRoles.of(protocol(spec));
  }

  public boolean isWorker() {
    return roles().isWorker(self.toString());
  }

  public PartyName aggregator() {
    return PartyName.parse(roles().aggregator());
  }

  /** The other worker; this Duchy is one. */
  public PartyName otherWorker() {
    return PartyName.parse(roles().otherWorker(self.toString()));
  }

  /** Which of the two workers this Duchy is. */
  public ShuffleWorker.Position position() {
    return roles().firstWorker().equals(self.toString())
        ? ShuffleWorker.Position.FIRST
        : ShuffleWorker.Position.SECOND;
  }

  public HmssParameters parameters() {
    return SpecRules.shareShuffle(spec.spec());
  }

  public HmssNoise noise() {
    return noise(spec.spec(), protocol(spec));
  }

  public SamplingInterval sampling() {
    return SpecRules.sampling(spec.spec());
  }

  /** How many VIDs are sampled, N: the length of every data provider's vector. */
  public int vectorLength() {
    return vectorLength(spec.spec());
  }

  /** The exact size in bytes of a data provider's explicit share. */
  public long shareBytes() {
    return (long) vectorLength() * parameters().elementBytes();
  }

  /** The number of elements of a worker's shuffled vector, N + 2L. */
  public int shuffledLength() {
    return noise().shuffledLength(parameters(), vectorLength());
  }

  /** The exact size in bytes of a worker's shuffled vector. */
  public long shuffledBytes() {
    return (long) shuffledLength() * parameters().elementBytes();
  }

  /** The context of something that a Duchy publishes for this computation. */
  public SigningContext published(Purpose purpose, PartyName sender) {
    return SigningContext.published(
        purpose, sender.toString(), computation.toString(), spec.fingerprint());
  }

  /** The context of something that one party of this computation hands to another. */
  public SigningContext addressed(Purpose purpose, PartyName sender, PartyName recipient) {
    return addressed(purpose, sender, recipient, computation.toString());
  }

  /** As the other, about another resource than the computation. */
  public SigningContext addressed(
      Purpose purpose, PartyName sender, PartyName recipient, String resource) {
    return SigningContext.addressed(
        purpose, sender.toString(), recipient.toString(), resource, spec.fingerprint());
  }

  private static HonestMajorityShareShuffle protocol(VerifiedSpec spec) {
    if (!spec.spec().getProtocol().hasHonestMajorityShareShuffle()) {
      throw invalid("the signed specification does not ask for Honest Majority Share Shuffle");
    }
    return spec.spec().getProtocol().getHonestMajorityShareShuffle();
  }

  private static HmssNoise noise(MeasurementSpec spec, HonestMajorityShareShuffle protocol) {
    if (protocol.getNoiseMechanism() == NoiseMechanism.NONE) {
      return HmssNoise.none();
    }
    int colluders = protocol.getToleratedColluders();
    return spec.hasReach()
        ? HmssNoise.reach(privacy(spec.getReach().getPrivacyParams()), colluders)
        : HmssNoise.reachAndFrequency(
            privacy(spec.getReachAndFrequency().getReachPrivacyParams()),
            privacy(spec.getReachAndFrequency().getFrequencyPrivacyParams()),
            colluders);
  }

  private static PrivacyParameters privacy(DifferentialPrivacyParams params) {
    return new PrivacyParameters(params.getEpsilon(), params.getDelta());
  }

  private static int vectorLength(MeasurementSpec spec) {
    return SpecRules.sampling(spec).indices(Math.toIntExact(spec.getPopulationSize())).length();
  }

  private static DomainException invalid(String message) {
    return DomainException.of(ErrorCode.SPEC_INVALID, message);
  }
}
