package org.aureole.edp;

import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.edp.events.EventObject;
import org.aureole.edp.market.KingdomApi;
import org.aureole.edp.market.Progress;
import org.aureole.edp.population.PopulationDesk;
import org.aureole.model.name.PartyName;
import org.aureole.model.name.PopulationName;
import org.aureole.platform.blob.BlobStore;
import org.aureole.platform.blob.InMemoryBlobStore;
import org.aureole.platform.blob.StorageEvent;
import org.aureole.platform.handover.PeerInboxes;
import org.aureole.platform.http.HttpMethod;
import org.aureole.platform.http.HttpQuery;
import org.aureole.platform.http.HttpReply;
import org.aureole.platform.http.PushEnvelope;
import org.aureole.platform.http.PushedMessage;
import org.aureole.platform.http.Router;
import org.aureole.platform.http.RouterClient;
import org.aureole.platform.identity.Role;
import org.aureole.platform.identity.TestTokens;
import org.aureole.platform.sql.Database;
import org.aureole.platform.sql.PostgresTestDatabases;
import org.aureole.platform.sql.TestClock;
import org.aureole.platform.sql.TestDatabases;
import org.aureole.platform.sql.WatchedDatabase;
import org.aureole.platform.trust.TrustedRoots;
import org.aureole.platform.work.JobName;
import org.aureole.platform.work.JobRunner;
import org.aureole.platform.work.JobStarter;
import org.aureole.platform.work.Jobs;
import org.aureole.platform.work.Outbox;
import org.aureole.platform.work.OutboxRelay;
import org.aureole.v1.AnswerPolicy;
import org.aureole.v1.ApprovePopulationRequest;
import org.aureole.v1.DataProviderCapabilities;
import org.aureole.v1.DeclineRequisitionRequest;
import org.aureole.v1.DifferentialPrivacyParams;
import org.aureole.v1.Fulfillment;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.Notification;
import org.aureole.v1.OidcSubject;
import org.aureole.v1.Population;
import org.aureole.v1.PopulationSpec;
import org.aureole.v1.Requisition;

/**
 * One data provider on a real database, with everybody else played by fakes. Its process can be
 * killed and started again; its jobs run in the test's thread, and time moves only while it waits.
 */
final class TestMarket implements AutoCloseable {
  static final String SELF = "dataProviders/edp1";
  static final String CONSUMER = "measurementConsumers/mc1";
  static final URI KINGDOM = URI.create("https://kingdom.example");
  static final String POPULATION = "populations/p1";
  static final int POPULATION_SIZE = 1000;
  static final AnswerPolicy POLICY =
      AnswerPolicy.newBuilder()
          .addNoiseMechanisms(NoiseMechanism.NONE)
          .addNoiseMechanisms(NoiseMechanism.DISCRETE_GAUSSIAN)
          .setDirect(true)
          .setHonestMajorityShareShuffle(true)
          .setLiquidLegionsV2(true)
          .setPrivacyBudget(DifferentialPrivacyParams.newBuilder().setEpsilon(1).setDelta(1e-9))
          .build();

  private static final String AUDIENCE = "https://edp1.example";

  final TestClock clock = new TestClock();
  final InMemoryBlobStore events = new InMemoryBlobStore("events");
  final InMemoryBlobStore internal = new InMemoryBlobStore("internal");
  final FakeKingdom kingdom = new FakeKingdom();
  final FakeDuchies inboxes = new FakeDuchies(kingdom);
  final TestParty self = new TestParty(SELF);
  final TestParty consumer = new TestParty(CONSUMER);
  final List<TestParty> duchies =
      Stream.of("duchies/aggregator", "duchies/worker1", "duchies/worker2")
          .map(TestParty::new)
          .toList();
  final PopulationSpec populationSpec =
      PopulationSpec.newBuilder()
          .addSubpopulations(
              PopulationSpec.SubPopulation.newBuilder()
                  .addVidRanges(
                      PopulationSpec.VidRange.newBuilder()
                          .setStartVid(1)
                          .setEndVidInclusive(POPULATION_SIZE)))
          .build();
  final Database database;
  final DataProviderCapabilities.Kind kind;
  Consumer<EventObject> beforeRead = object -> {};

  /** Called with the name of each transaction of the process, before it begins. */
  Consumer<String> beforeTransaction = name -> {};

  private final TestTokens tokens = new TestTokens(AUDIENCE, clock.instant());
  private final Deque<JobName> starts = new ArrayDeque<>();
  private DataProvider provider;
  private Router router;
  private OutboxRelay relay;
  private Jobs jobs;
  private JobRunner runner;

