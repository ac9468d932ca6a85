package org.aureole.simulation.market;

import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import java.net.http.HttpClient;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.aureole.duchy.Duchy;
import org.aureole.duchy.DuchyConfig;
import org.aureole.duchy.DuchyPorts;
import org.aureole.edp.DataProvider;
import org.aureole.edp.DataProviderConfig;
import org.aureole.edp.DataProviderPorts;
import org.aureole.edp.events.BlobEventObjects;
import org.aureole.edp.market.Progress;
import org.aureole.kingdom.Kingdom;
import org.aureole.kingdom.KingdomConfig;
import org.aureole.kingdom.LegionsPolicy;
import org.aureole.model.name.PopulationName;
import org.aureole.pipelines.tally.FileEventAnalyses;
import org.aureole.pipelines.template.EventTemplates;
import org.aureole.platform.admission.Admission;
import org.aureole.platform.admission.RateLimits;
import org.aureole.platform.blob.BlobStore;
import org.aureole.platform.blob.InMemoryBlobStore;
import org.aureole.platform.blob.StorageEvent;
import org.aureole.platform.handover.HttpPeerInboxes;
import org.aureole.platform.handover.PeerInboxes;
import org.aureole.platform.http.ApiClient;
import org.aureole.platform.http.HttpMethod;
import org.aureole.platform.http.Router;
import org.aureole.platform.identity.Role;
import org.aureole.platform.keys.KeyPublication;
import org.aureole.platform.work.JobProcess;
import org.aureole.platform.work.JobRunner;
import org.aureole.platform.work.Jobs;
import org.aureole.platform.work.Outbox;
import org.aureole.platform.work.OutboxRelay;
import org.aureole.simulation.port.SimulatedBucket;
import org.aureole.simulation.port.SimulatedDatabase;
import org.aureole.simulation.port.SimulatedKeys;
import org.aureole.simulation.port.SimulatedNetwork;
import org.aureole.simulation.port.SimulatedStorage;
import org.aureole.simulation.port.SimulatedTopics;
import org.aureole.simulation.world.World;
import org.aureole.v1.AnswerPolicy;
import org.aureole.v1.DataProviderCapabilities;
import org.aureole.v1.DifferentialPrivacyParams;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.OidcSubject;

/**
 * A whole market in one world: the use cases of every party as they are in production, on the
 * world's ports. Parties meet over the network, the topics and uploads only.
 */
public final class SimulatedMarket implements AutoCloseable {
  static final String NAME = "simulated";
  static final PopulationName POPULATION = new PopulationName("market");

  /** The topic on which a party's storage tells of objects. */
  private static final String STORAGE = "storage of ";

  /**
   * A lost call is tried once more, at once: pauses would pass no virtual time. The timeout is of
   * real time, which must decide nothing here.
   */
  private static final ApiClient.Patience ONCE_MORE =
      new ApiClient.Patience(Duration.ofHours(1), 2, Duration.ZERO);

  private static final Duration OUTBOX_GRACE = Duration.ofSeconds(10);
  private static final Duration START_GRACE = Duration.ofMinutes(2);
  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** Longer than any world: the Kingdom knows when to forget, and must not before. */
  private static final Optional<Duration> KEPT = Optional.of(Duration.ofDays(100 * 365));

  private static final JobProcess.Terms STANDBY =
      new JobProcess.Terms(Duration.ofSeconds(40), Duration.ofSeconds(8), Duration.ofMinutes(10));

  /** Enough for every Measurement of a world at ε = 1. */
  private static final DifferentialPrivacyParams BUDGET =
      DifferentialPrivacyParams.newBuilder().setEpsilon(10).setDelta(1e-3).build();

  private final Town town;
  private final World world;
  private final SecureRandom random;
  private final SimulatedTopics topics;
  private final Map<String, InMemoryBlobStore> buckets = new LinkedHashMap<>();
  private final Map<String, SimulatedStorage> storages = new LinkedHashMap<>();
  private final Map<String, SimulatedParty> parties = new LinkedHashMap<>();
  private final Map<String, SimulatedKeys> keys = new LinkedHashMap<>();

  SimulatedMarket(Town town, World world, long seed) {
    this.town = town;
    this.world = world;
    this.random = new SeededRandom(seed);
    this.topics = new SimulatedTopics(world, town.network().as("topics"));
    Member.registered().forEach(member -> keys.put(member.id(), town.keys(member.id())));
    Member.DUCHIES.forEach(this::openStorage);
    for (Member member : Member.servers()) {
      subscribe(member);
      SimulatedParty party =
          new SimulatedParty(
              member,
              world,
              self -> start(member, self),
              processes ->
                  new Router(
                      processes.routes(),
                      town.issuer().authenticator(member.url(), processes.principals()),
                      town.clock(),
                      new Admission(RateLimits.USUAL, town.clock()::nanoTime)));
      parties.put(member.id(), party);
      town.network().serve(member.host(), party);
    }
    for (int i = 0; i < Member.PUBLISHERS.size(); i++) {
      bucket(Member.PUBLISHERS.get(i), "events").drop(Audience.object(), Audience.file(i, 0));
    }
  }

