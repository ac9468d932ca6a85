package org.aureole.local.load;

import com.google.protobuf.Empty;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.local.cli.event.UploadedFiles;
import org.aureole.local.cli.market.ForegroundMarket;
import org.aureole.local.cli.population.PopulationApproval;
import org.aureole.local.cli.population.PopulationPublication;
import org.aureole.local.cli.session.Session;
import org.aureole.local.market.Market;
import org.aureole.local.market.MarketConfig;
import org.aureole.local.market.MarketFolder;
import org.aureole.local.market.MarketPatience;
import org.aureole.local.market.MarketSettings;
import org.aureole.local.market.PartyConfig;
import org.aureole.local.market.PartyRole;
import org.aureole.platform.admission.RateLimits;
import org.aureole.platform.http.ApiClient;
import org.aureole.platform.http.HttpMethod;
import org.aureole.platform.sql.Database;
import org.aureole.v1.ListRequisitionsResponse;
import org.aureole.v1.Population;

/** A market of one Kingdom, three Duchies and three publishers that counts what it does. */
final class LoadMarket implements AutoCloseable {
  private static final int PROVIDERS = 3;
  private static final int CONSUMERS = 4;
  private static final Duration UPLOAD_PATIENCE = Duration.ofMinutes(30);
  private static final String EVENTS = "events";

  private final MarketCounts counts = new MarketCounts();
  private final ForegroundMarket running;
  private final Session session;
  private final List<SimulatedConsumer> consumers = new ArrayList<>();
  private final Questions questions;

  /**
   * @param patience how often the parties sweep and remind
   */
  LoadMarket(Path folder, MarketPatience patience) throws IOException {
    MarketConfig config = MarketConfig.ofUsualParties("load", PROVIDERS);
    for (int i = 2; i <= CONSUMERS; i++) {
      config =
          config.with(
              new PartyConfig(
                  "mc" + i, PartyRole.MEASUREMENT_CONSUMER, "Advertiser " + i, 0, false));
    }
    this.running =
        ForegroundMarket.start(
            new MarketFolder(folder),
            config,
            MarketSettings.usual().with(patience).with(counts).with(RateLimits.NONE),
            () -> {});
    try {
      this.session = Session.open(folder);
      Population population =
          PopulationPublication.publish(
              session.kingdom(all(PartyRole.POPULATION_DATA_PROVIDER).get(0)),
              MarketConfig.POPULATION,
              SampleEvents.POPULATION);
      PopulationApproval.approveByAll(
          session,
          MarketConfig.POPULATION,
          Fingerprint.fromBytes(population.getPopulationSpecDigest().toByteArray()));
      for (PartyConfig provider : providers()) {
        upload(provider, List.of(SampleEvents.GROUP));
      }
      all(PartyRole.MEASUREMENT_CONSUMER)
          .forEach(party -> consumers.add(new SimulatedConsumer(session, party)));
      this.questions =
          new Questions(providers().stream().map(PartyConfig::name).toList(), population);
    } catch (IOException | RuntimeException e) {
      running.close();
      throw e;
    }
  }

  MarketCounts counts() {
    return counts;
  }

  Session session() {
    return session;
  }

  Market market() {
    return running.market();
  }

  Questions questions() {
    return questions;
  }

  List<SimulatedConsumer> consumers() {
    return consumers;
  }

  List<PartyConfig> providers() {
    return all(PartyRole.EVENT_DATA_PROVIDER);
  }

  /** The parties with rows of their own, the Kingdom first. */
  List<PartyConfig> servers() {
    return running.config().parties().stream().filter(party -> party.role().isServer()).toList();
  }

  Database database(PartyConfig party) {
    return market().database(party.id());
  }

  private List<PartyConfig> all(PartyRole role) {
    return running.config().parties().stream().filter(party -> party.role() == role).toList();
  }

  /** Drops one file for each event group and waits until all are at the Kingdom. */
  void upload(PartyConfig provider, List<String> groups) throws IOException {
    UploadedFiles files = new UploadedFiles(session, provider);
    Path bucket = session.folder().bucket(provider.id(), EVENTS);
    for (String group : groups) {
      String object = group + "/" + provider.id() + ".csv";
      files.add(object, SampleEvents.drop(bucket, object, object.hashCode()));
    }
    files.await(UPLOAD_PATIENCE);
  }

  /** Has a party look at everything that may be due, as its scheduler does. */
  void sweep(PartyConfig party) {
    market()
        .client(party, party.platformSubject())
        .with(new ApiClient.Patience(Duration.ofMinutes(10), 1, Duration.ZERO))
        .call(
            HttpMethod.POST,
            "/v1/internal:sweep",
            Empty.getDefaultInstance(),
            Empty.getDefaultInstance());
  }

  /** A data provider's first page of what it has to answer. */
  void listRequisitions(PartyConfig provider) {
    session
        .kingdom(provider)
        .call(
            HttpMethod.GET,
            "/v1/"
                + provider.name()
                + "/requisitions?"
                + ApiClient.query("state", "UNFULFILLED")
                + "&"
                + ApiClient.query("pageSize", "" + SimulatedConsumer.PAGE),
            ListRequisitionsResponse.getDefaultInstance());
  }

  /** Waits until no message is on its way and nobody has done anything for a moment. */
  void awaitQuiet(Duration atMost) throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    Map<Counts.Key, Long> before = Map.of();
    int quiet = 0;
    while (quiet < 3 && System.nanoTime() < end) {
      Thread.sleep(400);
      Map<Counts.Key, Long> now = counts.now().all(Counts.Kind.CALLS);
      now.putAll(counts.now().all(Counts.Kind.TRANSACTIONS));
      now.keySet().removeIf(key -> key.party().equals("cloud"));
      quiet = now.equals(before) && market().topics().pending() == 0 ? quiet + 1 : 0;
      before = now;
    }
  }

  @Override
  public void close() {
    running.close();
  }
}
