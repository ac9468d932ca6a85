package org.aureole.duchy.ring;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.aureole.crypto.curve.CurveKernels;
import org.aureole.crypto.llv2.DuchySecret;
import org.aureole.crypto.llv2.PublicKeyShare;
import org.aureole.crypto.llv2.SetupPhase;
import org.aureole.crypto.prng.Seed;
import org.aureole.duchy.computation.ComputationTerms;
import org.aureole.duchy.computation.LocalRequisition;
import org.aureole.duchy.computation.Output;
import org.aureole.duchy.computation.Peer;
import org.aureole.duchy.computation.RingTerms;
import org.aureole.duchy.intake.ManifestCheck;
import org.aureole.duchy.stage.Desks;
import org.aureole.duchy.stage.Protocol;
import org.aureole.duchy.stage.StageRun;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.lifecycle.ComputationStage;
import org.aureole.model.name.PartyName;
import org.aureole.platform.handover.InboxFolder;
import org.aureole.v1.Manifest;
import org.aureole.v1.RequisitionParams;

/** Liquid Legions V2, and for reach alone its Reach-Only form, at a Duchy. Thread-safe. */
public final class RingProtocol implements Protocol {
  private final Desks desks;
  private final SecureRandom random;
  private final Map<ComputationStage, StageRun.Stage> stages;

  public RingProtocol(Desks desks, SecureRandom random) {
    this.desks = Objects.requireNonNull(desks);
    this.random = Objects.requireNonNull(random);
    RingDesk desk = new RingDesk(desks);
    this.stages =
        Map.of(
            ComputationStage.SETUP,
            new GatherStage(desk),
            ComputationStage.EXECUTION_ONE,
            new PhaseStage(desk, desks.results(), Hop.PHASE_ONE),
            ComputationStage.EXECUTION_TWO,
            new PhaseStage(desk, desks.results(), Hop.PHASE_TWO),
            ComputationStage.EXECUTION_THREE,
            new PhaseStage(desk, desks.results(), Hop.PHASE_THREE));
  }

  @Override
  public String name() {
    return InboxFolder.LIQUID_LEGIONS;
  }

  /** One seed, of which all else is derived: the key, and the randomness of every stage. */
  @Override
  public Secrets draw(ComputationTerms terms) {
    Seed seed = Seed.random(random);
    byte[] bytes = seed.toBytes();
    DuchySecret secret =
        new DuchySecret(seed, terms.self().toString(), ((RingTerms) terms).context());
    try {
      PublicKeyShare share = secret.publicKeyShare(CurveKernels.chosen());
      return new Secrets(bytes, ByteString.copyFrom(share.toBytes()), ByteString.EMPTY);
    } catch (RuntimeException e) {
      Arrays.fill(bytes, (byte) 0);
      throw e;
    } finally {
      secret.destroy();
    }
  }

  @Override
  public void checkParams(ComputationTerms terms, PartyName duchy, RequisitionParams params) {
    if (params.getPublicKey().size() != PublicKeyShare.BYTES) {
      throw DomainException.of(
          ErrorCode.PROTOCOL_VIOLATION,
          "the parameters of " + duchy + " hold no share of the composite key");
    }
    if (!params.getSeedCommitment().isEmpty()) {
      throw DomainException.of(
          ErrorCode.PROTOCOL_VIOLATION,
          "the parameters of " + duchy + " hold a seed commitment, for which there is no use");
    }
  }

  /** Each proves that it knows its share, and all together make a key. */
  @Override
  public void checkPeers(StageRun run, List<Peer> peers) {
    Output secrets = desks.exchange().outputs(run).get(Output.Kind.SECRETS);
    RingParty.open(desks.objects(), run, secrets, peers).close();
  }

  @Override
  public void checkProvided(StageRun run, LocalRequisition requisition, Manifest manifest) {
    RingTerms terms = (RingTerms) run.terms();
    Manifest.EncryptedRegisters registers = manifest.getEncryptedRegisters();
    ManifestCheck.require(
        registers.getRequisition().equals(requisition.name().toString()),
        "encryptedRegisters.requisition",
        "must be " + requisition.name());
    String provider = requisition.dataProvider().toString();
    ManifestCheck.require(
        terms.spec().nonceMatches(provider, registers.getNonce().toByteArray()),
        "encryptedRegisters.nonce",
        "is not the one that the consumer gave to " + provider);
    int registerBytes = terms.parameters().registerBytes();
    ManifestCheck.require(
        registers.getRegisterBytes() == registerBytes,
        "encryptedRegisters.registerBytes",
        "is " + registers.getRegisterBytes() + "; it is " + registerBytes);
    checkPoints(run, terms, run.folder(requisition), manifest);
  }

  /**
   * Here an error is known to be this provider's; later all are mixed. It is told without the place
   * of the register, for the last one's says how many there are.
   */
  private void checkPoints(StageRun run, RingTerms terms, InboxFolder folder, Manifest manifest) {
    run.lease().throwIfLost();
    byte[] registers = read(folder, manifest);
    try {
      SetupPhase.requireRegisters(terms.setting(), registers);
    } catch (DomainException e) {
      throw e.code() == ErrorCode.PROTOCOL_VIOLATION
          ? DomainException.at(
              ErrorCode.PROTOCOL_VIOLATION, "manifest.objects", "are not registers of points")
          : e;
    }
  }

  private byte[] read(InboxFolder folder, Manifest manifest) {
    try (InputStream in = desks.inbox().open(folder, manifest.getObjects(0))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw DomainException.unavailable("registers cannot be read from the inbox", e);
    }
  }

  @Override
  public ComputationStage afterConfirmation(ComputationTerms terms) {
    return ComputationStage.SETUP;
  }

  @Override
  public Map<ComputationStage, StageRun.Stage> stages() {
    return stages;
  }
}