  TestMarket() {
    this(DataProviderCapabilities.Kind.EVENT_DATA_PROVIDER);
  }

  /** A market with the two days of {@code campaign}, of VIDs 1 to 300 and 200 to 399. */
  static TestMarket withCampaign() {
    TestMarket market = new TestMarket();
    market.drop("campaign/day1.csv", LineEvents.lines(1, 300, "2026-02-01T10:00:00Z"));
    market.drop("campaign/day2.csv", LineEvents.lines(200, 399, "2026-02-02T10:00:00Z"));
    market.settle();
    return market;
  }

  TestMarket(DataProviderCapabilities.Kind kind) {
    this(kind, new PostgresTestDatabases());
  }

  TestMarket(DataProviderCapabilities.Kind kind, TestDatabases databases) {
    this.kind = kind;
    this.database = databases.create(clock, "trust", "edp");
    TrustedRoots roots = new TrustedRoots(database);
    roots.approve(consumer.trustedRoot());
    duchies.forEach(duchy -> roots.approve(duchy.trustedRoot()));
    kingdom.population =
        Population.newBuilder()
            .setName(POPULATION)
            .setPopulationSpec(populationSpec.toByteString())
            .setPopulationSpecDigest(
                ByteString.copyFrom(Fingerprint.of(populationSpec.toByteArray()).bytes()))
            .setSize(POPULATION_SIZE)
            .build();
    new PopulationDesk(database, PopulationName.parse(POPULATION), tx -> {}, () -> {})
        .approve(
            ApprovePopulationRequest.newBuilder()
                .setPopulation(POPULATION)
                .setPopulationSpecDigest(kingdom.population.getPopulationSpecDigest())
                .build());
    start(Crashes.never());
  }

  /** Lets the Kingdom have another population under the same name. */
  void swapPopulation(PopulationSpec spec, long size) {
    kingdom.population =
        kingdom.population.toBuilder()
            .setPopulationSpec(spec.toByteString())
            .setPopulationSpecDigest(digest(spec))
            .setSize(size)
            .build();
  }

  static ByteString digest(PopulationSpec spec) {
    return ByteString.copyFrom(Fingerprint.of(spec.toByteArray()).bytes());
  }

  /** Starts the process anew, with nothing but what is stored. */
  void start(Crashes crashes) {
    if (runner != null) {
      runner.close();
    }
    starts.clear();
    Database db =
        new WatchedDatabase(
            crashes.around(Database.class, database), name -> beforeTransaction.accept(name));
    KingdomApi api = crashes.around(KingdomApi.class, kingdom);
    JobStarter starter = crashes.around(JobStarter.class, starts::add);
    relay = new OutboxRelay(db, Progress.topics(api), starter, Runnable::run);
    Outbox outbox = new Outbox(relay, Duration.ofSeconds(10));
    jobs = new Jobs(db, outbox, Duration.ofMinutes(1));
    BlobStore bucket = crashes.around(BlobStore.class, events);
    provider =
        new DataProvider(
            new DataProviderConfig(
                PartyName.parse(SELF),
                kind,
                "market",
                KINGDOM,
                PopulationName.parse(POPULATION),
                POLICY,
                Map.of(identity("operator"), Role.OPERATOR, identity("platform"), Role.PLATFORM),
                DataProviderConfig.USUAL_PATIENCE),
            new DataProviderPorts(
                db,
                relay,
                outbox,
                jobs,
                api,
                crashes.around(PeerInboxes.class, inboxes),
                self,
                bucket,
                crashes.around(BlobStore.class, internal),
                spec ->
                    new LineEvents(events, POPULATION_SIZE, object -> beforeRead.accept(object)),
                clock,
                new SecureRandom()));
    runner = new JobRunner(jobs, provider.jobs().values());
    router = new Router(provider.endpoints(), tokens.authenticator(), clock);
  }

  DataProvider provider() {
    return provider;
  }

  Router router() {
    return router;
  }

  static OidcSubject identity(String subject) {
    return OidcSubject.newBuilder().setIssuer(TestTokens.ISSUER).setSubject(subject).build();
  }

  /** Drops an event file and lets the bucket say so. */
  void drop(String name, String lines) {
    events.drop(name, ByteString.copyFromUtf8(lines));
    storageEvent(name);
  }

  void storageEvent(String name) {
    PushedMessage message =
        new StorageEvent("events", name)
            .toMessage("storage", UUID.randomUUID().toString(), clock.instant());
    push("/v1/messages:storage", Role.PLATFORM, message);
  }

