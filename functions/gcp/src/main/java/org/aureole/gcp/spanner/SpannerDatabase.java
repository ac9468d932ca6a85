package org.aureole.gcp.spanner;

import java.time.InstantSource;
import java.util.regex.Pattern;
import org.aureole.model.error.DomainException;
import org.aureole.platform.sql.Database;
import org.aureole.platform.sql.JdbcDatabase;
import org.aureole.platform.sql.Migrator;

/** Opens databases of the PostgreSQL dialect on Cloud Spanner. */
public final class SpannerDatabase {
  /**
   * What every connection's address ends with: the dialect, and no replay of aborted transactions
   * inside the driver, because {@link Database} runs the whole body again.
   */
  public static final String OPTIONS = ";dialect=POSTGRESQL;retryAbortsInternally=false";

  private static final Pattern NAME =
      Pattern.compile("projects/[^/;?]+/instances/[^/;?]+/databases/[^/;?]+");
  private static final int CONNECTIONS = 8;

  private SpannerDatabase() {}

  /**
   * The database {@code name}, which exists, with its tables migrated. Credentials are those of the
   * machine. The caller closes it.
   *
   * @param name {@code projects/…/instances/…/databases/…}
   * @param clock gives the transactions their time
   * @param schemas folders under {@code db/} beside {@code platform}, such as {@code kingdom}
   */
  public static Database open(String name, InstantSource clock, String... schemas) {
    if (!NAME.matcher(name).matches()) {
      throw DomainException.invalid(
          "database", "'" + name + "' must be projects/…/instances/…/databases/…");
    }
    JdbcDatabase database =
        JdbcDatabase.pooled("jdbc:cloudspanner:/" + name + OPTIONS, null, null, CONNECTIONS, clock);
    try {
      Migrator.forParty(clock, schemas).migrate(database.source());
      return database;
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }
}
