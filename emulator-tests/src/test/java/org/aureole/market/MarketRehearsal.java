package org.aureole.market;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.aureole.consumer.ConsumerIdentity;
import org.aureole.consumer.KingdomApi;
import org.aureole.consumer.MeasurementConsumer;
import org.aureole.consumer.MeasurementOrder;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.local.keys.LocalKeys;
import org.aureole.local.keys.MasterKey;
import org.aureole.local.market.Credentials;
import org.aureole.local.market.Market;
import org.aureole.local.market.MarketConfig;
import org.aureole.local.market.MarketFolder;
import org.aureole.local.market.MarketSettings;
import org.aureole.local.market.PartyConfig;
import org.aureole.local.trust.FolderTrust;
import org.aureole.model.name.MeasurementName;
import org.aureole.pipelines.file.EventCursor;
import org.aureole.pipelines.file.EventFileWriter;
import org.aureole.pipelines.template.EventTemplates;
import org.aureole.platform.http.ApiClient;
import org.aureole.platform.http.HttpMethod;
import org.aureole.platform.keys.KeyLifetimes;
import org.aureole.platform.keys.StoredKeys;
import org.aureole.platform.trust.PeerTrust;
import org.aureole.v1.ApprovePopulationRequest;
import org.aureole.v1.ApprovedPopulation;
import org.aureole.v1.DifferentialPrivacyParams;
import org.aureole.v1.Interval;
import org.aureole.v1.Measurement;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.Party;
import org.aureole.v1.Population;
import org.aureole.v1.PopulationSpec;
import org.aureole.v1.RequisitionSpec;
import org.aureole.v1.VidSamplingInterval;

/**
 * A running market with a population, event files and a consumer, for tests of whole flows. It runs
 * in this process, or in another one that is reached as people reach it: over HTTP, with the
 * credentials in its folder.
 */