  private void openStorage(Member member) {
    SimulatedStorage storage =
        new SimulatedStorage(
            member.storageHost(),
            bucket(member, "inbox"),
            town.clock(),
            (bucket, object) -> announce(member, bucket, object));
    storages.put(member.id(), storage);
    town.network().serve(member.storageHost(), storage);
  }

  private void subscribe(Member member) {
    if (member.kind() == Member.Kind.KINGDOM) {
      return;
    }
    String audience = member.url().toString();
    topics.subscribe(
        member.name().toString(),
        new SimulatedTopics.Subscriber(
            member.url().resolve("/v1/messages:kingdom"),
            audience,
            town.issuer().tokens(Member.KINGDOM.platform())));
    topics.subscribe(
        STORAGE + member.id(),
        new SimulatedTopics.Subscriber(
            member.url().resolve("/v1/messages:storage"),
            audience,
            town.issuer().tokens(member.platform())));
  }

  private SimulatedParty.Processes start(Member member, SimulatedParty self) {
    return switch (member.kind()) {
      case KINGDOM -> kingdom(self);
      case AGGREGATOR, WORKER -> duchy(member, self);
      case EVENT_DATA_PROVIDER, POPULATION_DATA_PROVIDER -> dataProvider(member, self);
      case MEASUREMENT_CONSUMER -> throw new IllegalStateException("a consumer runs nothing");
    };
  }

  private SimulatedParty.Processes kingdom(SimulatedParty self) {
    JobProcess starter = starter(Member.KINGDOM, self);
    OutboxRelay relay = new OutboxRelay(database(Member.KINGDOM), topics, starter, Runnable::run);
    Kingdom kingdom =
        new Kingdom(
            database(Member.KINGDOM),
            new Outbox(relay, OUTBOX_GRACE),
            relay,
            random,
            new KingdomConfig(
                List.of(town.issuer().identity(Member.KINGDOM.operator())),
                List.of(town.issuer().identity(Member.KINGDOM.platform())),
                KingdomConfig.USUAL_PATIENCE,
                LegionsPolicy.USUAL.withSketch(Sketches.SHAPE),
                KEPT));
    return new SimulatedParty.Processes(
        kingdom.endpoints(),
        kingdom.principals(),
        job -> {
          throw new IllegalStateException("the Kingdom runs no jobs, not even " + job);
        },
        starter,
        () -> {});
  }

  private JobProcess starter(Member member, SimulatedParty self) {
    return new JobProcess(database(member), self, STANDBY, town.clock(), world::sleep);
  }

  private SimulatedParty.Processes duchy(Member member, SimulatedParty self) {
    JobProcess starter = starter(member, self);
    Duchy duchy =
        new Duchy(
            new DuchyConfig(
                member.name(),
                NAME,
                member.url(),
                callers(member),
                Duration.ofMinutes(15),
                START_GRACE,
                LEASE,
                OUTBOX_GRACE,
                PATIENCE),
            new DuchyPorts(
                database(member),
                new SimulatedBucket(bucket(member, "internal"), world),
                new SimulatedBucket(bucket(member, "inbox"), world),
                storages.get(member.id()),
                keys(member),
                () -> certificate(member),
                new org.aureole.duchy.kingdom.HttpKingdomApi(kingdomAs(member), member.name()),
                inboxes(member),
                starter,
                Runnable::run,
                random,
                town.clock()));
    return new SimulatedParty.Processes(
        duchy.endpoints(), duchy.principals(), duchy::run, starter, duchy::close);
  }

  private SimulatedParty.Processes dataProvider(Member member, SimulatedParty self) {
    var kingdom = new org.aureole.edp.market.HttpKingdomApi(kingdomAs(member), member.name());
    JobProcess starter = starter(member, self);
    OutboxRelay relay =
        new OutboxRelay(database(member), Progress.topics(kingdom), starter, Runnable::run);
    Outbox outbox = new Outbox(relay, OUTBOX_GRACE);
    Jobs jobs = new Jobs(database(member), outbox, START_GRACE, LEASE);
    BlobStore events = new SimulatedBucket(bucket(member, "events"), world);
    DataProvider provider =
        new DataProvider(
            new DataProviderConfig(
                member.name(),
                kind(member),
                NAME,
                Member.KINGDOM.url(),
                POPULATION,
                policy(member),
                callers(member),
                PATIENCE),
            new DataProviderPorts(
                database(member),
                relay,
                outbox,
                jobs,
                kingdom,
                inboxes(member),
                keys(member),
                events,
                new SimulatedBucket(bucket(member, "internal"), world),
                new FileEventAnalyses(EventTemplates.AD_EVENT, new BlobEventObjects(events)),
                town.clock(),
                random));
    JobRunner runner = new JobRunner(jobs, provider.jobs().values());
    return new SimulatedParty.Processes(
        provider.endpoints(), provider.principals(), runner::run, starter, runner::close);
  }

