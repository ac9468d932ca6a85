package org.aureole.kingdom;

import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.model.name.PartyName;
import org.aureole.platform.http.HttpMethod;
import org.aureole.platform.http.Router;
import org.aureole.platform.http.RouterClient;
import org.aureole.platform.identity.TestTokens;
import org.aureole.platform.sql.Database;
import org.aureole.platform.sql.TestClock;
import org.aureole.platform.sql.TestDatabases;
import org.aureole.platform.sql.WatchedDatabase;
import org.aureole.platform.work.Message;
import org.aureole.platform.work.Outbox;
import org.aureole.platform.work.OutboxRelay;
import org.aureole.v1.ApprovePartyRequest;
import org.aureole.v1.DataProviderCapabilities;
import org.aureole.v1.DuchyCapabilities;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.Notification;
import org.aureole.v1.OidcSubject;
import org.aureole.v1.Party;
import org.aureole.v1.Population;

/**
 * A Kingdom on a real database behind its router, with parties that have real keys. Each party's
 * OIDC subject is its resource name. Messages that were sent are kept; nobody acts on them.
 */
final class TestMarket implements AutoCloseable {
  static final String AUDIENCE = "https://kingdom.example";
  static final Duration PATIENCE = Duration.ofMinutes(10);
  static final Duration RETENTION = Duration.ofDays(30);
  static final long POPULATION_SIZE = 100_000;

  final TestClock clock = new TestClock();
  final TestTokens tokens = new TestTokens(AUDIENCE, clock.instant());
  final List<Message> sent = new CopyOnWriteArrayList<>();
  volatile boolean topicsAreDown;

  /** Called with the name of each transaction of the Kingdom, before it begins. */
  volatile Consumer<String> beforeTransaction = name -> {};

  final Database database;
  final Kingdom kingdom;
  final Router router;
  final RouterClient operator;
  final RouterClient platform;
  final MarketParty consumer;
  final MarketParty otherConsumer;
  final MarketParty edp1;
  final MarketParty edp2;
  final MarketParty edp3;
  final MarketParty populationProvider;
  final MarketParty aggregator;
  final MarketParty worker1;
  final MarketParty worker2;
  final Population population;

  TestMarket(TestDatabases databases) {
    this(databases, LegionsPolicy.USUAL);
  }

  TestMarket(TestDatabases databases, LegionsPolicy legions) {
    this.database = databases.create(clock, Kingdom.SCHEMA);
    OutboxRelay relay =
        new OutboxRelay(
            database,
            this::publish,
            job -> {
              throw new AssertionError("the Kingdom has no jobs: " + job);
            },
            Runnable::run);
    this.kingdom =
        new Kingdom(
            new WatchedDatabase(database, name -> beforeTransaction.accept(name)),
            new Outbox(relay, Duration.ofSeconds(5)),
            relay,
            MarketParty.RANDOM,
            new KingdomConfig(
                List.of(subject("operator")),
                List.of(subject("platform")),
                PATIENCE,
                legions,
                Optional.of(RETENTION)));
    this.router =
        new Router(kingdom.endpoints(), tokens.authenticator(kingdom.principals()), clock);
    this.operator = client("operator");
    this.platform = client("platform");
    this.consumer = onboard(party(PartyName.measurementConsumer("mc1")));
    this.otherConsumer = onboard(party(PartyName.measurementConsumer("mc2")));
    this.edp1 = onboard(party(PartyName.dataProvider("edp1")));
    this.edp2 = onboard(party(PartyName.dataProvider("edp2")));
    this.edp3 = onboard(party(PartyName.dataProvider("edp3")));
    this.populationProvider = onboard(party(PartyName.dataProvider("pdp1")));
    this.aggregator = onboard(party(PartyName.duchy("aggregator")));
    this.worker1 = onboard(party(PartyName.duchy("worker1")));
    this.worker2 = onboard(party(PartyName.duchy("worker2")));
    this.population = publishPopulation("universe", POPULATION_SIZE);
  }

  private void publish(Message message) {
    if (topicsAreDown) {
      throw new IllegalStateException("the topics are down");
    }
    sent.add(message);
  }

  static OidcSubject subject(String subject) {
    return OidcSubject.newBuilder().setIssuer(TestTokens.ISSUER).setSubject(subject).build();
  }

  RouterClient client(String subject) {
    Optional<String> token = Optional.of(tokens.of(subject, AUDIENCE, TestClock.START));
    return new RouterClient(router, () -> token);
  }

  /** A party that nobody has registered yet. */
  MarketParty party(PartyName name) {
    return new MarketParty(name, client(name.toString()), TestClock.START);
  }

