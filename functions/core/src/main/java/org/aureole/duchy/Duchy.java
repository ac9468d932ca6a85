package org.aureole.duchy;

import com.google.protobuf.Empty;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.aureole.duchy.computation.ComputationStore;
import org.aureole.duchy.computation.DuchyStore;
import org.aureole.duchy.intake.Inbox;
import org.aureole.duchy.intake.ManifestCheck;
import org.aureole.duchy.intake.ManifestIntake;
import org.aureole.duchy.intake.Messages;
import org.aureole.duchy.intake.OperatorView;
import org.aureole.duchy.intake.UploadGrants;
import org.aureole.duchy.kingdom.KingdomApi;
import org.aureole.duchy.kingdom.Progress;
import org.aureole.duchy.kingdom.ProgressTopic;
import org.aureole.duchy.ring.RingProtocol;
import org.aureole.duchy.shuffle.ShuffleProtocol;
import org.aureole.duchy.stage.ComputationJobs;
import org.aureole.duchy.stage.Desks;
import org.aureole.model.name.ComputationName;
import org.aureole.model.name.MeasurementName;
import org.aureole.model.name.PartyName;
import org.aureole.platform.http.Endpoint;
import org.aureole.platform.http.Pages;
import org.aureole.platform.http.PushEndpoint;
import org.aureole.platform.http.Route;
import org.aureole.platform.identity.PrincipalDirectory;
import org.aureole.platform.identity.Role;
import org.aureole.platform.trust.PeerDirectory;
import org.aureole.platform.trust.PeerTrust;
import org.aureole.platform.trust.TrustEndpoints;
import org.aureole.platform.trust.TrustedRoots;
import org.aureole.platform.work.JobHandler;
import org.aureole.platform.work.JobName;
import org.aureole.platform.work.JobRunner;
import org.aureole.platform.work.Jobs;
import org.aureole.platform.work.Outbox;
import org.aureole.platform.work.OutboxRelay;
import org.aureole.platform.work.Reminders;
import org.aureole.platform.work.SweepRun;
import org.aureole.v1.Computation;
import org.aureole.v1.CreateUploadRequest;
import org.aureole.v1.ListComputationsResponse;

/**
 * An operator of multi-party computation: its API, its jobs, and what catches up after an outage.
 * Thread-safe.
 */
public final class Duchy implements AutoCloseable {
  /** The schemas of its database beside the platform's own. */
  public static final List<String> SCHEMAS = List.of("trust", "duchy");

  private static final int SWEEP = 100;

  private final DuchyStore store;
  private final KingdomApi kingdom;
  private final OutboxRelay relay;
  private final Jobs jobs;
  private final List<JobHandler> handlers;
  private final JobRunner runner;
  private final PrincipalDirectory principals;
  private final List<Route> routes;

  public Duchy(DuchyConfig config, DuchyPorts ports) {
    this.kingdom = ports.kingdom();
    this.relay =
        new OutboxRelay(
            ports.database(), new ProgressTopic(kingdom), ports.starter(), ports.executor());
    Outbox outbox = new Outbox(relay, config.outboxGrace());
    this.jobs = new Jobs(ports.database(), outbox, config.startGrace(), config.longestLease());
    Progress progress = new Progress(outbox, config.name());
    this.store =
        new DuchyStore(
            ports.database(),
            new ComputationStore(jobs, progress, new Reminders(config.patience())));
    TrustedRoots roots = new TrustedRoots(ports.database());
    PeerTrust trust = new PeerTrust(roots::trustStore, ports.clock());
    Inbox inbox = new Inbox(ports.inbox());
    ManifestIntake intake =
        new ManifestIntake(store, inbox, new ManifestCheck(trust, config.market()), progress);
    ComputationJobs.Identity identity =
        new ComputationJobs.Identity(
            config.name(), config.market(), config.apiUrl(), ports.keys(), ports.certificate());
    ComputationJobs.Ports jobPorts =
        new ComputationJobs.Ports(
            store,
            kingdom,
            ports.peers(),
            trust,
            ports.internal(),
            inbox,
            intake,
            ports.random(),
            ports.clock());
    Desks desks = ComputationJobs.desks(identity, jobPorts);
    this.handlers =
        ComputationJobs.of(
            identity,
            jobPorts,
            desks,
            List.of(
                new ShuffleProtocol(desks, trust, ports.random()),
                new RingProtocol(desks, ports.random())));
    this.runner = new JobRunner(jobs, handlers);
    this.principals = new PeerDirectory(roots, config.callers());
    this.routes = routes(config, ports, inbox, roots);
  }

