package org.aureole.duchy.shuffle;

import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.aureole.duchy.computation.DuchyStore;
import org.aureole.duchy.intake.Inbox;
import org.aureole.duchy.intake.ManifestIntake;
import org.aureole.duchy.kingdom.KingdomApi;
import org.aureole.model.lifecycle.ShareShuffleStage;
import org.aureole.model.name.PartyName;
import org.aureole.platform.blob.BlobStore;
import org.aureole.platform.handover.PeerInboxes;
import org.aureole.platform.keys.Keys;
import org.aureole.platform.trust.PeerTrust;
import org.aureole.platform.work.JobHandler;

/** The jobs of Honest Majority Share Shuffle at a Duchy, put together from their ports. */
public final class ShuffleJobs {
  private ShuffleJobs() {}

  /**
   * Who this Duchy is.
   *
   * @param self its resource name
   * @param market the name of the market that it serves
   * @param apiUrl the base URL of its API
   * @param certificate gives the resource name of its current certificate at the Kingdom
   */
  public record Identity(
      PartyName self, String market, URI apiUrl, Keys keys, Supplier<String> certificate) {}

  /**
   * What the jobs work with.
   *
   * @param internal the bucket for wrapped secrets and shuffled vectors; keeps no versions
   */
  public record Ports(
      DuchyStore store,
      KingdomApi kingdom,
      PeerInboxes peers,
      PeerTrust trust,
      BlobStore internal,
      Inbox inbox,
      ManifestIntake intake,
      SecureRandom random,
      InstantSource clock) {}

  /** The handlers, one per kind of job. */
  public static List<JobHandler> of(Identity identity, Ports ports) {
    DuchyStore store = ports.store();
    KingdomApi kingdom = ports.kingdom();
    OwnSignature signature = new OwnSignature(identity.keys(), identity.certificate());
    InternalObjects objects =
        new InternalObjects(ports.internal(), identity.keys(), ports.random());
    ComputationCheck check = new ComputationCheck(ports.trust());
    WorkerInputs inputs = new WorkerInputs(store);
    SetupExchange exchange = new SetupExchange(ports.trust(), signature);
    HandoverDesk desk =
        new HandoverDesk(store, ports.peers(), ports.internal(), signature, identity.market());
    Map<ShareShuffleStage, StageRun.Stage> stages =
        Map.of(
            ShareShuffleStage.INITIALIZED,
            new InitializeStage(store, kingdom, check, objects, signature, identity.apiUrl()),
            ShareShuffleStage.WAIT_FOR_CONFIRMATION,
            new ConfirmationStage(store, kingdom, ports.intake(), check),
            ShareShuffleStage.SETUP,
            new SetupStage(store, ports.intake(), desk, exchange, inputs, objects),
            ShareShuffleStage.SHUFFLE,
            new ShuffleStage(store, ports.inbox(), desk, exchange, inputs, objects),
            ShareShuffleStage.AGGREGATION,
            new AggregationStage(store, kingdom, ports.inbox(), ports.intake(), inputs, signature));
    return List.of(
        new ComputationJob(store, kingdom, ports.trust(), identity.self(), ports.clock(), stages),
        new SettlementJob(store, kingdom, objects, ports.inbox(), identity.self()));
  }
}
