package org.aureole.edp;

import com.google.protobuf.Empty;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.aureole.edp.budget.Budget;
import org.aureole.edp.budget.BudgetUse;
import org.aureole.edp.budget.SqlBudget;
import org.aureole.edp.eventgroup.EventBucket;
import org.aureole.edp.eventgroup.InspectJob;
import org.aureole.edp.eventgroup.PublishJob;
import org.aureole.edp.fulfillment.ConsentCheck;
import org.aureole.edp.fulfillment.FulfillmentService;
import org.aureole.edp.fulfillment.ProviderKeys;
import org.aureole.edp.market.OwnCertificates;
import org.aureole.edp.market.Progress;
import org.aureole.edp.policy.Policies;
import org.aureole.edp.policy.PolicyDesk;
import org.aureole.edp.population.ApprovedPopulations;
import org.aureole.edp.population.PopulationDesk;
import org.aureole.edp.population.Populations;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.platform.blob.StorageEvent;
import org.aureole.platform.http.Endpoint;
import org.aureole.platform.http.PushEndpoint;
import org.aureole.platform.http.PushedMessage;
import org.aureole.platform.http.Route;
import org.aureole.platform.identity.PrincipalDirectory;
import org.aureole.platform.identity.Role;
import org.aureole.platform.sql.Tx;
import org.aureole.platform.trust.PeerDirectory;
import org.aureole.platform.trust.PeerTrust;
import org.aureole.platform.trust.TrustEndpoints;
import org.aureole.platform.trust.TrustedRoots;
import org.aureole.platform.work.JobHandler;
import org.aureole.platform.work.Reminders;
import org.aureole.platform.work.SweepRun;
import org.aureole.v1.DataProviderCapabilities;
import org.aureole.v1.Notification;

/**
 * A data provider, put together: what it serves, what it runs. Thread-safe.
 *
 * <p>Event files in its bucket become event groups at the Kingdom; requisitions of the Kingdom
 * become answers, as far as consent, policy and privacy budget allow; a sweep finds what messages
 * lost.
 */
public final class DataProvider {
  /** The schemas of its database, beside the platform's own. */
  public static final List<String> SCHEMAS = List.of("trust", "edp");

  private static final int SWEEP_BATCH = 200;

  private final DataProviderConfig config;
  private final DataProviderPorts ports;
  private final TrustedRoots roots;
  private final EventBucket bucket;
  private final FulfillmentService fulfillment;
  private final List<JobHandler> jobs;
  private final OperatorEndpoints operator;

  public DataProvider(DataProviderConfig config, DataProviderPorts ports) {
    this.config = Objects.requireNonNull(config);
    this.ports = Objects.requireNonNull(ports);
    this.roots = new TrustedRoots(ports.database());
    Policies policies = new Policies(config.policy());
    Populations populations =
        new Populations(
            ports.kingdom(),
            ports.analyses(),
            config.population(),
            () ->
                ports
                    .database()
                    .read(
                        "readApprovedPopulation",
                        tx -> ApprovedPopulations.inForce(tx, config.population())));
    this.bucket = new EventBucket(ports.database(), ports.jobs(), ports.events());
    this.fulfillment = fulfillment(policies, populations, new SqlBudget());
    this.jobs = new ArrayList<>(fulfillment.jobs());
    jobs.add(new InspectJob(ports.database(), ports.events(), populations, this::filesChanged));
    jobs.add(
        new PublishJob(ports.database(), ports.kingdom(), config.name(), config.kind(), policies));
    this.operator =
        new OperatorEndpoints(
            config.name(),
            ports.database(),
            fulfillment.desk(),
            new PolicyDesk(ports.database(), policies, this::publish),
            new PopulationDesk(
                ports.database(), config.population(), bucket::inspectAgain, this::sweepBucket),
            new BudgetUse(ports.database()));
  }