  /** Lets the Kingdom have a requisition and say so. */
  void request(Requisition requisition) {
    kingdom.put(requisition);
    notify(requisition.getName());
  }

  void notify(String requisition) {
    Notification notification = Notification.newBuilder().setResource(requisition).build();
    push(
        "/v1/messages:kingdom",
        Role.KINGDOM,
        new PushedMessage(
            "kingdom",
            UUID.randomUUID().toString(),
            clock.instant(),
            Map.of(),
            notification.toByteString()));
  }

  void push(String path, Role caller, PushedMessage message) {
    HttpReply reply = send(HttpMethod.POST, path, caller, PushEnvelope.encode(message), "json");
    if (reply.status() != 204) {
      throw new AssertionError("push to " + path + ": " + reply.body().toStringUtf8());
    }
  }

  /** Calls as the operator; fails unless it succeeds. */
  <R extends Message> R operator(HttpMethod method, String path, Message body, R reply) {
    HttpReply answer = send(method, path, Role.OPERATOR, body.toByteArray(), "x-protobuf");
    if (answer.status() != 200) {
      throw new AssertionError(path + ": " + answer.body().toStringUtf8());
    }
    try {
      @SuppressWarnings("unchecked")
      R parsed = (R) reply.getParserForType().parseFrom(answer.body());
      return parsed;
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  <R extends Message> R operator(String path, R reply) {
    return operator(HttpMethod.GET, path, Empty.getDefaultInstance(), reply);
  }

  HttpReply send(HttpMethod method, String path, Role caller, byte[] body, String type) {
    Map<String, String> headers = new HashMap<>();
    headers.put("Authorization", "Bearer " + tokens.of(caller));
    headers.put("Accept", "application/x-protobuf");
    if (method != HttpMethod.GET) {
      headers.put("Content-Type", "application/" + type);
    }
    int query = path.indexOf('?');
    return router.handle(
        HttpQuery.of(
            method,
            query < 0 ? path : path.substring(0, query),
            query < 0 ? "" : path.substring(query + 1),
            headers,
            body));
  }

  /** Declines a requisition as the operator; a refusal is thrown as the provider threw it. */
  Fulfillment decline(String requisition, String message) {
    return new RouterClient(router, () -> Optional.of(tokens.of(Role.OPERATOR)))
        .call(
            HttpMethod.POST,
            "/v1/requisitions/" + requisition + ":refuse",
            DeclineRequisitionRequest.newBuilder().setMessage(message).build(),
            Fulfillment.getDefaultInstance());
  }

  /** Runs no job that was asked to start so far; the test runs it itself. */
  void forgetStarts() {
    starts.clear();
  }

  /** Runs one job now, as a process of its own would. */
  JobRunner.Outcome run(JobName job) {
    return runner.run(job);
  }

  /** Runs what there is to run now, without letting time pass. */
  void runJobs() {
    for (JobName job = starts.poll(); job != null; job = starts.poll()) {
      runner.run(job);
    }
  }

  /** Runs everything that is due within the next hour, letting time pass in between. */
  void settle() {
    Instant end = clock.instant().plus(Duration.ofHours(1));
    for (int round = 0; round < 500; round++) {
      runJobs();
      Instant next =
          Stream.concat(relay.nextDue().stream(), jobs.nextDue().stream())
              .min(Instant::compareTo)
              .orElse(Instant.MAX);
      if (next.isAfter(end)) {
        return;
      }
      if (next.isAfter(clock.instant())) {
        clock.advance(Duration.between(clock.instant(), next));
      }
      relay.sweep(100);
      jobs.reclaim(100);
    }
    throw new AssertionError("the data provider does not come to rest");
  }

  /** The fulfilment as the operator sees it. */
  Fulfillment fulfillment(String requisition) {
    return operator(
        "/v1/fulfillments/" + requisition.substring(requisition.lastIndexOf('/') + 1),
        Fulfillment.getDefaultInstance());
  }

  /** The entries of the ledger, with the requisition whose specification they are for. */
  List<String> ledger() {
    return database.read(
        "readLedger",
        tx ->
            tx.query(
                "select name, entry, kind from budget_entries join fulfillments"
                    + " on reference = spec_fingerprint order by name, entry",
                row -> row.string("name").replaceAll(".*/", "") + " " + row.string("kind")));
  }

  @Override
  public void close() {
    runner.close();
    database.close();
  }
}
