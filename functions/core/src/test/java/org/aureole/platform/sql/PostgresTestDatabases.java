package org.aureole.platform.sql;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
  private static int created;

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

  private static JdbcDatabase open(String name, InstantSource clock) {
    return JdbcDatabase.pooled(
        server().getJdbcUrl("postgres", name), null, null, CONNECTIONS, clock);
  }

  private static EmbeddedPostgres server() {
    if (server == null) {
      try {
        server =
            EmbeddedPostgres.builder()
                .setServerConfig("max_connections", "200")
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
