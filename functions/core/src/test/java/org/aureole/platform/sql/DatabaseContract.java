package org.aureole.platform.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What every {@link Database} does: transactions, values, errors, contention. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class DatabaseContract {
  private enum Colour {
    RED,
    GREEN
  }

  private final TestClock clock = new TestClock();
  private Database database;

  protected abstract TestDatabases databases();

  @BeforeAll
  void open() {
    database = databases().create(clock, "contract");
  }

  @AfterAll
  void close() {
    if (database != null) {
      database.close();
    }
  }

  @BeforeEach
  void clear() {
    database.run(
        "clear",
        tx -> {
          tx.update("delete from contract_values where id <> ''");
          tx.update("delete from contract_counters where id <> ''");
        });
  }

  @Test
  void everyTypeComesBackAsItWasWritten() {
    Instant time = Instant.parse("2026-02-03T04:05:06.123456789Z");
    Columns columns =
        Columns.of("id", "v1")
            .and("text_value", "häuser; it's 'quoted' ?")
            .and("long_value", Long.MAX_VALUE)
            .and("double_value", 0.1)
            .and("bool_value", true)
            .and("time_value", time)
            .and("bytes_value", new byte[] {0, 1, -1})
            .and("enum_value", Colour.GREEN)
            .and("texts_value", new String[] {"a", "b,c", ""})
            .and("longs_value", new long[] {1, -2});
    database.run("write", tx -> tx.insert("contract_values", columns));

    Optional<String> read =
        database.read(
            "read",
            tx ->
                tx.one(
                    "select * from contract_values",
                    row -> {
                      assertThat(row.string("text_value")).isEqualTo("häuser; it's 'quoted' ?");
                      assertThat(row.longValue("long_value")).isEqualTo(Long.MAX_VALUE);
                      assertThat(row.doubleValue("double_value")).isEqualTo(0.1);
                      assertThat(row.bool("bool_value")).isTrue();
                      assertThat(row.instant("time_value"))
                          .isEqualTo(Instant.parse("2026-02-03T04:05:06.123456Z"));
                      assertThat(row.bytes("bytes_value")).containsExactly(0, 1, -1);
                      assertThat(row.enumValue("enum_value", Colour.class)).isEqualTo(Colour.GREEN);
                      assertThat(row.strings("texts_value")).containsExactly("a", "b,c", "");
                      assertThat(row.longs("longs_value")).containsExactly(1L, -2L);
                      return "read";
                    }));
    assertThat(read).contains("read");
  }

  @Test
  void nullsComeBackAsEmpty() {
    Columns columns =
        Columns.of("id", "v1")
            .and("text_value", null)
            .and("long_value", Optional.empty())
            .and("double_value", null)
            .and("bool_value", null)
            .and("time_value", null)
            .and("bytes_value", null)
            .and("enum_value", null)
            .and("texts_value", null)
            .and("longs_value", null);
    database.run("write", tx -> tx.insert("contract_values", columns));

    Optional<String> read =
        database.read(
            "read",
            tx ->
                tx.one(
                    "select * from contract_values",
                    row -> {
                      assertThat(row.optString("text_value")).isEmpty();
                      assertThat(row.optLong("long_value")).isEmpty();
                      assertThat(row.optInstant("time_value")).isEmpty();
                      assertThat(row.optBytes("bytes_value")).isEmpty();
                      assertThat(row.optEnum("enum_value", Colour.class)).isEmpty();
                      assertThatThrownBy(() -> row.bool("bool_value"))
                          .hasMessageContaining("bool_value is NULL");
                      return "read";
                    }));
    assertThat(read).contains("read");
  }

  @Test
  void bytesComeFromAByteStringToo() {
    database.run(
        "write",
        tx ->
            tx.insert(
                "contract_values",
                Columns.of("id", "v1").and("bytes_value", ByteString.copyFromUtf8("x"))));

    Optional<String> read =
        database.read(
            "read",
            tx ->
                tx.one(
                    "select bytes_value from contract_values where id = ?",
                    row -> ByteString.copyFrom(row.bytes("bytes_value")).toStringUtf8(),
                    "v1"));
    assertThat(read).contains("x");
  }

  @Test
  void anyOfAnArrayFindsRows() {
    database.run("write", tx -> List.of("a", "b", "c").forEach(id -> counter(tx, id)));

    List<String> found =
        database.read(
            "read",
            tx ->
                tx.query(
                    "select id from contract_counters where id = any(?) order by id",
                    row -> row.string("id"),
                    (Object) new String[] {"c", "a", "z"}));
    assertThat(found).containsExactly("a", "c");
  }

  @Test
  void anExceptionRollsEverythingBack() {
    assertThatThrownBy(() ->
            database.run(
                "write",
                tx -> {
                  counter(tx, "a");
                  throw DomainException.precondition("no");
                }))
        .isInstanceOfSatisfying(
            DomainException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION));

    assertThat(count("a")).isEmpty();
  }

  @Test
  void aDuplicateKeyIsAlreadyExistsAndRollsBack() {
    database.run("first", tx -> counter(tx, "a"));

    assertThatThrownBy(() ->
            database.run(
                "second",
                tx -> {
                  counter(tx, "b");
                  counter(tx, "a");
                }))
        .isInstanceOfSatisfying(
            DomainException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_EXISTS));

    assertThat(count("b")).isEmpty();
  }

  @Test
  void aDuplicateInAUniqueIndexIsAlreadyExists() {
    database.run(
        "first",
        tx -> tx.insert("contract_values", Columns.of("id", "v1").and("text_value", "same")));

    assertThatThrownBy(() ->
            database.run(
                "second",
                tx ->
                    tx.insert("contract_values", Columns.of("id", "v2").and("text_value", "same"))))
        .isInstanceOfSatisfying(
            DomainException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_EXISTS));
  }

  @Test
  void aBrokenRuleOfTheSchemaIsOurFault() {
    assertThatThrownBy(() -> database.run("tooLong", tx -> counter(tx, "x".repeat(101))))
        .isInstanceOfSatisfying(
            DomainException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL));
  }

  @Test
  void aTextThatNoDatabaseStoresIsTheCallersFault() {
    for (String text : List.of("nul\u0000", "half \ud83d")) {
      assertThatThrownBy(() ->
              database.run(
                  "bad",
                  tx ->
                      tx.query(
                          "select id from contract_values where text_value = ?",
                          row -> row.string("id"),
                          text)))
          .isInstanceOfSatisfying(
              DomainException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
    }
  }

  @Test
  void insertIfAbsentLeavesTheFirstRow() {
    boolean first = database.inTransaction("first", tx -> insertIfAbsent(tx, 1));
    boolean second = database.inTransaction("second", tx -> insertIfAbsent(tx, 2));

    assertThat(first).isTrue();
    assertThat(second).isFalse();
    assertThat(count("a")).contains(1L);
  }

  private static boolean insertIfAbsent(Tx tx, long value) {
    return tx.insertIfAbsent(
        "contract_counters", List.of("id"), Columns.of("id", "a").and("value", value));
  }

  @Test
  void updatesSayHowManyRowsTheyTouched() {
    database.run("write", tx -> List.of("a", "b").forEach(id -> counter(tx, id)));

    int touched =
        database.inTransaction(
            "update",
            tx -> tx.update("update contract_counters set value = ? where value = ?", 7, 0));
    assertThat(touched).isEqualTo(2);
  }

  @Test
  void aWriteInAReadFails() {
    assertThatThrownBy(() ->
            database.read(
                "read",
                tx -> {
                  counter(tx, "a");
                  return "written";
                }))
        .isInstanceOf(DomainException.class);
    assertThat(count("a")).isEmpty();
  }

  @Test
  void aTransactionInsideATransactionIsRefused() {
    assertThatThrownBy(() -> database.run("outer", tx -> database.run("inner", inner -> {})))
        .hasMessageContaining("inner is started inside transaction outer");
  }

  @Test
  void whatFollowsACommitRunsOnceAfterItAndMayUseTheDatabase() {
    List<Optional<Long>> seen = new ArrayList<>();
    database.run(
        "write",
        tx -> {
          counter(tx, "a");
          tx.afterCommit(() -> seen.add(count("a")));
        });
    assertThat(seen).containsExactly(Optional.of(0L));
  }

  @Test
  void nothingFollowsARollback() {
    AtomicInteger ran = new AtomicInteger();
    assertThatThrownBy(() ->
            database.run(
                "write",
                tx -> {
                  tx.afterCommit(ran::incrementAndGet);
                  throw new IllegalStateException("no");
                }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(ran).hasValue(0);
  }

  @Test
  void aFailureOfWhatFollowsDoesNotUndoTheCommit() {
    database.run(
        "write",
        tx -> {
          counter(tx, "a");
          tx.afterCommit(() -> {
            throw new IllegalStateException("later");
          });
        });
    assertThat(count("a")).contains(0L);
  }

  @Test
  void noUpdateIsLostUnderContention() throws Exception {
    database.run("write", tx -> counter(tx, "a"));
    int threads = databases().contenders();
    int each = 10;

    Contenders.run(
        threads,
        () -> {
          for (int i = 0; i < each; i++) {
            database.run(
                "increment",
                tx -> {
                  long value = value(tx, "a").orElseThrow();
                  tx.update("update contract_counters set value = ? where id = ?", value + 1, "a");
                });
          }
        });

    assertThat(count("a")).contains((long) threads * each);
  }

  @Test
  void writeSkewIsExcluded() throws Exception {
    // Each adds a row only if it sees none: with snapshots alone, two could each see none.
    for (int round = 0; round < 5; round++) {
      clear();
      AtomicInteger next = new AtomicInteger();
      Contenders.run(
          databases().contenders(),
          () -> {
            String id = "r" + next.incrementAndGet();
            database.run(
                "addFirst",
                tx -> {
                  if (tx.query("select id from contract_counters", row -> row.string("id"))
                      .isEmpty()) {
                    counter(tx, id);
                  }
                });
          });
      long rows =
          database
              .read(
                  "count",
                  tx ->
                      tx.one(
                          "select count(*) as n from contract_counters", row -> row.longValue("n")))
              .orElseThrow();
      assertThat(rows).isEqualTo(1);
    }
  }

  private Optional<Long> count(String id) {
    return database.read("count", tx -> value(tx, id));
  }

  private static Optional<Long> value(Tx tx, String id) {
    return tx.one(
        "select value from contract_counters where id = ?", row -> row.longValue("value"), id);
  }

  private static void counter(Tx tx, String id) {
    tx.insert("contract_counters", Columns.of("id", id).and("value", 0));
  }
}
