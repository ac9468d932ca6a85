package org.aureole.local.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real PostgreSQL server that belongs to this process and keeps its data in a folder.
 *
 * <p>Commits are synced to disk: what was committed survives a crash of this process, of the server
 * and of the machine. It listens on loopback only and takes connections by a password that is drawn
 * once and kept, readable by the owner alone, in the folder. One process uses a folder at a time; a
 * server that a killed process left behind is stopped at the next start.
 *
 * <p>Thread-safe. The owner closes it, after the databases on it, also when the JVM ends: there is
 * no shutdown hook, whose order against the owner's could not be known.
 */
public final class EmbeddedPostgresServer implements AutoCloseable {
  /** Takes any free port. */
  public static final int ANY_PORT = 0;

  static final String USER = "postgres";

  private static final Logger log = LoggerFactory.getLogger(EmbeddedPostgresServer.class);
  private static final Pattern DATABASE_NAME = Pattern.compile("[a-z][a-z0-9_]{0,59}");
  private static final Duration STARTUP = Duration.ofSeconds(60);

  private final PostgresFolder folder;
  private final EmbeddedPostgres server;

  private EmbeddedPostgresServer(PostgresFolder folder, EmbeddedPostgres server) {
    this.folder = folder;
    this.server = server;
  }

  /**
   * Starts the server on {@code path}, which is created if it does not exist.
   *
   * @param port a free TCP port, or {@link #ANY_PORT}
   * @throws DomainException {@code FAILED_PRECONDITION} with what to do: another process uses the
   *     folder, the port is taken, the folder cannot be written, or this machine does not let a
   *     server run
   */
  public static EmbeddedPostgresServer start(Path path, int port) {
    return start(path, port, STARTUP);
  }

  /** As the other, for tests of servers that never come up. */
  static EmbeddedPostgresServer start(Path path, int port, Duration patience) {
    PostgresFolder folder = PostgresFolder.open(path);
    try {
      Postmaster.stopOrphan(folder.data());
      StartupDiagnosis.requireFree(port);
      boolean fresh = folder.prepare();
      EmbeddedPostgres server = startServer(folder, port, patience);
      EmbeddedPostgresServer started = new EmbeddedPostgresServer(folder, server);
      if (fresh) {
        started.requirePassword();
      }
      log.debug("PostgreSQL runs on port {} with its data in {}", started.port(), path);
      return started;
    } catch (DomainException e) {
      folder.close();
      throw e;
    } catch (IOException | RuntimeException e) {
      folder.close();
      throw StartupDiagnosis.explain(path, e);
    }
  }

  private static EmbeddedPostgres startServer(PostgresFolder folder, int port, Duration patience)
      throws IOException {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(folder.data())
            .setCleanDataDirectory(false)
            .setRegisterShutdownHook(false)
            .setPGStartupWait(patience)
            .setLocaleConfig("locale", "C")
            .setConnectConfig("password", folder.password())
            .setServerConfig("listen_addresses", "127.0.0.1")
            .setServerConfig("unix_socket_directories", "")
            .setServerConfig("max_connections", "200")
            // A scan of a whole table makes a serializable transaction conflict with every writer
            // of that table, so it is to look dear even where the table is small.
            .setServerConfig("random_page_cost", "1")
            .setServerConfig("cpu_tuple_cost", "0.1")
            // The library turns both off for tests; this data matters.
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on");
    if (port != ANY_PORT) {
      builder.setPort(port);
    }
    return builder.start();
  }

  /** The library lets every local user in; from here on the password is asked for. */
  private void requirePassword() throws IOException {
    try (Connection admin = admin();
        Statement statement = admin.createStatement()) {
      statement.execute("alter role postgres password '" + folder.password() + "'");
      Files.writeString(
          folder.data().resolve("pg_hba.conf"),
          "host all all 127.0.0.1/32 scram-sha-256\n",
          StandardCharsets.UTF_8);
      statement.execute("select pg_reload_conf()");
      folder.markReady();
    } catch (SQLException e) {
      close();
      throw new IOException("the new server refused its first statements", e);
    }
  }

  /** The TCP port on 127.0.0.1. */
  public int port() {
    return server.getPort();
  }

  /** Creates an empty database unless it exists. Idempotent, also when two do it at once. */
  void createDatabase(String name) {
    if (!DATABASE_NAME.matcher(name).matches()) {
      throw DomainException.invalid(
          "database", "'" + name + "' must be 1 to 60 of a-z, 0-9 and _, a letter first");
    }
    try (Connection admin = admin()) {
      if (!exists(admin, name)) {
        try (Statement create = admin.createStatement()) {
          // Bytewise order of text, as on Spanner.
          create.execute(
              "create database " + name + " template template0 encoding 'UTF8' locale 'C'");
        } catch (SQLException e) {
          if (!exists(admin, name)) {
            throw e;
          }
        }
      }
    } catch (SQLException e) {
      throw DomainException.of(
          ErrorCode.UNAVAILABLE, "the embedded PostgreSQL cannot create database " + name, e);
    }
  }

  private static boolean exists(Connection admin, String name) throws SQLException {
    try (PreparedStatement query =
        admin.prepareStatement("select 1 from pg_database where datname = ?")) {
      query.setString(1, name);
      try (ResultSet found = query.executeQuery()) {
        return found.next();
      }
    }
  }

  private Connection admin() throws SQLException {
    return DriverManager.getConnection(url("postgres"), USER, folder.password());
  }

  String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port() + "/" + database;
  }

  String password() {
    return folder.password();
  }

  /**
   * Stops the server; open connections are cut. Its process is gone afterwards, unless the log says
   * otherwise. Idempotent.
   */
  @Override
  public void close() {
    // The library waits for some seconds only, and then says nothing.
    Optional<ProcessHandle> process = Postmaster.find(folder.data());
    try {
      server.close();
      if (process.isPresent()) {
        Postmaster.awaitStop(process.get(), folder.data());
      }
    } catch (IOException | DomainException e) {
      log.warn("the embedded PostgreSQL did not stop; the next start will stop it", e);
    } finally {
      folder.close();
    }
  }
}
