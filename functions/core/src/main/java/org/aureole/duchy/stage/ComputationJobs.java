package org.aureole.duchy.stage;

import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.aureole.duchy.computation.DuchyStore;
import org.aureole.duchy.intake.Inbox;
import org.aureole.duchy.intake.ManifestIntake;
import org.aureole.duchy.kingdom.KingdomApi;
import org.aureole.model.lifecycle.ComputationStage;
import org.aureole.model.name.PartyName;
import org.aureole.platform.blob.BlobStore;
import org.aureole.platform.handover.PeerInboxes;
import org.aureole.platform.keys.Keys;
import org.aureole.platform.trust.PeerTrust;
import org.aureole.platform.work.JobHandler;

/** The jobs of a Duchy's part in Computations, put together from their ports. */
public final class ComputationJobs {
  private ComputationJobs() {}

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
   * @param internal the bucket for wrapped secrets and what is handed over; keeps no versions
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

  /** What the stages of every protocol work with. */
  public static Desks desks(Identity identity, Ports ports) {
    DuchyStore store = ports.store();
    OwnSignature signature = new OwnSignature(identity.keys(), identity.certificate());
    Exchange exchange = new Exchange(store);
    return new Desks(
        store,
        ports.inbox(),
        ports.intake(),
        exchange,
        new InternalObjects(ports.internal(), identity.keys(), ports.random()),
        signature,
        new HandoverDesk(store, ports.peers(), ports.internal(), signature, identity.market()),
        new ResultDesk(store, ports.kingdom(), exchange, signature));
  }

  /** The handlers, one per kind of job. */
  public static List<JobHandler> of(
      Identity identity, Ports ports, Desks desks, List<Protocol> protocols) {
    Map<String, Map<ComputationStage, StageRun.Stage>> stages =
        protocols.stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Protocol::name, protocol -> stages(identity, ports, desks, protocol)));
    return List.of(
        new ComputationJob(
            ports.store(), ports.kingdom(), ports.trust(), identity.self(), ports.clock(), stages),
        new SettlementJob(
            ports.store(), ports.kingdom(), desks.objects(), ports.inbox(), identity.self()));
  }

  private static Map<ComputationStage, StageRun.Stage> stages(
      Identity identity, Ports ports, Desks desks, Protocol protocol) {
    ComputationCheck check = new ComputationCheck(identity.apiUrl(), ports.trust());
    Map<ComputationStage, StageRun.Stage> stages =
        new EnumMap<>(
            Map.of(
                ComputationStage.INITIALIZED,
                new InitializeStage(
                    ports.store(),
                    ports.kingdom(),
                    check,
                    desks.objects(),
                    desks.signature(),
                    identity.apiUrl(),
                    protocol),
                ComputationStage.WAIT_FOR_CONFIRMATION,
                new ConfirmationStage(
                    ports.store(), ports.kingdom(), ports.intake(), check, protocol)));
    stages.putAll(protocol.stages());
    return Map.copyOf(stages);
  }
}
