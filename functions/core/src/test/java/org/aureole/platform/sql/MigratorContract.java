package org.aureole.platform.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@link Migrator} does on every database. */
public abstract class MigratorContract {
  private static final String FIRST =
      "create table if not exists first (id varchar(10) not null primary key)";
  private static final String SECOND =
      "create table if not exists second (id varchar(10) not null primary key)";

  private final TestClock clock = new TestClock();
  private JdbcDatabase database;

  protected abstract TestDatabases databases();

  @BeforeEach
  void open() {
    database = databases().createEmpty(clock);
  }

  @AfterEach
  void close() {
    if (database != null) {
      database.close();
    }
  }

  @Test
  void filesAreAppliedOnceAndNewOnesAreAdded() {
    migrate(Map.of("index", "1.sql\n", "1.sql", FIRST));
    database.run("use", tx -> tx.insert("first", Columns.of("id", "a")));
    migrate(Map.of("index", "# all\n1.sql\n2.sql\n", "1.sql", FIRST, "2.sql", SECOND));

    assertThat(rows("first")).isEqualTo(1);
    assertThat(rows("second")).isZero();
    assertThat(rows("schema_migrations")).isEqualTo(2);
  }

  @Test
  void aFileThatChangedAfterItWasAppliedIsRefused() {
    migrate(Map.of("index", "1.sql", "1.sql", FIRST));

    assertThatThrownBy(() -> migrate(Map.of("index", "1.sql", "1.sql", SECOND)))
        .isInstanceOfSatisfying(
            DomainException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION))
        .hasMessageContaining("db/test/1.sql was changed");
  }

  @Test
  void whatDiedBetweenTwoStatementsIsRepeated() {
    // The second statement fails, so the file is not on record, whatever became of the first.
    String dies = FIRST + ";\n create table if not exists broken (id no_such_type primary key)";
    assertThatThrownBy(() -> migrate(Map.of("index", "1.sql", "1.sql", dies)))
        .isInstanceOf(DomainException.class);
    assertThat(rows("schema_migrations")).isZero();

    migrate(Map.of("index", "1.sql", "1.sql", FIRST + ";\n" + SECOND));
    assertThat(rows("first")).isZero();
    assertThat(rows("second")).isZero();
  }

  @Test
  void twoAtOnceBothSucceed() throws Exception {
    Map<String, String> files = Map.of("index", "1.sql\n2.sql", "1.sql", FIRST, "2.sql", SECOND);
    Contenders.run(2, () -> migrate(files));

    assertThat(rows("schema_migrations")).isEqualTo(2);
    assertThat(rows("second")).isZero();
  }

  @Test
  void aStatementThatCannotBeRepeatedIsRefused() {
    assertThatThrownBy(() ->
            migrate(
                Map.of(
                    "index",
                    "1.sql",
                    "1.sql",
                    "create table first (id varchar(10) not null primary key)")))
        .hasMessageContaining("only CREATE, ALTER and DROP with IF [NOT] EXISTS");
    assertThatThrownBy(() ->
            migrate(
                Map.of(
                    "index", "1.sql", "1.sql", "insert into first (id) values ('if not exists ')")))
        .hasMessageContaining("only CREATE, ALTER and DROP with IF [NOT] EXISTS");
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> migrate(Map.of("index", "1.sql")))
        .hasMessageContaining("db/test/1.sql is missing");
  }

  private void migrate(Map<String, String> files) {
    new Migrator(new Files(files), List.of("test"), clock).migrate(database.source());
  }

  private long rows(String table) {
    return database
        .read(
            "count", tx -> tx.one("select count(*) as n from " + table, row -> row.longValue("n")))
        .orElseThrow();
  }

  /** Resources of {@code db/test} that exist in memory only. */
  private static final class Files extends ClassLoader {
    private final Map<String, String> files;

    Files(Map<String, String> files) {
      this.files = files;
    }

    @Override
    public InputStream getResourceAsStream(String path) {
      String text = files.get(path.substring("db/test/".length()));
      return text == null ? null : new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
  }
}
