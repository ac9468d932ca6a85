package org.aureole.local.postgres;

import java.time.InstantSource;
import org.aureole.platform.sql.Database;
import org.aureole.platform.sql.DatabaseMeter;
import org.aureole.platform.sql.JdbcDatabase;
import org.aureole.platform.sql.Migrator;

/** Opens the databases of the parties that share an embedded server. */
public final class PostgresDatabases {
  private static final int CONNECTIONS = 8;

  private PostgresDatabases() {}

  /**
   * The database {@code name}, created and migrated if need be. The caller closes it, before the
   * server.
   *
   * @param name the party's own, such as {@code kingdom} or {@code worker1}: lower-case letters,
   *     digits and _
   * @param clock gives the transactions their time
   * @param schemas folders under {@code db/} beside {@code platform}, such as {@code duchy}
   */
  public static Database open(
      EmbeddedPostgresServer server, String name, InstantSource clock, String... schemas) {
    return open(server, name, clock, DatabaseMeter.NONE, schemas);
  }

  /** As the other, with somebody who hears what the database does. */
  public static Database open(
      EmbeddedPostgresServer server,
      String name,
      InstantSource clock,
      DatabaseMeter meter,
      String... schemas) {
    server.createDatabase(name);
    JdbcDatabase database =
        JdbcDatabase.pooled(
            server.url(name),
            EmbeddedPostgresServer.USER,
            server.password(),
            CONNECTIONS,
            clock,
            meter);
    try {
      Migrator.forParty(clock, schemas).migrate(database.source());
      return database;
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }
}