  /** Registers a party with the usual capabilities, has it approved, and publishes its keys. */
  MarketParty onboard(MarketParty party) {
    party.register(registration(party));
    approve(party);
    party.publishKeys();
    return party;
  }

  Party approve(MarketParty party) {
    return operator.call(
        HttpMethod.POST,
        "/v1/" + party.name() + ":approve",
        ApprovePartyRequest.getDefaultInstance(),
        Party.getDefaultInstance());
  }

  /** A registration with the capabilities that the party's name suggests. */
  static Party.Builder registration(MarketParty party) {
    Party.Builder registration = party.registration();
    switch (party.name().kind()) {
      case MEASUREMENT_CONSUMER -> {
        // It has no capabilities.
      }
      case DATA_PROVIDER -> registration.setDataProvider(dataProvider(party.name()));
      case DUCHY ->
          registration.setDuchy(
              DuchyCapabilities.newBuilder()
                  .addShareShuffleRoles(role(party.name()))
                  .addLiquidLegionsRoles(role(party.name()))
                  .setApiUrl("https://" + party.name().id() + ".example"));
    }
    return registration;
  }

  private static DuchyCapabilities.Role role(PartyName duchy) {
    return duchy.id().startsWith("aggregator")
        ? DuchyCapabilities.Role.AGGREGATOR
        : DuchyCapabilities.Role.WORKER;
  }

  static DataProviderCapabilities dataProvider(PartyName name) {
    if (name.id().startsWith("pdp")) {
      return DataProviderCapabilities.newBuilder()
          .setKind(DataProviderCapabilities.Kind.POPULATION_DATA_PROVIDER)
          .build();
    }
    return DataProviderCapabilities.newBuilder()
        .setKind(DataProviderCapabilities.Kind.EVENT_DATA_PROVIDER)
        .setHonestMajorityShareShuffle(true)
        .setLiquidLegionsV2(true)
        .addNoiseMechanisms(NoiseMechanism.DISCRETE_GAUSSIAN)
        .addNoiseMechanisms(NoiseMechanism.NONE)
        .build();
  }

  Population publishPopulation(String id, long size) {
    byte[] spec = ("population " + id).getBytes(StandardCharsets.UTF_8);
    return populationProvider
        .client()
        .call(
            HttpMethod.PUT,
            "/v1/populations/" + id,
            Population.newBuilder()
                .setPopulationSpec(ByteString.copyFrom(spec))
                .setPopulationSpecDigest(ByteString.copyFrom(Fingerprint.of(spec).bytes()))
                .setSize(size)
                .build(),
            Population.getDefaultInstance());
  }

  List<MarketParty> duchies() {
    return List.of(aggregator, worker1, worker2);
  }

  List<MarketParty> dataProviders() {
    return List.of(edp1, edp2, edp3, populationProvider);
  }

  /** What was sent about a Measurement since {@link #sent} was cleared: topic and resource. */
  List<String> told(String measurement) {
    return sent.stream()
        .map(message -> {
          try {
            Notification notification = Notification.parseFrom(message.payload());
            return notification.getMeasurement().equals(measurement)
                ? message.topic() + " " + notification.getResource()
                : "";
          } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
          }
        })
        .filter(told -> !told.isEmpty())
        .sorted()
        .toList();
  }

  void sweep() {
    platform.call(
        HttpMethod.POST,
        "/v1/internal:sweep",
        Empty.getDefaultInstance(),
        Empty.getDefaultInstance());
  }

  /** Forgets all Measurements: an emulator reads whole tables, and takes the longer the more. */
  void forgetMeasurements() {
    database.run(
        "forgetMeasurements",
        tx -> {
          tx.update("delete from certificate_uses where measurement <> ''");
          tx.update("delete from results where measurement <> ''");
          tx.update("delete from timeline_entries where measurement <> ''");
          tx.update("delete from creation_requests where measurement_consumer <> ''");
          tx.update("delete from computation_participants where name <> ''");
          tx.update("delete from computations where name <> ''");
          tx.update("delete from requisitions where name <> ''");
          tx.update("delete from measurements where name <> ''");
          tx.update("delete from history where entity <> ''");
        });
    sent.clear();
  }

  /** The party of that name. */
  MarketParty named(String name) {
    return List.of(
            consumer,
            otherConsumer,
            edp1,
            edp2,
            edp3,
            populationProvider,
            aggregator,
            worker1,
            worker2)
        .stream()
        .filter(party -> party.name().toString().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() {
    database.close();
  }
}
