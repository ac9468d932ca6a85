package org.aureole.simulation.port;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * The rows of every table of a database, kept beside them, and how to set them back.
 *
 * <p>Tables are truncated, though to delete their few rows would cost less: where dead rows lie,
 * new ones fill the gaps, and what a query without an order gives would differ from world to world.
 * Each truncation leaves dead rows in the catalogue, so now and then the database is vacuumed:
 * nobody else does.
 */
final class TableSnapshot {
  private static final String SCHEMA = "kept";
  private static final int RESTORES_BETWEEN_VACUUMS = 25;

  private final DataSource source;
  private String restore;
  private int restored;

  TableSnapshot(DataSource source) {
    this.source = source;
  }

  void take() {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      List<String> tables = tables(statement);
      statement.execute("drop schema if exists " + SCHEMA + " cascade; create schema " + SCHEMA);
      StringBuilder back =
          new StringBuilder("begin; truncate ").append(String.join(", ", tables)).append(";");
      for (String table : tables) {
        statement.execute("create table " + SCHEMA + "." + table + " as table " + table);
        if (count(statement, table) > 0) {
          back.append("insert into ")
              .append(table)
              .append(" table ")
              .append(SCHEMA + ".")
              .append(table)
              .append(";");
        }
      }
      restore = back.append("commit;").toString();
    } catch (SQLException e) {
      throw new IllegalStateException("the tables cannot be kept", e);
    }
  }

  private static List<String> tables(Statement statement) throws SQLException {
    List<String> tables = new ArrayList<>();
    try (ResultSet rows =
        statement.executeQuery(
            "select tablename from pg_tables where schemaname = 'public' order by tablename")) {
      while (rows.next()) {
        tables.add(rows.getString(1));
      }
    }
    return tables;
  }

  private static long count(Statement statement, String table) throws SQLException {
    try (ResultSet rows = statement.executeQuery("select count(*) from " + table)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  void restore() {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(restore);
      if (++restored % RESTORES_BETWEEN_VACUUMS == 0) {
        statement.execute("vacuum");
      }
    } catch (SQLException e) {
      throw new IllegalStateException("the tables cannot be set back", e);
    }
  }
}
