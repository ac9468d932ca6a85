package org.aureole.duchy.computation;

import java.util.List;
import org.aureole.crypto.hmss.HmssNoise;
import org.aureole.crypto.hmss.HmssParameters;
import org.aureole.crypto.hmss.ShuffleWorker;
import org.aureole.crypto.vid.SamplingInterval;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.name.ComputationName;
import org.aureole.model.name.PartyKind;
import org.aureole.model.name.PartyName;
import org.aureole.platform.handover.InboxFolder;
import org.aureole.platform.spec.ShareShuffleRoles;
import org.aureole.platform.spec.ShareShuffleRule;
import org.aureole.platform.spec.SpecRules;
import org.aureole.platform.spec.VerifiedSpec;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.ProtocolConfig.HonestMajorityShareShuffle;

/**
 * What this Duchy does in one Computation of Honest Majority Share Shuffle, as the measurement
 * consumer signed it and nobody else can change. Immutable.
 *
 * @param spec verified against the root that this Duchy approved for the consumer
 * @param self this Duchy, one of the three that the spec names
 */
public record ShuffleTerms(ComputationName computation, VerifiedSpec spec, PartyName self)
    implements ComputationTerms {
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
      HmssParameters parameters = ShareShuffleRule.parameters(spec.spec());
      if (parameters.modulus() != protocol.getModulus()) {
        throw invalid(
            "the modulus is %d; for this specification it is %d"
                .formatted(protocol.getModulus(), parameters.modulus()));
      }
      int length = vectorLength(spec.spec());
      if (length < 1) {
        throw invalid("the sampling interval takes no VID of the population");
      }
      ShareShuffleRule.requireBearable(
          ShareShuffleRule.noise(spec.spec(), protocol).shuffledLength(parameters, length));
    } catch (DomainException e) {
      throw e.code() == ErrorCode.INVALID_ARGUMENT ? invalid(e.getMessage()) : e;
    }
  }

  public ShareShuffleRoles roles() {
    return ShareShuffleRoles.of(protocol(spec));
  }

  public boolean isWorker() {
    return roles().isWorker(self.toString());
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
    return ShareShuffleRule.parameters(spec.spec());
  }

  public HmssNoise noise() {
    return ShareShuffleRule.noise(spec.spec(), protocol(spec));
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

  @Override
  public String protocol() {
    return InboxFolder.SHARE_SHUFFLE;
  }

  @Override
  public Expected expected(InboxFolder folder) {
    if (folder.sender().kind() == PartyKind.DATA_PROVIDER) {
      return Expected.exactly(InboxFolder.SHARE, shareBytes());
    }
    String stage = isWorker() ? InboxFolder.SETUP : InboxFolder.SHUFFLE;
    if (!roles().isWorker(folder.sender().toString()) || folder.sender().equals(self)) {
      throw DomainException.notFound(computation.toString());
    }
    if (!folder.stage().equals(stage)) {
      throw DomainException.invalid("stage", "must be " + stage);
    }
    return isWorker()
        ? Expected.manifestAlone()
        : Expected.exactly(InboxFolder.VECTOR, shuffledBytes());
  }

  @Override
  public List<String> peerStages() {
    return List.of(isWorker() ? InboxFolder.SETUP : InboxFolder.SHUFFLE);
  }

  private static HonestMajorityShareShuffle protocol(VerifiedSpec spec) {
    if (!spec.spec().getProtocol().hasHonestMajorityShareShuffle()) {
      throw invalid("the signed specification does not ask for Honest Majority Share Shuffle");
    }
    return spec.spec().getProtocol().getHonestMajorityShareShuffle();
  }

  private static int vectorLength(MeasurementSpec spec) {
    return SpecRules.sampling(spec).indices(Math.toIntExact(spec.getPopulationSize())).length();
  }

  private static DomainException invalid(String message) {
    return DomainException.of(ErrorCode.SPEC_INVALID, message);
  }
}
