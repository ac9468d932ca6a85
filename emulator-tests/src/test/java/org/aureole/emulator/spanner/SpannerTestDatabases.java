package org.aureole.emulator.spanner;

import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.aureole.emulator.process.Emulator;
import org.aureole.gcp.sql.CloudDatabase;
import org.aureole.platform.sql.Database;
import org.aureole.platform.sql.JdbcDatabase;
import org.aureole.platform.sql.Migrator;
import org.aureole.platform.sql.TestDatabases;
import org.junit.jupiter.api.Assumptions;

/**
 * Databases on the Spanner emulator; skips the asking test where there is none.
 *
 * <p>An emulator before 1.5.38 knows no multiplexed sessions: through the one session that today's
 * client uses for all transactions of a database, a second transaction invalidates the first. A
 * client of its own for each connection avoids that, and the driver makes one for each distinct set
 * of options; so each connection asks for another number of {@code minSessions}.
 */
public final class SpannerTestDatabases implements TestDatabases {
  private static final int CONNECTIONS = 3;
  private static final AtomicInteger CREATED = new AtomicInteger();

  @Override
  public Database create(InstantSource clock, String... schemas) {
    JdbcDatabase database = createEmpty(clock);
    Migrator.forParty(clock, schemas).migrate(database.source());
    return database;
  }

  @Override
  public JdbcDatabase createEmpty(InstantSource clock) {
    return open("test-" + CREATED.incrementAndGet(), clock);
  }

  /**
   * The database of that name, migrated, created if this JVM's emulator does not have it yet. The
   * caller closes it.
   *
   * @param name lower-case letters, digits, _ and -
   * @param schemas folders under {@code db/}
   */
  public static Database named(String name, InstantSource clock, String... schemas) {
    JdbcDatabase database = open(name, clock);
    Migrator.forParty(clock, schemas).migrate(database.source());
    return database;
  }

  private static JdbcDatabase open(String name, InstantSource clock) {
    Optional<Emulator> emulator = SpannerEmulator.shared();
    Assumptions.assumeTrue(emulator.isPresent(), "no Spanner emulator on this machine");
    String url =
        "jdbc:cloudspanner://"
            + emulator.orElseThrow().address()
            + "/projects/test-project/instances/test-instance/databases/"
            + name
            + ";usePlainText=true;autoConfigEmulator=true"
            + CloudDatabase.SPANNER_OPTIONS;
    return JdbcDatabase.pooled(new ClientPerConnection(url), CONNECTIONS, clock);
  }

  @Override
  public String kind() {
    return "Spanner emulator";
  }

  @Override
  public int contenders() {
    return CONNECTIONS;
  }
}