  private List<Route> routes(
      DuchyConfig config, DuchyPorts ports, Inbox inbox, TrustedRoots roots) {
    Messages messages = new Messages(store, inbox);
    UploadGrants grants =
        new UploadGrants(store, inbox, ports.inboxUrls(), config.name(), config.uploadValidity());
    OperatorView view = new OperatorView(store, jobs, config.name());
    List<Route> all = new ArrayList<>(TrustEndpoints.of("duchy", roots));
    all.add(
        PushEndpoint.ofKingdomTopic(
            "duchy.kingdomMessage",
            "/v1/messages:kingdom",
            (call, message) -> messages.kingdom(message)));
    all.add(
        PushEndpoint.ofOwnTopic(
            "duchy.storageMessage",
            "/v1/messages:storage",
            (call, message) -> messages.storage(message)));
    all.add(
        Endpoint.post("duchy.sweep", "/v1/internal:sweep", Empty.getDefaultInstance())
            .callers(Role.PLATFORM)
            .handledBy((call, none) -> {
              sweep();
              return none;
            }));
    all.add(
        Endpoint.post("duchy.createUpload", "/v1/uploads", CreateUploadRequest.getDefaultInstance())
            .callers(Role.DATA_PROVIDER, Role.DUCHY)
            .handledBy(
                (call, request) -> grants.create(PartyName.parse(call.caller().party()), request)));
    all.add(
        Endpoint.get("duchy.getLocalComputation", "/v1/computations/{computation}")
            .callers(Role.OPERATOR)
            .handledBy((call, none) -> view.get(new ComputationName(call.id("computation")))));
    return List.copyOf(all);
  }

  /** Its HTTP API. */
  public List<Route> endpoints() {
    return routes;
  }

  /** The handlers of its jobs, by kind. */
  public Map<String, JobHandler> jobs() {
    return handlers.stream()
        .collect(Collectors.toUnmodifiableMap(JobHandler::kind, Function.identity()));
  }

  /** Who may call it: its own identities, and the parties whose roots its operator approved. */
  public PrincipalDirectory principals() {
    return principals;
  }

  /** Runs one job in the calling thread; what its {@code starter} leads to. */
  public JobRunner.Outcome run(JobName job) {
    return runner.run(job);
  }

  /**
   * Catches up with what was lost: sends what is left in the outbox, restarts jobs whose run was
   * lost, looks for computations of the Kingdom that are not known here, and looks again at those
   * that have waited here for long enough. What it costs does not grow with what waits.
   *
   * @throws RuntimeException the first error met; what else was due has been done all the same
   */
  public void sweep() {
    SweepRun run = new SweepRun();
    run.step("the outbox", this::sendOutbox);
    run.step("lost jobs", this::reclaim);
    run.step("computations at the Kingdom", () -> discover(run));
    run.step("open computations", () -> lookAtDue(run));
    run.step(
        "ended computations",
        () ->
            store
                .database()
                .run("sweepSettlements", tx -> store.computations().settleLeftovers(tx)));
    run.step("the outbox once more", this::sendOutbox);
    run.end();
  }

  private void reclaim() {
    while (jobs.reclaim(SWEEP) == SWEEP) {
      // Each one that is reclaimed is due later.
    }
  }

  /**
   * The Kingdom shows the newest first: after a page of which everything is known there is nothing
   * new, and a gap further down is what the Kingdom reminds of.
   */
  private void discover(SweepRun run) {
    Pages.each(
        token -> unknown(run, kingdom.listComputations(token)),
        NewComputations::nextToken,
        page -> page.computations().forEach(one -> run.step(one.getName(), () -> lookAt(one))));
  }

  /** Those of a page that are not known here, and the next token if there are some. */
  private record NewComputations(List<Computation> computations, String nextToken) {}

  private NewComputations unknown(SweepRun run, ListComputationsResponse page) {
    Map<ComputationName, Computation> listed = new LinkedHashMap<>();
    for (Computation one : page.getComputationsList()) {
      run.step("a listed computation", () -> listed.put(ComputationName.parse(one.getName()), one));
    }
    if (listed.isEmpty()) {
      // Nothing of it could be read: the next page may be.
      return new NewComputations(List.of(), page.getNextPageToken());
    }
    store
        .database()
        .read(
            "knownComputations", tx -> store.computations().known(tx, List.copyOf(listed.keySet())))
        .forEach(listed::remove);
    return new NewComputations(
        List.copyOf(listed.values()), listed.isEmpty() ? "" : page.getNextPageToken());
  }

  private void lookAtDue(SweepRun run) {
    boolean more = true;
    while (more) {
      List<ComputationName> due =
          store.database().read("listDueComputations", tx -> store.computations().due(tx, SWEEP));
      long done =
          due.stream().filter(name -> run.step(name.toString(), () -> lookAgain(name))).count();
      // What failed is still due: it must not be met again in the same run for ever.
      more = due.size() == SWEEP && done > 0;
    }
  }

  private void lookAgain(ComputationName name) {
    store.database().run("sweepDueComputation", tx -> store.computations().lookAgain(tx, name));
  }

  private void lookAt(Computation computation) {
    ComputationName name = ComputationName.parse(computation.getName());
    MeasurementName measurement = MeasurementName.parse(computation.getMeasurement());
    store
        .database()
        .run("sweepComputation", tx -> store.computations().lookAt(tx, name, measurement));
  }

  private void sendOutbox() {
    while (relay.sweep(SWEEP).sent() == SWEEP) {
      // More may be due.
    }
  }

  @Override
  public void close() {
    runner.close();
  }
}