  /** Everything that it serves. */
  public List<Route> endpoints() {
    List<Route> routes = new ArrayList<>();
    routes.add(
        PushEndpoint.ofKingdomTopic(
            "edp.kingdomMessage",
            "/v1/messages:kingdom",
            (call, message) -> fulfillment.inbox().notified(notification(message))));
    routes.add(
        PushEndpoint.ofOwnTopic(
            "edp.storageMessage",
            "/v1/messages:storage",
            (call, message) -> bucket.changed(StorageEvent.of(message))));
    routes.add(
        Endpoint.post("edp.sweep", "/v1/internal:sweep", Empty.getDefaultInstance())
            .callers(Role.PLATFORM)
            .handledBy((call, none) -> {
              sweep();
              return none;
            }));
    routes.addAll(TrustEndpoints.of("edp", roots));
    routes.addAll(operator.routes());
    return routes;
  }

  /** The jobs that it runs, by kind. */
  public Map<String, JobHandler> jobs() {
    Map<String, JobHandler> byKind = new LinkedHashMap<>();
    jobs.forEach(handler -> byKind.put(handler.kind(), handler));
    return byKind;
  }

  /** Who calls it. */
  public PrincipalDirectory principals() {
    return new PeerDirectory(roots, config.identities());
  }

  /**
   * Sends what a crash left in the outbox, restarts lost jobs, and looks at the bucket and at the
   * Kingdom for what no message told. After a week of silence this catches up. What it costs does
   * not grow with what waits.
   *
   * @throws RuntimeException the first error met; what else was due has been done all the same
   */
  public void sweep() {
    SweepRun run = new SweepRun();
    run.step("the outbox", this::sendLeftovers);
    run.step("lost jobs", this::reclaim);
    run.step("the bucket", this::sweepBucket);
    run.step(
        "publications",
        () -> ports.database().run("sweepPublications", this::publishWhatIsWanting));
    fulfillment.inbox().sweep(run);
    run.end();
  }

  private void sendLeftovers() {
    while (ports.relay().sweep(SWEEP_BATCH).sent() == SWEEP_BATCH) {
      // Until the outbox holds less than a batch that can be sent.
    }
  }

  private void reclaim() {
    while (ports.jobs().reclaim(SWEEP_BATCH) == SWEEP_BATCH) {
      // Each one that is reclaimed is due later.
    }
  }

  private void sweepBucket() {
    if (config.kind() == DataProviderCapabilities.Kind.EVENT_DATA_PROVIDER) {
      bucket.sweep();
    }
  }

  private FulfillmentService fulfillment(
      Policies policies, Populations populations, Budget budget) {
    ConsentCheck consent =
        new ConsentCheck(
            config.name(),
            config.kind(),
            config.kingdom(),
            new PeerTrust(roots::trustStore, ports.clock()),
            ports.keys());
    OwnCertificates certificates = new OwnCertificates(ports.kingdom());
    return new FulfillmentService(
        new FulfillmentService.Ports(
            config.name(),
            config.market(),
            ports.database(),
            ports.jobs(),
            new Progress(config.name(), ports.outbox()),
            policies,
            consent,
            populations,
            budget,
            new ProviderKeys(ports.keys(), certificates::name),
            ports.kingdom(),
            ports.inboxes(),
            ports.events(),
            ports.internal(),
            ports.clock(),
            ports.random(),
            new Reminders(config.patience())));
  }

  private void filesChanged(Tx tx, String eventGroup) {
    publish(tx);
    fulfillment.inbox().dataChanged(tx, eventGroup);
  }

  private void publishWhatIsWanting(Tx tx) {
    if (PublishJob.isWanting(tx, config.name())) {
      publish(tx);
    }
  }

  private void publish(Tx tx) {
    ports.jobs().enqueue(tx, PublishJob.name(config.name()));
  }

  private static Notification notification(PushedMessage message) {
    try {
      return Notification.parseFrom(message.data());
    } catch (InvalidProtocolBufferException e) {
      throw DomainException.of(ErrorCode.INVALID_ARGUMENT, "the message holds no Notification", e);
    }
  }
}
