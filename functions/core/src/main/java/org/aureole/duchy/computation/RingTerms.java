package org.aureole.duchy.computation;

import java.util.List;
import org.aureole.crypto.curve.CurveKernel;
import org.aureole.crypto.llv2.Llv2Goal;
import org.aureole.crypto.llv2.Llv2Noise;
import org.aureole.crypto.llv2.Llv2Parameters;
import org.aureole.crypto.llv2.Llv2Setting;
import org.aureole.crypto.llv2.RecordLimits;
import org.aureole.crypto.llv2.RingContext;
import org.aureole.crypto.vid.SamplingInterval;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.name.ComputationName;
import org.aureole.model.name.PartyKind;
import org.aureole.model.name.PartyName;
import org.aureole.platform.handover.InboxFolder;
import org.aureole.platform.spec.ComputingDuchies;
import org.aureole.platform.spec.LiquidLegionsRule;
import org.aureole.platform.spec.SpecRules;
import org.aureole.platform.spec.VerifiedSpec;
import org.aureole.v1.ProtocolConfig.LiquidLegionsV2;

/**
 * What this Duchy does in one Computation of Liquid Legions V2, as the measurement consumer signed
 * it and nobody else can change. Immutable.
 *
 * @param spec verified against the root that this Duchy approved for the consumer
 * @param self this Duchy, one of those that the spec names
 */
public record RingTerms(ComputationName computation, VerifiedSpec spec, PartyName self)
    implements ComputationTerms {
  /**
   * Derives all that follows from the spec once, so that one which cannot be computed is refused.
   *
   * @throws DomainException SPEC_INVALID if this Duchy has no part in it or it cannot be computed
   */
  public RingTerms {
    ComputingDuchies duchies = ComputingDuchies.of(spec.spec().getProtocol()).orElseThrow();
    if (!duchies.contains(self.toString())) {
      throw invalid(self + " has no part in the signed specification");
    }
    try {
      LiquidLegionsRule.limits(spec.spec(), spec.spec().getProtocol().getLiquidLegionsV2());
    } catch (DomainException e) {
      throw e.code() == ErrorCode.INVALID_ARGUMENT ? invalid(e.getMessage()) : e;
    }
  }

  public boolean isAggregator() {
    return duchies().aggregator().equals(self.toString());
  }

  public Llv2Parameters parameters() {
    return LiquidLegionsRule.parameters(spec.spec(), config());
  }

  public Llv2Noise noise() {
    return LiquidLegionsRule.noise(spec.spec(), config());
  }

  public SamplingInterval sampling() {
    return SpecRules.sampling(spec.spec());
  }

  /** How many records each hand-over has. */
  public RecordLimits limits() {
    return LiquidLegionsRule.limits(spec.spec(), config());
  }

  /** What every role works with, on all cores. */
  public Llv2Setting setting() {
    return LiquidLegionsRule.setting(spec.spec(), config());
  }

  /** What keys and randomness are bound to. */
  public RingContext context() {
    return new RingContext(computation.toString(), spec.fingerprint());
  }

  @Override
  public String protocol() {
    return InboxFolder.LIQUID_LEGIONS;
  }

  /**
   * Which Duchy comes before this one in the ring, the keys say, which were pinned after the spec:
   * here every other Duchy may hand over at every phase, and the stage reads what its predecessor
   * did.
   */
  @Override
  public Expected expected(InboxFolder folder) {
    RecordLimits limits = limits();
    int registerBytes = limits.parameters().registerBytes();
    if (folder.sender().kind() == PartyKind.DATA_PROVIDER) {
      return new Expected(InboxFolder.REGISTERS, registerBytes, 0, limits.mostOfProvider());
    }
    boolean isPeer =
        duchies().contains(folder.sender().toString()) && !folder.sender().equals(self);
    if (!isPeer) {
      throw DomainException.notFound(computation.toString());
    }
    if (!peerStages().contains(folder.stage())) {
      throw DomainException.invalid("stage", "must be one of " + peerStages());
    }
    return switch (folder.stage()) {
      case InboxFolder.SETUP -> records(registerBytes, limits.leastOfDuchy(), limits.mostOfDuchy());
      case InboxFolder.PHASE_ONE ->
          records(registerBytes, limits.leastRegisters(), limits.mostRegisters());
      case InboxFolder.PHASE_TWO ->
          records(CurveKernel.TUPLE_BYTES, limits.leastTuples(0), limits.mostCounts());
      default ->
          // Counts for the first worker, rows of several for the others.
          records(
              CurveKernel.CIPHERTEXT_BYTES,
              0,
              limits.mostCounts() * (limits.parameters().maximumFrequency() - 1));
    };
  }

  private static Expected records(int recordBytes, long least, long most) {
    return new Expected(InboxFolder.RECORDS, recordBytes, least, most);
  }

  @Override
  public List<String> peerStages() {
    boolean reach = parameters().goal() == Llv2Goal.REACH;
    if (isAggregator()) {
      return reach
          ? List.of(InboxFolder.SETUP, InboxFolder.PHASE_ONE)
          : List.of(
              InboxFolder.SETUP,
              InboxFolder.PHASE_ONE,
              InboxFolder.PHASE_TWO,
              InboxFolder.PHASE_THREE);
    }
    return reach
        ? List.of(InboxFolder.PHASE_ONE)
        : List.of(InboxFolder.PHASE_ONE, InboxFolder.PHASE_TWO, InboxFolder.PHASE_THREE);
  }

  private LiquidLegionsV2 config() {
    return spec.spec().getProtocol().getLiquidLegionsV2();
  }

  private static DomainException invalid(String message) {
    return DomainException.of(ErrorCode.SPEC_INVALID, message);
  }
}
