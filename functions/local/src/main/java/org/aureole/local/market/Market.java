package org.aureole.local.market;

import java.net.URI;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.aureole.duchy.Duchy;
import org.aureole.edp.DataProvider;
import org.aureole.kingdom.Kingdom;
import org.aureole.local.topic.LocalTopics;
import org.aureole.local.topic.Subscription;
import org.aureole.model.error.DomainException;
import org.aureole.platform.function.PartyFunctions;
import org.aureole.platform.http.ApiClient;
import org.aureole.platform.http.Route;
import org.aureole.platform.sql.Database;

/**
 * A whole market in one process: every party with its own database, buckets, identity and keys, and
 * its functions behind the Functions Framework's invoker. Parties meet only through HTTP, topics
 * and signed uploads, as they do in the cloud. What was committed survives a kill; starting again
 * on the same folder goes on where it was. Thread-safe.
 */
public final class Market implements AutoCloseable {
  private final MarketSettings settings;
  private final Foundation foundation;
  private final LocalCloud cloud;
  private final Map<String, PartyServer> servers = new LinkedHashMap<>();
  private final Set<String> subscribed = new HashSet<>();

  private Market(Foundation foundation, MarketSettings settings) {
    this.foundation = foundation;
    this.settings = settings;
    this.cloud = foundation.cloud();
  }

  /**
   * Starts the market of a folder, for the first time or again.
   *
   * @throws org.aureole.model.error.DomainException FAILED_PRECONDITION with what to do if another
   *     process runs it, or a port is taken
   */
  public static Market start(MarketFolder folder, MarketConfig config, MarketSettings settings) {
    config.write(folder.root());
    folder.tighten();
    Market market = new Market(new Foundation(folder, config, settings), settings);
    try {
      // Making eight databases takes longest; the parties do not wait for each other.
      config.parties().stream()
          .filter(party -> party.role().isServer())
          .parallel()
          .map(market::launch)
          .forEach(market::add);
      new Onboarding(market.cloud).all();
      market.servers.values().forEach(market::beginSweeps);
      return market;
    } catch (RuntimeException e) {
      market.close();
      throw e;
    }
  }

  /** Starts a party that is stopped. */
  public synchronized void startParty(String id) {
    if (!servers.containsKey(id)) {
      PartyServer server = launch(cloud.config().party(id));
      add(server);
      beginSweeps(server);
    }
  }

  private PartyServer launch(PartyConfig party) {
    PartyWorkers workers = new PartyWorkers(party.id(), settings.workers());
    Database database = database(party);
    return PartyServer.start(
        cloud, party, database, workers, functions(party, database, workers), settings);
  }

  private synchronized void add(PartyServer server) {
    PartyConfig party = server.party();
    servers.put(party.id(), server);
    if (subscribed.add(party.id())) {
      subscriptions(party).forEach(foundation.topics()::subscribe);
    } else {
      subscriptions(party).forEach(each -> foundation.topics().resume(each.name()));
    }
  }

  private void beginSweeps(PartyServer server) {
    PartyConfig party = server.party();
    foundation
        .sweeps()
        .begin(party, cloud.client(party, party.platformSubject()), settings.patience().sweep());
  }

  /** Stops a party, as if its cloud were down: messages for it wait. */
  public synchronized void stopParty(String id) {
    PartyServer server = servers.remove(id);
    if (server != null) {
      foundation.sweeps().end(server.party());
      subscriptions(server.party()).forEach(each -> foundation.topics().pause(each.name()));
      server.close();
    }
  }

  /** What is pushed to a party: the Kingdom's notifications, and the events of its own buckets. */
  private List<Subscription> subscriptions(PartyConfig party) {
    PartyConfig kingdom = cloud.config().kingdom();
    if (party.equals(kingdom)) {
      return List.of();
    }
    return List.of(
        new Subscription(
            "kingdom-to-" + party.id(),
            kingdom.id(),
            party.name().toString(),
            URI.create(party.url() + "/v1/messages:kingdom"),
            party.url().toString(),
            cloud.tokens(kingdom.platformSubject())),
        new Subscription(
            "storage-of-" + party.id(),
            party.id(),
            Buckets.TOPIC,
            URI.create(party.url() + "/v1/messages:storage"),
            party.url().toString(),
            cloud.tokens(party.platformSubject())));
  }

  private Database database(PartyConfig party) {
    List<String> schemas =
        switch (party.role()) {
          case KINGDOM -> List.of(Kingdom.SCHEMA);
          case AGGREGATOR, WORKER -> Duchy.SCHEMAS;
          case EVENT_DATA_PROVIDER, POPULATION_DATA_PROVIDER -> DataProvider.SCHEMAS;
          case MEASUREMENT_CONSUMER -> throw new IllegalStateException("a consumer has no rows");
        };
    return foundation.database(party, schemas.toArray(String[]::new));
  }

  private PartyFunctions functions(PartyConfig party, Database database, PartyWorkers workers) {
    PartyServers make = new PartyServers(cloud, settings.patience(), party, database, workers);
    return switch (party.role()) {
      case KINGDOM -> make.kingdom(foundation.topics().of(party.id()));
      case AGGREGATOR, WORKER ->
          make.duchy(foundation.buckets().internal(party), foundation.buckets().inbox(party));
      case EVENT_DATA_PROVIDER, POPULATION_DATA_PROVIDER ->
          make.dataProvider(
              foundation.buckets().internal(party), foundation.buckets().events(party));
      case MEASUREMENT_CONSUMER -> throw new IllegalStateException("a consumer runs nothing");
    };
  }

  /** Everything that the running parties serve, for tests that go through every endpoint. */
  public synchronized Map<String, List<? extends Route>> routes() {
    Map<String, List<? extends Route>> routes = new LinkedHashMap<>();
    servers.forEach((id, server) -> routes.put(id, server.routes()));
    return routes;
  }

  /**
   * The rows of a running party, for who measures or repairs a market.
   *
   * @throws org.aureole.model.error.DomainException NOT_FOUND if it does not run
   */
  public synchronized Database database(String id) {
    PartyServer server = servers.get(id);
    if (server == null) {
      throw DomainException.notFound("a running party '" + id + "'");
    }
    return server.database();
  }

  public MarketConfig config() {
    return cloud.config();
  }

  public MarketFolder folder() {
    return cloud.folder();
  }

  /** The market's topics, to look at what waits or died. */
  public LocalTopics topics() {
    return foundation.topics();
  }

  /** A client of a party's API that calls under any subject of the market's issuer. */
  public ApiClient client(PartyConfig target, String subject) {
    return cloud.client(target, subject);
  }

  /** Stops every party and what they stand on; nothing that was committed is lost. Idempotent. */
  @Override
  public synchronized void close() {
    foundation.sweeps().close();
    foundation.topics().close();
    servers.values().forEach(PartyServer::close);
    servers.clear();
    foundation.close();
  }
}
