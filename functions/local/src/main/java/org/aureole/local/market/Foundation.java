package org.aureole.local.market;

import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import org.aureole.local.function.FunctionHost;
import org.aureole.local.issuer.LocalIssuer;
import org.aureole.local.postgres.EmbeddedPostgresServer;
import org.aureole.local.postgres.PostgresDatabases;
import org.aureole.local.topic.LocalTopics;
import org.aureole.platform.http.ApiClient;
import org.aureole.platform.sql.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the parties of a local market stand on, as they would on a cloud's services: a database
 * server, an issuer of identities, topics, storage and a scheduler. Closed in the opposite order.
 */
final class Foundation implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Foundation.class);

  /** The database of what all parties share. */
  private static final String CLOUD = "cloud";

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final MarketSettings settings;
  private final EmbeddedPostgresServer postgres;
  private final LocalCloud cloud;
  private final LocalTopics topics;
  private final Buckets buckets;
  private final Sweeps sweeps;

  /**
   * Starts everything, or nothing.
   *
   * @throws org.aureole.model.error.DomainException FAILED_PRECONDITION with what to do if another
   *     process uses the folder, or a port is taken
   */
  Foundation(MarketFolder folder, MarketConfig config, MarketSettings settings) {
    this.settings = settings;
    try {
      this.postgres =
          opened(EmbeddedPostgresServer.start(folder.postgres(), EmbeddedPostgresServer.ANY_PORT));
      LocalIssuer issuer = new LocalIssuer(config.issuerUrl(), folder.issuer(), settings.clock());
      opened(FunctionHost.start(config.issuerPort(), issuer.function()));
      this.cloud =
          new LocalCloud(
              config,
              folder,
              issuer,
              ApiClient.newHttpClient(),
              settings.clock(),
              new SecureRandom());
      Database database =
          opened(
              PostgresDatabases.open(
                  postgres,
                  CLOUD,
                  settings.clock(),
                  settings.meters().database(CLOUD),
                  LocalTopics.SCHEMA));
      this.topics =
          opened(
              new LocalTopics(
                  database,
                  cloud.http(),
                  settings.clock(),
                  settings.redelivery(),
                  settings.disturbance()));
      this.buckets = opened(new Buckets(cloud, database, topics));
      this.sweeps = opened(new Sweeps());
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private <T extends AutoCloseable> T opened(T part) {
    open.push(part);
    return part;
  }

  LocalCloud cloud() {
    return cloud;
  }

  LocalTopics topics() {
    return topics;
  }

  Buckets buckets() {
    return buckets;
  }

  Sweeps sweeps() {
    return sweeps;
  }

  /** The database of a party. */
  Database database(PartyConfig party, String... schemas) {
    return settings
        .databases()
        .filter(other -> !party.role().isDataProvider())
        .orElse((name, wanted) ->
            PostgresDatabases.open(
                postgres, name, settings.clock(), settings.meters().database(party.id()), wanted))
        .open(party.database(), schemas);
  }

  @Override
  public void close() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        LOG.warn("a part of the market did not stop cleanly", e);
      }
    }
  }
}
