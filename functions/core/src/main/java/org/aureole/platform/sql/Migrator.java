package org.aureole.platform.sql;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.sql.DataSource;
import org.aureole.model.error.DomainException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the tables of a database to the shape that this program needs.
 *
 * <p>A schema is a folder {@code db/<schema>} of resources with a file {@code index} that lists the
 * migration files in the order in which they are applied. A file holds DDL only, each statement
 * with IF [NOT] EXISTS, because a schema change is not transactional on Spanner: a migration that
 * dies between two statements, or that two processes run at once, is simply run again. An applied
 * file is kept by name and SHA-256 in {@code schema_migrations}; one that has changed since is
 * refused.
 */
public final class Migrator {
  private static final Logger log = LoggerFactory.getLogger(Migrator.class);
  private static final int ATTEMPTS = 8;
  private static final RetryPolicy PAUSES =
      new RetryPolicy(ATTEMPTS, Duration.ofMillis(50), Duration.ofSeconds(5));
  private static final String HISTORY_TABLE =
      """
      create table if not exists schema_migrations (
        schema_name varchar(60) not null,
        file_name varchar(200) not null,
        checksum varchar(64) not null,
        applied_at timestamptz not null,
        primary key (schema_name, file_name))
      """;

  private final ClassLoader resources;
  private final List<String> schemas;
  private final InstantSource clock;

  /**
   * @param resources where {@code db/<schema>/…} is found
   * @param schemas applied in this order
   */
  public Migrator(ClassLoader resources, List<String> schemas, InstantSource clock) {
    this.resources = resources;
    this.schemas = List.copyOf(schemas);
    this.clock = clock;
    this.schemas.forEach(SqlNames::check);
  }

  /** The platform's own tables and those of {@code schemas}. */
  public static Migrator forParty(InstantSource clock, String... schemas) {
    List<String> all = new ArrayList<>(List.of("platform"));
    all.addAll(List.of(schemas));
    return new Migrator(Migrator.class.getClassLoader(), all, clock);
  }

  /**
   * Applies every file that has not been applied. Idempotent.
   *
   * @throws DomainException {@code FAILED_PRECONDITION} if an applied file has changed; {@code
   *     INTERNAL} for a file that is missing or holds what it must not
   */
  public void migrate(DataSource source) {
    for (int attempt = 1; ; attempt++) {
      try (Connection connection = source.getConnection()) {
        connection.setAutoCommit(true);
        migrate(connection);
        return;
      } catch (SQLException e) {
        // Two at once: "if not exists" still races in PostgreSQL's catalogue, and Spanner takes one
        // schema change at a time. Every statement can be repeated, so repeating is always right.
        if (attempt == ATTEMPTS || !SqlErrors.mayBeSchemaRace(e)) {
          throw SqlErrors.toDomain("migrate " + schemas, e);
        }
        log.info("migration of {} is repeated: {}", schemas, e.getMessage());
        pause(PAUSES.pauseAfter(attempt));
      }
    }
  }

  private void migrate(Connection connection) throws SQLException {
    // Not "create if not exists" at every start: on Spanner each schema change takes seconds.
    if (!hasHistory(connection)) {
      execute(connection, List.of(HISTORY_TABLE));
    }
    for (String schema : schemas) {
      Map<String, String> applied = applied(connection, schema);
      for (String file : index(schema)) {
        String text = read("db/" + schema + "/" + file);
        String checksum = sha256(text);
        String before = applied.get(file);
        if (before == null) {
          List<String> statements = statements(schema, file, text);
          execute(connection, statements);
          record(connection, schema, file, checksum);
          log.info("applied {}/{} ({} statements)", schema, file, statements.size());
        } else if (!before.equals(checksum)) {
          throw DomainException.precondition(
              "db/"
                  + schema
                  + "/"
                  + file
                  + " was changed after it was applied to this database;"
                  + " restore it and put the change into a new file");
        }
      }
    }
  }

  private static boolean hasHistory(Connection connection) throws SQLException {
    try (Statement query = connection.createStatement();
        ResultSet rows =
            query.executeQuery(
                "select table_name from information_schema.tables"
                    + " where table_schema = 'public' and table_name = 'schema_migrations'")) {
      return rows.next();
    }
  }

  private static Map<String, String> applied(Connection connection, String schema)
      throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "select file_name, checksum from schema_migrations where schema_name = ?")) {
      query.setString(1, schema);
      Map<String, String> files = new LinkedHashMap<>();
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          files.put(rows.getString(1), rows.getString(2));
        }
      }
      return files;
    }
  }

  private void record(Connection connection, String schema, String file, String checksum)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into schema_migrations (schema_name, file_name, checksum, applied_at)"
                + " values (?, ?, ?, ?) on conflict (schema_name, file_name) do nothing")) {
      insert.setString(1, schema);
      insert.setString(2, file);
      insert.setString(3, checksum);
      insert.setObject(4, clock.instant().atOffset(ZoneOffset.UTC));
      insert.executeUpdate();
    }
  }

  /** One batch for a file: a Spanner schema change takes many seconds, a batch takes them once. */
  private static void execute(Connection connection, List<String> statements) throws SQLException {
    try (Statement batch = connection.createStatement()) {
      for (String statement : statements) {
        batch.addBatch(statement);
      }
      batch.executeBatch();
    }
  }

  private static List<String> statements(String schema, String file, String text) {
    List<String> statements = SqlScript.statements(text);
    for (String statement : statements) {
      String words = statement.toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
      boolean ddl =
          words.startsWith("create ") || words.startsWith("alter ") || words.startsWith("drop ");
      if (!ddl || !(words.contains(" if not exists ") || words.contains(" if exists "))) {
        throw DomainException.bug(
            "db/"
                + schema
                + "/"
                + file
                + ": only CREATE, ALTER and DROP with IF [NOT] EXISTS can"
                + " be repeated after a crash, found: "
                + statement.lines().findFirst().orElse(""));
      }
    }
    return statements;
  }

  private List<String> index(String schema) {
    return read("db/" + schema + "/index")
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .toList();
  }

  private String read(String path) {
    try (InputStream in = resources.getResourceAsStream(path)) {
      if (in == null) {
        throw DomainException.bug("the resource " + path + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String sha256(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void pause(Duration pause) {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw DomainException.unavailable("the migration was interrupted", e);
    }
  }
}
