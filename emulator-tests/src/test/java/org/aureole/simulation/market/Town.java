package org.aureole.simulation.market;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.aureole.crypto.consent.SigningIdentity;
import org.aureole.duchy.Duchy;
import org.aureole.edp.DataProvider;
import org.aureole.kingdom.Kingdom;
import org.aureole.local.keys.LocalKeys;
import org.aureole.local.keys.MasterKey;
import org.aureole.platform.keys.KeyLifetimes;
import org.aureole.platform.keys.StoredKeys;
import org.aureole.platform.sql.Migrator;
import org.aureole.simulation.port.SimulatedDatabase;
import org.aureole.simulation.port.SimulatedIssuer;
import org.aureole.simulation.port.SimulatedKeys;
import org.aureole.simulation.port.SimulatedNetwork;
import org.aureole.simulation.world.Chance;
import org.aureole.simulation.world.Fault;
import org.aureole.simulation.world.Schedule;
import org.aureole.simulation.world.VirtualClock;
import org.aureole.simulation.world.World;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * What all worlds of one process share, because it takes long to make: a database server with a
 * database for each party, and everybody's keys. The parties are brought into the market once, in a
 * world without faults; each world begins where that one ended. Not thread-safe.
 */
public final class Town implements AutoCloseable {
  static final Instant FOUNDED = Instant.parse("2026-03-01T12:00:00Z");

  /** Ends while things go wrong in a world: worlds begin an hour after the founding. */
  private static final Duration BRIEF = Duration.ofMinutes(150);

  private final VirtualClock clock = new VirtualClock(FOUNDED);
  private final SimulatedIssuer issuer = new SimulatedIssuer(clock);
  private final SimulatedNetwork network = new SimulatedNetwork(this::world);
  private final Map<String, SimulatedDatabase> databases = new LinkedHashMap<>();
  private final Map<String, StoredKeys> keys = new LinkedHashMap<>();
  private final Map<String, SigningIdentity> briefKeys = new LinkedHashMap<>();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "activity");
        thread.setDaemon(true);
        return thread;
      });
  private final EmbeddedPostgres server;
  private final Path folder;
  private final Instant begin;
  private World world;

  public Town() {
    try {
      folder = Files.createTempDirectory("aureole-simulation");
      server =
          EmbeddedPostgres.builder()
              .setServerConfig("listen_addresses", "127.0.0.1")
              .setServerConfig("autovacuum", "off")
              .setServerConfig("full_page_writes", "off")
              .setServerConfig("max_connections", "100")
              .setLocaleConfig("locale", "C")
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException("the embedded PostgreSQL does not start", e);
    }
    Member.servers().forEach(member -> databases.put(member.id(), database(member)));
    Member.registered().forEach(this::createKeys);
    try (SimulatedMarket market = open(0, Set.of())) {
      new Onboarding(market).all();
      databases.values().forEach(SimulatedDatabase::remember);
    }
    begin = clock.instant();
  }

  private SimulatedDatabase database(Member member) {
    String name = member.id();
    try (Connection admin = server.getPostgresDatabase().getConnection();
        Statement statement = admin.createStatement()) {
      statement.execute(
          "create database " + name + " template template0 lc_collate 'C' lc_ctype 'C'");
    } catch (SQLException e) {
      throw new IllegalStateException("cannot create the database " + name, e);
    }
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(server.getJdbcUrl("postgres", name));
    String[] schemas =
        switch (member.kind()) {
          case KINGDOM -> new String[] {Kingdom.SCHEMA};
          case AGGREGATOR, WORKER -> Duchy.SCHEMAS.toArray(String[]::new);
          default -> DataProvider.SCHEMAS.toArray(String[]::new);
        };
    Migrator.forParty(clock, schemas).migrate(source);
    return new SimulatedDatabase(source, clock, this::world);
  }

  /**
   * The second of three generations of signing keys is the one that ends early. The same keys in
   * each process, for what happens in a world may depend on them: a ring is ordered by hashes.
   */
  private void createKeys(Member member) {
    SecureRandom random = new SeededRandom(member.id().hashCode());
    MasterKey master = MasterKey.inFolder(masterKey(), random);
    StoredKeys lasting = openKeys(member, master, KeyLifetimes.DEFAULT, random);
    lasting.create(member.id());
    SigningIdentity brief =
        openKeys(member, master, new KeyLifetimes(KeyLifetimes.DEFAULT.root(), BRIEF), random)
            .rotateSigning(lasting.signing().chain().fingerprint());
    lasting.rotateSigning(brief.chain().fingerprint());
    keys.put(member.id(), lasting);
    briefKeys.put(member.id(), brief);
  }

  private StoredKeys openKeys(
      Member member, MasterKey master, KeyLifetimes lifetimes, SecureRandom random) {
    return LocalKeys.open(folder.resolve(member.id()), master, lifetimes, clock, random);
  }

  private Path masterKey() {
    try {
      return Files.createTempDirectory(folder, "master");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A market at its beginning, in a world of its own; close it before the next is opened. */
  public SimulatedMarket open(Chance chance, Schedule schedule, long seed) {
    clock.set(begin);
    issuer.reset();
    databases.values().forEach(SimulatedDatabase::reset);
    world = new World(clock, chance, schedule, threads);
    return new SimulatedMarket(this, world, seed);
  }

  private SimulatedMarket open(long seed, Set<Fault> faults) {
    Chance chance = new Chance(seed);
    world = new World(clock, chance, Schedule.random(chance, faults), threads);
    return new SimulatedMarket(this, world, seed);
  }

  private World world() {
    return world;
  }

  VirtualClock clock() {
    return clock;
  }

  SimulatedIssuer issuer() {
    return issuer;
  }

  SimulatedNetwork network() {
    return network;
  }

  SimulatedDatabase database(String id) {
    return databases.get(id);
  }

  SimulatedKeys keys(String id) {
    return new SimulatedKeys(keys.get(id), briefKeys.get(id), clock);
  }

  @Override
  public void close() {
    databases.values().forEach(SimulatedDatabase::close);
    threads.shutdownNow();
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
