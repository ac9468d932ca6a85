package org.aureole.platform.sql;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/**
 * Databases on one embedded PostgreSQL server, started at first use and stopped with the JVM.
 *
 * <p>A fresh database is a copy of one that is migrated once for each set of schemas. The server
 * does not sync to disk: its data end with the JVM.
 */
public final class PostgresTestDatabases implements TestDatabases {
  private static final int CONNECTIONS = 8;
  private static final Map<List<String>, String> TEMPLATES = new HashMap<>();
  private static EmbeddedPostgres server;
  private static Connection monitor;
  private static int created;

  private final UnaryOperator<DataSource> around;

  public PostgresTestDatabases() {
    this(UnaryOperator.identity());
  }

  /**
   * @param around what opens the connections, made from what would
   */
  public PostgresTestDatabases(UnaryOperator<DataSource> around) {
    this.around = around;
  }

  /** Whether a session, by the process id of its backend, waits for another session's lock. */
  public static boolean waits(int session) {
    synchronized (PostgresTestDatabases.class) {
      try {
        if (monitor == null) {
          monitor = server().getPostgresDatabase().getConnection();
        }
        try (PreparedStatement statement =
            monitor.prepareStatement("select cardinality(pg_blocking_pids(?)) > 0")) {
          statement.setInt(1, session);
          try (ResultSet result = statement.executeQuery()) {
            return result.next() && result.getBoolean(1);
          }
        }
      } catch (SQLException e) {
        throw new IllegalStateException("cannot tell whether session " + session + " waits", e);
      }
    }
  }

  @Override
  public Database create(InstantSource clock, String... schemas) {
    synchronized (PostgresTestDatabases.class) {
      String template = TEMPLATES.computeIfAbsent(List.of(schemas), this::migrated);
      return open(createDatabase("template " + template), clock);
    }
  }

  @Override
  public JdbcDatabase createEmpty(InstantSource clock) {
    synchronized (PostgresTestDatabases.class) {
      return open(createDatabase("template template0"), clock);
    }
  }

  @Override
  public String kind() {
    return "PostgreSQL";
  }

  @Override
  public int contenders() {
    return CONNECTIONS;
  }

  private String migrated(List<String> schemas) {
    String name = createDatabase("template template0");
    InstantSource clock = InstantSource.system();
    try (JdbcDatabase database = open(name, clock)) {
      Migrator.forParty(clock, schemas.toArray(String[]::new)).migrate(database.source());
    }
    return name;
  }

  private static String createDatabase(String from) {
    String name = "test_" + created++;
    try (Connection admin = server().getPostgresDatabase().getConnection();
        Statement statement = admin.createStatement()) {
      // Bytewise order, as on Spanner.
      statement.execute("create database " + name + " " + from + " lc_collate 'C' lc_ctype 'C'");
      return name;
    } catch (SQLException e) {
      throw new IllegalStateException("cannot create the database " + name, e);
    }
  }

  private JdbcDatabase open(String name, InstantSource clock) {
    DataSource each = server().getDatabase("postgres", name);
    return JdbcDatabase.pooled(around.apply(each), CONNECTIONS, clock);
  }

  private static EmbeddedPostgres server() {
    if (server == null) {
      try {
        server =
            EmbeddedPostgres.builder()
                .setServerConfig("max_connections", "200")
                .setServerConfig("deadlock_timeout", "100ms")
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setLocaleConfig("locale", "C")
                .start();
      } catch (IOException e) {
        throw new UncheckedIOException("the embedded PostgreSQL does not start", e);
      }
    }
    return server;
  }
}