public final class MarketRehearsal implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private final MarketFolder folder;
  private final MarketConfig config;
  private final Clients clients;
  private final InstantSource clock;
  private final Optional<Market> market;
  private Population population;

  /** Makes clients of a party's API that call under a subject. */
  @FunctionalInterface
  public interface Clients {
    ApiClient of(PartyConfig target, String subject);
  }

  private MarketRehearsal(
      MarketFolder folder,
      MarketConfig config,
      Clients clients,
      InstantSource clock,
      Optional<Market> market) {
    this.folder = folder;
    this.config = config;
    this.clients = clients;
    this.clock = clock;
    this.market = market;
  }

  /** Starts the market of a folder, for the first time or again. */
  public static MarketRehearsal start(Path folder, MarketConfig config, MarketSettings settings) {
    Market market = Market.start(new MarketFolder(folder), config, settings);
    return new MarketRehearsal(
        market.folder(), config, market::client, settings.clock(), Optional.of(market));
  }

  /** The market of a folder that another process runs, and may have to be started yet. */
  public static MarketRehearsal inAnotherProcess(Path root, MarketConfig config) {
    MarketFolder folder = new MarketFolder(root);
    InstantSource clock = InstantSource.system();
    HttpClient http = ApiClient.newHttpClient();
    return new MarketRehearsal(
        folder,
        config,
        (target, subject) ->
            new ApiClient(
                target.url(),
                Credentials.read(folder.credentials(ownerOf(config, subject)))
                    .tokens(subject, config.issuerUrl(), http, clock),
                http),
        clock,
        Optional.empty());
  }

  /** A market that runs elsewhere, whose consumer has keys and trust in a folder. */
  public static MarketRehearsal elsewhere(
      MarketFolder folder, MarketConfig config, Clients clients) {
    return new MarketRehearsal(folder, config, clients, InstantSource.system(), Optional.empty());
  }

  private static String ownerOf(MarketConfig config, String subject) {
    return config.parties().stream()
        .filter(party -> party.subject().equals(subject) || party.operatorSubject().equals(subject))
        .findFirst()
        .orElseThrow()
        .id();
  }

  /** The market in this process. */
  public Market market() {
    return market.orElseThrow();
  }

  /** A client of a party's API that calls under a subject. */
  public ApiClient client(PartyConfig target, String subject) {
    return clients.of(target, subject);
  }

  /** The time of every party. */
  public InstantSource clock() {
    return clock;
  }

  /** Publishes the population as its provider does; every data provider's operator approves it. */
  public void publish(PopulationSpec spec, long size) {
    byte[] bytes = spec.toByteArray();
    PartyConfig provider = config.party("pdp1");
    population =
        client(config.kingdom(), provider.subject())
            .call(
                HttpMethod.PUT,
                "/v1/populations/market",
                Population.newBuilder()
                    .setName("populations/market")
                    .setPopulationSpec(ByteString.copyFrom(bytes))
                    .setPopulationSpecDigest(ByteString.copyFrom(Fingerprint.of(bytes).bytes()))
                    .setSize(size)
                    .build(),
                Population.getDefaultInstance());
    config.parties().stream()
        .filter(party -> party.role().isDataProvider())
        .forEach(party ->
            client(party, party.operatorSubject())
                .call(
                    HttpMethod.POST,
                    "/v1/approvedPopulations",
                    ApprovePopulationRequest.newBuilder()
                        .setPopulation(population.getName())
                        .setPopulationSpecDigest(population.getPopulationSpecDigest())
                        .build(),
                    ApprovedPopulation.getDefaultInstance()));
  }

  /** Drops a file of events into a provider's bucket, as people do: whole, by rename. */
  public void drop(String dataProvider, String object, EventCursor events) throws IOException {
    Path file = folder.bucket(dataProvider, "events").resolve(object);
    Files.createDirectories(file.getParent());
    Path draft = file.resolveSibling("." + file.getFileName() + ".part");
    try (OutputStream out = Files.newOutputStream(draft)) {
      new EventFileWriter(EventTemplates.AD_EVENT).writeCsv(events, out);
    }
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Waits until the Kingdom lists that many event groups of a provider. */
  public void awaitEventGroups(String dataProvider, int count) {
    await(
        dataProvider + " has " + count + " event groups",
        () ->
            kingdomApi()
                    .eventGroups(config.party(dataProvider).name(), 100, "")
                    .getEventGroupsCount()
                >= count);
  }

  public KingdomApi kingdomApi() {
    return new KingdomApi(client(config.kingdom(), config.party("mc1").subject()));
  }

  /** The consumer mc1 with its keys and its trust. */
  public MeasurementConsumer consumer() {
    PartyConfig self = config.party("mc1");
    ApiClient kingdom = client(config.kingdom(), self.subject());
    StoredKeys keys = keys(self);
    Party registered =
        kingdom.call(HttpMethod.GET, "/v1/" + self.name(), Party.getDefaultInstance());
    ConsumerIdentity identity =
        new ConsumerIdentity(
            self.name(), keys.signing(), registered.getCertificate(), keys.encryptionKey(), keys);
    return new MeasurementConsumer(
        identity,
        new KingdomApi(kingdom),
        new PeerTrust(new FolderTrust(folder.trustedRoots(self.id())), clock),
        new SecureRandom());
  }

  public StoredKeys keys(PartyConfig party) {
    return LocalKeys.open(
        folder.keys(party.id()),
        MasterKey.inFolder(folder.masterKey(party.id()), new SecureRandom()),
        KeyLifetimes.DEFAULT,
        clock,
        new SecureRandom());
  }

  /** An order over event groups such as {@code edp1/summer}. */
  public MeasurementOrder order(
      String id,
      Consumer<MeasurementSpec.Builder> type,
      NoiseMechanism noise,
      Interval interval,
      String... eventGroups) {
    MeasurementSpec.Builder question =
        MeasurementSpec.newBuilder()
            .setPopulation(population.getName())
            .setPopulationSize(population.getSize())
            .setPopulationSpecDigest(population.getPopulationSpecDigest())
            .setVidSamplingInterval(VidSamplingInterval.newBuilder().setWidth(1L << 32))
            .setExpireTime(timestamp(clock.instant().plus(Duration.ofDays(30))));
    type.accept(question);
    List<MeasurementOrder.Part> parts = new ArrayList<>();
    for (String eventGroup : eventGroups) {
      String[] name = eventGroup.split("/", -1);
      parts.add(
          new MeasurementOrder.Part(
              "dataProviders/" + name[0],
              List.of(
                  RequisitionSpec.EventGroupEntry.newBuilder()
                      .setEventGroup("dataProviders/" + name[0] + "/eventGroups/" + name[1])
                      .setCollectionInterval(interval)
                      .build()),
              ""));
    }
    return new MeasurementOrder(new MeasurementName("mc1", id), id, question.build(), noise, parts);
  }

  /** Waits for the end of a Measurement. */
  public Measurement awaitEnd(String name) {
    Instant deadline = Instant.now().plus(LONGEST);
    while (Instant.now().isBefore(deadline)) {
      Measurement measurement =
          kingdomApi().await(MeasurementName.parse(name), Duration.ofSeconds(10));
      switch (measurement.getState()) {
        case SUCCEEDED, FAILED, CANCELLED -> {
          return measurement;
        }
        default -> {}
      }
    }
    throw new AssertionError(
        name
            + " did not end within "
            + LONGEST
            + ": "
            + kingdomApi().get(MeasurementName.parse(name))
            + kingdomApi().timeline(MeasurementName.parse(name)));
  }

  /** Waits for a condition. */
  public static void await(String what, BooleanSupplier condition) {
    Instant deadline = Instant.now().plus(LONGEST);
    while (!condition.getAsBoolean()) {
      if (Instant.now().isAfter(deadline)) {
        throw new AssertionError("not within " + LONGEST + ": " + what);
      }
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted while waiting: " + what, e);
      }
    }
  }

  public static DifferentialPrivacyParams privacy(double epsilon, double delta) {
    return DifferentialPrivacyParams.newBuilder().setEpsilon(epsilon).setDelta(delta).build();
  }

  public static Interval interval(Instant start, Instant end) {
    return Interval.newBuilder().setStartTime(timestamp(start)).setEndTime(timestamp(end)).build();
  }

  private static Timestamp timestamp(Instant at) {
    return Timestamp.newBuilder().setSeconds(at.getEpochSecond()).setNanos(at.getNano()).build();
  }

  @Override
  public void close() {
    market.ifPresent(Market::close);
  }
}