  static DataProviderCapabilities.Kind kind(Member member) {
    return member.kind() == Member.Kind.EVENT_DATA_PROVIDER
        ? DataProviderCapabilities.Kind.EVENT_DATA_PROVIDER
        : DataProviderCapabilities.Kind.POPULATION_DATA_PROVIDER;
  }

  private static AnswerPolicy policy(Member member) {
    return AnswerPolicy.newBuilder()
        .addNoiseMechanisms(NoiseMechanism.DISCRETE_GAUSSIAN)
        .addNoiseMechanisms(NoiseMechanism.NONE)
        .setDirect(true)
        .setHonestMajorityShareShuffle(member.kind() == Member.Kind.EVENT_DATA_PROVIDER)
        .setLiquidLegionsV2(member.kind() == Member.Kind.EVENT_DATA_PROVIDER)
        .setPrivacyBudget(BUDGET)
        .build();
  }

  private Map<OidcSubject, Role> callers(Member member) {
    return Map.of(
        town.issuer().identity(member.operator()), Role.OPERATOR,
        town.issuer().identity(member.platform()), Role.PLATFORM,
        town.issuer().identity(Member.KINGDOM.platform()), Role.KINGDOM);
  }

  private PeerInboxes inboxes(Member member) {
    return new HttpPeerInboxes(
        town.issuer().tokens(member.id()), line(member), ONCE_MORE, ONCE_MORE);
  }

  private HttpClient line(Member member) {
    return town.network().as(member.id());
  }

  private ApiClient kingdomAs(Member member) {
    return client(Member.KINGDOM, member, member.id());
  }

  /** A client of a party's API, on a caller's line, under a subject. */
  ApiClient client(Member target, Member caller, String subject) {
    return new ApiClient(target.url(), town.issuer().tokens(subject), line(caller), ONCE_MORE);
  }

  /** Tells a party of an object in one of its buckets, as its storage does. */
  void announce(Member member, String bucket, String object) {
    String id = "storage-" + world.chance().of("id") + topics.published().size();
    topics.take(
        STORAGE + member.id(),
        object,
        new StorageEvent(bucket, object)
            .toMessage(STORAGE + member.id(), id, world.clock().instant()));
  }

  /** Puts a file into a publisher's bucket, in place of the one that is there. */
  void drop(Member publisher, ByteString file) {
    InMemoryBlobStore events = bucket(publisher, "events");
    events.drop(Audience.object(), file);
    announce(publisher, events.bucket(), Audience.object());
  }

  /** Lets a party's scheduler call its sweep. */
  void sweep(Member member) {
    client(member, member, member.platform())
        .call(
            HttpMethod.POST,
            "/v1/internal:sweep",
            Empty.getDefaultInstance(),
            Empty.getDefaultInstance());
  }

  SimulatedDatabase database(Member member) {
    return town.database(member.id());
  }

  /** A bucket as it lies there, without faults. */
  InMemoryBlobStore bucket(Member member, String name) {
    return buckets.computeIfAbsent(member.id() + "-" + name, InMemoryBlobStore::new);
  }

  Map<String, InMemoryBlobStore> buckets() {
    return buckets;
  }

  Map<String, SimulatedStorage> storages() {
    return storages;
  }

  SimulatedParty party(Member member) {
    return parties.get(member.id());
  }

  SimulatedNetwork network() {
    return town.network();
  }

  SimulatedTopics topics() {
    return topics;
  }

  SimulatedKeys keys(Member member) {
    return keys.get(member.id());
  }

  /** The resource name of a member's current certificate, which the Kingdom learns unless known. */
  String certificate(Member member) {
    return KeyPublication.certificate(kingdomAs(member), member.name(), keys(member).signing())
        .getName();
  }

  OidcSubject identity(String subject) {
    return town.issuer().identity(subject);
  }

  SecureRandom random() {
    return random;
  }

  World world() {
    return world;
  }

  /** Ends the world; rows stay until the next one is opened. */
  @Override
  public void close() {
    world.close();
    parties.values().forEach(SimulatedParty::close);
  }
}
