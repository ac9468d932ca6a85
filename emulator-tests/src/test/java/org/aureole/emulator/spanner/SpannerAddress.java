package org.aureole.emulator.spanner;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.aureole.emulator.process.Emulator;
import org.aureole.gcp.sql.CloudDatabase;

/** Addresses of databases on the emulator, in the form in which functions are given one. */
public final class SpannerAddress {
  private SpannerAddress() {}

  /**
   * That of a database which exists from now on, with its instance. Who connects need not look for
   * them, as on Google Cloud.
   *
   * @param path {@code projects/…/instances/…/databases/…}
   */
  public static String ofNew(Emulator emulator, String path) {
    String address =
        "jdbc:cloudspanner://" + emulator.address() + "/" + path + ";usePlainText=true";
    String creates = address + ";autoConfigEmulator=true" + CloudDatabase.SPANNER_OPTIONS;
    try (Connection connection = DriverManager.getConnection(creates)) {
      if (!connection.isValid(0)) {
        throw new SQLException("it does not answer");
      }
      return address;
    } catch (SQLException e) {
      throw new IllegalStateException("cannot create " + path + " on the emulator", e);
    }
  }
}
