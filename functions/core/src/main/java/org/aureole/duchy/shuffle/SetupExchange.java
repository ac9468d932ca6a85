package org.aureole.duchy.shuffle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.aureole.crypto.consent.EncryptionPublicKey;
import org.aureole.crypto.consent.Purpose;
import org.aureole.crypto.consent.SigningContext;
import org.aureole.crypto.hmss.SeedAgreement;
import org.aureole.crypto.prng.Seed;
import org.aureole.duchy.computation.LocalRequisition;
import org.aureole.duchy.computation.Peer;
import org.aureole.duchy.computation.ShuffleTerms;
import org.aureole.duchy.intake.ManifestCheck;
import org.aureole.duchy.stage.OwnSignature;
import org.aureole.duchy.stage.StageRun;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.name.PartyName;
import org.aureole.platform.trust.PeerTrust;
import org.aureole.v1.Manifest;
import org.aureole.v1.SealedMessage;

/**
 * What the workers tell each other before they shuffle: the seed share to which each had committed,
 * and the seeds that data providers sealed for the other. Thread-safe.
 */
final class SetupExchange {
  private final PeerTrust trust;
  private final OwnSignature signature;

  SetupExchange(PeerTrust trust, OwnSignature signature) {
    this.trust = Objects.requireNonNull(trust);
    this.signature = Objects.requireNonNull(signature);
  }

  /** What the other worker opened. {@link #close()} overwrites it. */
  record Opened(Seed seedShare, List<Seed> shareSeeds) implements AutoCloseable {
    @Override
    public void close() {
      seedShare.destroy();
      shareSeeds.forEach(Seed::destroy);
    }

    @Override
    public String toString() {
      return "Opened[redacted]";
    }
  }

  /**
   * The parameters of this worker's manifest for the other.
   *
   * @param shares the pinned manifests of the data providers whose share this worker took
   */
  Manifest.WorkerSetup offer(
      ShuffleTerms terms, Peer other, ComputationSecrets secrets, List<Manifest> shares) {
    byte[] share = secrets.seedShare().toBytes();
    try {
      SealedMessage sealed =
          signature.signAndSeal(
              EncryptionPublicKey.fromBytes(other.publicKey().toByteArray()),
              terms.addressed(Purpose.SEED_SHARE, terms.self(), other.duchy()),
              share);
      Manifest.WorkerSetup.Builder setup =
          Manifest.WorkerSetup.newBuilder().setSealedSeedShare(sealed);
      shares.forEach(manifest -> setup.addRequisitionShares(manifest.getRequisitionShare()));
      return setup.build();
    } finally {
      Arrays.fill(share, (byte) 0);
    }
  }

  /**
   * Opens and verifies everything in the other worker's manifest.
   *
   * @throws DomainException PROTOCOL_VIOLATION if it opens another seed share than it committed to,
   *     or passes on the seeds of other requisitions than those it received; CONSENT_SIGNAL_INVALID
   *     or CERTIFICATE_INVALID if a seed does not open or is not signed by its data provider
   */
  Opened open(StageRun run, Peer other, ComputationSecrets secrets, Manifest manifest) {
    ManifestCheck.require(manifest.hasWorkerSetup(), "workerSetup", "is missing");
    ShuffleTerms terms = (ShuffleTerms) run.terms();
    Map<String, Manifest.RequisitionShare> shares = byRequisition(manifest.getWorkerSetup());
    List<LocalRequisition> expected = run.receivedBy(other.duchy());
    ManifestCheck.require(
        shares.size() == expected.size(),
        "workerSetup.requisitionShares",
        "has " + shares.size() + " entries; " + other.duchy() + " received " + expected.size());
    Seed seedShare =
        seed(
            terms,
            terms.addressed(Purpose.SEED_SHARE, other.duchy(), terms.self()),
            manifest.getWorkerSetup().getSealedSeedShare(),
            secrets);
    new SeedAgreement(terms.computation().toString())
        .verify(other.seedCommitment().toByteArray(), other.duchy().toString(), seedShare);
    List<Seed> seeds = new ArrayList<>();
    for (LocalRequisition requisition : expected) {
      seeds.add(shareSeed(terms, requisition, shares, secrets));
    }
    return new Opened(seedShare, seeds);
  }

  private Seed shareSeed(
      ShuffleTerms terms,
      LocalRequisition requisition,
      Map<String, Manifest.RequisitionShare> shares,
      ComputationSecrets secrets) {
    String name = requisition.name().toString();
    Manifest.RequisitionShare share = shares.get(name);
    ManifestCheck.require(
        share != null, "workerSetup.requisitionShares", "has no entry for " + name);
    PartyName provider = requisition.dataProvider();
    ShareCheck.check(terms, provider.toString(), share);
    return seed(
        terms,
        terms.addressed(Purpose.SHARE_SEED, provider, terms.self(), name),
        share.getSealedSeed(),
        secrets);
  }

  private Seed seed(
      ShuffleTerms terms,
      SigningContext context,
      SealedMessage sealed,
      ComputationSecrets secrets) {
    byte[] bytes = trust.within(terms.spec()).openAndVerify(sealed, secrets.key(), context);
    try {
      return Seed.of(bytes);
    } catch (DomainException e) {
      throw DomainException.of(
          ErrorCode.PROTOCOL_VIOLATION, "the " + context.purpose().id() + " is no seed");
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static Map<String, Manifest.RequisitionShare> byRequisition(Manifest.WorkerSetup setup) {
    Map<String, Manifest.RequisitionShare> shares = new HashMap<>();
    for (Manifest.RequisitionShare share : setup.getRequisitionSharesList()) {
      ManifestCheck.require(
          shares.put(share.getRequisition(), share) == null,
          "workerSetup.requisitionShares",
          "names " + share.getRequisition() + " twice");
    }
    return shares;
  }
}
