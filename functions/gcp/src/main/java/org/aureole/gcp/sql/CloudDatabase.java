package org.aureole.gcp.sql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.Locale;
import javax.sql.DataSource;
import org.aureole.model.error.DomainException;
import org.aureole.platform.sql.Database;
import org.aureole.platform.sql.DatabaseMeter;
import org.aureole.platform.sql.JdbcDatabase;

/** Databases of the PostgreSQL dialect: on Cloud Spanner, or a PostgreSQL. */
public final class CloudDatabase {
  /**
   * What the address of a database on Spanner ends with: the dialect; no replay of aborted
   * transactions inside the driver, because {@link Database} runs the whole body again; one channel
   * in place of four, which carries a hundred calls at a time and is one to open at a cold start;
   * and without the extension that would spread calls over channels, as its own start takes time.
   */
  public static final String SPANNER_OPTIONS =
      ";dialect=POSTGRESQL;retryAbortsInternally=false;numChannels=1;enableGrpcGcp=false";

  private static final String SPANNER = "jdbc:cloudspanner:";

  /** The group of all service accounts that log in by IAM, on Cloud SQL alone. */
  private static final String SERVICE_ACCOUNTS = "cloudsqliamserviceaccount";

  private static final String POSTGRESQL = "jdbc:postgresql:";

  private CloudDatabase() {}

  /**
   * The database at an address, which exists; its tables come by the migrator. Credentials are
   * those of the machine. The caller closes it.
   *
   * @param address {@code jdbc:cloudspanner:/projects/…/instances/…/databases/…}, or {@code
   *     jdbc:postgresql:…} with the machine's identity in place of a password
   * @param connections how many it opens at most
   * @param clock gives the transactions their time
   * @param meter hears what they do
   * @throws DomainException INVALID_ARGUMENT for another address, or one with a password in it
   */
  public static JdbcDatabase open(
      String address, int connections, InstantSource clock, DatabaseMeter meter) {
    boolean spanner = address.startsWith(SPANNER);
    if (!spanner && !address.startsWith(POSTGRESQL)) {
      throw DomainException.invalid(
          "database",
          "must be jdbc:cloudspanner:/projects/…/instances/…/databases/… or jdbc:postgresql:…");
    }
    if (address.toLowerCase(Locale.ROOT).contains("password=")) {
      throw DomainException.invalid(
          "database", "holds a password; let the machine's identity log in instead");
    }
    return JdbcDatabase.pooled(
        spanner ? address + SPANNER_OPTIONS : address, null, null, connections, clock, meter);
  }

  /**
   * Lets every service account read and write the tables of this connection's user, where the
   * database is Cloud SQL's: an account that logs in by IAM has no rights by itself. On others it
   * does nothing. To be repeated after each migration.
   */
  public static void grantTables(DataSource source) {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(true);
      if (!connection.getMetaData().getURL().startsWith(POSTGRESQL) || !isCloudSql(statement)) {
        return;
      }
      statement.execute(
          "grant select, insert, update, delete on all tables in schema public to "
              + SERVICE_ACCOUNTS);
    } catch (SQLException e) {
      throw new IllegalStateException("the tables cannot be granted to service accounts", e);
    }
  }

  private static boolean isCloudSql(Statement statement) throws SQLException {
    try (ResultSet role =
        statement.executeQuery(
            "select 1 from pg_roles where rolname = '" + SERVICE_ACCOUNTS + "'")) {
      return role.next();
    }
  }
}
