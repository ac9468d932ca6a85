package org.aureole.gcp.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import javax.sql.DataSource;
import org.aureole.platform.sql.JdbcDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Users as Cloud SQL makes them: members of its groups, with no password and no rights. */
@Tag("store")
class CloudDatabaseTest {
  private EmbeddedPostgres postgres;

  @BeforeEach
  void start() throws IOException {
    postgres = EmbeddedPostgres.builder().start();
  }

  @AfterEach
  void stop() throws IOException {
    postgres.close();
  }

  private static void execute(DataSource source, String... statements) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  @Test
  void serviceAccountsReadAndWriteWhatTheOwnerMade() throws SQLException {
    execute(
        postgres.getPostgresDatabase(),
        "create role cloudsqlsuperuser",
        "create role cloudsqliamserviceaccount",
        "create role owner login in role cloudsqlsuperuser, cloudsqliamserviceaccount",
        "create role api login in role cloudsqliamserviceaccount",
        "create database cloud owner cloudsqlsuperuser");
    DataSource owner = postgres.getDatabase("owner", "cloud");
    DataSource api = postgres.getDatabase("api", "cloud");
    execute(owner, "create table kept (name varchar(10) primary key)");
    assertThatThrownBy(() -> execute(api, "select * from kept"))
        .hasMessageContaining("permission denied");

    // Through a pool as the party's own, whose connections do not commit by themselves.
    try (JdbcDatabase pooled = JdbcDatabase.pooled(owner, 1, InstantSource.system())) {
      CloudDatabase.grantTables(pooled.source());
    }

    execute(
        api,
        "insert into kept values ('a')",
        "update kept set name = 'b'",
        "select * from kept",
        "delete from kept");
    assertThatThrownBy(() -> execute(api, "create table another (name varchar(10))"))
        .hasMessageContaining("permission denied");
    assertThatThrownBy(() -> execute(api, "drop table kept")).hasMessageContaining("must be owner");
    execute(owner, "create table later (name varchar(10))");
    CloudDatabase.grantTables(owner);
    execute(api, "select * from later");
  }

  /** Elsewhere there is no such group, and nothing to grant. */
  @Test
  void onAnotherPostgresqlNothingHappens() throws SQLException {
    execute(postgres.getPostgresDatabase(), "create database plain");
    DataSource plain = postgres.getDatabase("postgres", "plain");
    execute(plain, "create table kept (name varchar(10))");

    CloudDatabase.grantTables(plain);

    try (Connection connection = plain.getConnection();
        Statement statement = connection.createStatement();
        var grants =
            statement.executeQuery(
                "select count(*) from information_schema.role_table_grants"
                    + " where table_name = 'kept' and grantee <> 'postgres'")) {
      grants.next();
      assertThat(grants.getInt(1)).isZero();
    }
  }
}
