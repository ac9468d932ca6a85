package org.aureole.duchy.shuffle;

import com.google.protobuf.ByteString;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.aureole.crypto.consent.EncryptionPublicKey;
import org.aureole.crypto.hmss.SeedAgreement;
import org.aureole.duchy.computation.ComputationTerms;
import org.aureole.duchy.computation.LocalRequisition;
import org.aureole.duchy.computation.Peer;
import org.aureole.duchy.computation.ShuffleTerms;
import org.aureole.duchy.stage.Desks;
import org.aureole.duchy.stage.Protocol;
import org.aureole.duchy.stage.StageRun;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.lifecycle.ComputationStage;
import org.aureole.model.name.PartyName;
import org.aureole.platform.handover.InboxFolder;
import org.aureole.platform.trust.PeerTrust;
import org.aureole.v1.Manifest;
import org.aureole.v1.RequisitionParams;

/** Honest Majority Share Shuffle at a Duchy. Thread-safe. */
public final class ShuffleProtocol implements Protocol {
  private final SecureRandom random;
  private final Map<ComputationStage, StageRun.Stage> stages;

  /**
   * @param trust verifies and opens what the workers seal to each other
   */
  public ShuffleProtocol(Desks desks, PeerTrust trust, SecureRandom random) {
    this.random = Objects.requireNonNull(random);
    SetupExchange setup = new SetupExchange(trust, desks.signature());
    this.stages =
        Map.of(
            ComputationStage.SETUP,
            new SetupStage(
                desks.store(),
                desks.intake(),
                desks.handover(),
                setup,
                desks.exchange(),
                desks.objects()),
            ComputationStage.SHUFFLE,
            new ShuffleStage(
                desks.store(),
                desks.inbox(),
                desks.handover(),
                setup,
                desks.exchange(),
                desks.objects()),
            ComputationStage.AGGREGATION,
            new AggregationStage(desks.inbox(), desks.intake(), desks.results()));
  }

  @Override
  public String name() {
    return InboxFolder.SHARE_SHUFFLE;
  }

  /** A key that others seal to; at a worker also its commitment to its share of the seed. */
  @Override
  public Secrets draw(ComputationTerms terms) {
    try (ComputationSecrets secrets = ComputationSecrets.draw(random)) {
      byte[] commitment =
          ((ShuffleTerms) terms).isWorker()
              ? new SeedAgreement(terms.computation().toString())
                  .commit(terms.self().toString(), secrets.seedShare())
              : new byte[0];
      return new Secrets(
          secrets.toBytes(),
          ByteString.copyFrom(secrets.key().publicKey().bytes()),
          ByteString.copyFrom(commitment));
    }
  }

  @Override
  public void checkParams(ComputationTerms terms, PartyName duchy, RequisitionParams params) {
    if (params.getPublicKey().size() != EncryptionPublicKey.LENGTH) {
      throw DomainException.of(
          ErrorCode.PROTOCOL_VIOLATION, "the parameters of " + duchy + " hold no X25519 key");
    }
    boolean isWorker = terms.duchies().isWorker(duchy.toString());
    int commitment = isWorker ? SeedAgreement.COMMITMENT_BYTES : 0;
    if (params.getSeedCommitment().size() != commitment) {
      throw DomainException.of(
          ErrorCode.PROTOCOL_VIOLATION,
          "the parameters of " + duchy + " hold no fitting seed commitment");
    }
  }

  @Override
  public void checkPeers(StageRun run, List<Peer> peers) {
    // Each one's key and commitment stand for themselves.
  }

  @Override
  public void checkProvided(StageRun run, LocalRequisition requisition, Manifest manifest) {
    ShareCheck.check((ShuffleTerms) run.terms(), requisition, manifest);
  }

  @Override
  public ComputationStage afterConfirmation(ComputationTerms terms) {
    return ((ShuffleTerms) terms).isWorker()
        ? ComputationStage.SETUP
        : ComputationStage.AGGREGATION;
  }

  @Override
  public Map<ComputationStage, StageRun.Stage> stages() {
    return stages;
  }
}
