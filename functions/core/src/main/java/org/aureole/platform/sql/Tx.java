package org.aureole.platform.sql;

import com.google.protobuf.ByteString;
import java.sql.ResultSet;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * One attempt at a transaction. Valid only inside the body that it is given to; not thread-safe.
 *
 * <p>Statements have {@code ?} for each argument and keep to the SQL that PostgreSQL and Spanner's
 * PostgreSQL dialect share. Arguments may be: null, String, Integer, Long, Double, Boolean, {@link
 * Instant} (kept to the microsecond), byte[], {@link ByteString}, any enum (its name), String[]
 * ({@code text[]}), long[] ({@code bigint[]}), and an Optional of those. A text that no database
 * stores, see {@link ColumnText}, fails as {@code INVALID_ARGUMENT}.
 */
public final class Tx {
  private final Handle handle;
  private final String name;
  private final Instant now;
  private final DatabaseMeter meter;
  private final IdentityHashMap<Object, Object> attachments = new IdentityHashMap<>();
  private final List<Runnable> afterCommit = new ArrayList<>();

  Tx(Handle handle, String name, Instant now, DatabaseMeter meter) {
    this.meter = meter;
    this.handle = handle;
    this.name = name;
    this.now = now.truncatedTo(ChronoUnit.MICROS);
  }

  /** The name of the transaction. */
  public String name() {
    return name;
  }

  /** The time of this attempt: the same at every call, to the microsecond. */
  public Instant now() {
    return now;
  }

  /** Every row, in the order of the statement; without ORDER BY the order means nothing. */
  public <T> List<T> query(String sql, RowReader<T> reader, Object... args) {
    long start = System.nanoTime();
    List<T> rows =
        bind(handle.createQuery(sql), args)
            .map((ResultSet result, StatementContext context) ->
                Objects.requireNonNull(reader.read(new Row(result))))
            .list();
    meter.statement(name, sql, rows.size(), System.nanoTime() - start);
    return rows;
  }

  /**
   * The only row, or empty.
   *
   * @throws DomainException {@code INTERNAL} if there is more than one
   */
  public <T> Optional<T> one(String sql, RowReader<T> reader, Object... args) {
    List<T> rows = query(sql, reader, args);
    if (rows.size() > 1) {
      throw DomainException.bug(name + ": one row expected, found " + rows.size() + ": " + sql);
    }
    return rows.stream().findFirst();
  }

  /** Runs INSERT, UPDATE or DELETE and returns how many rows it touched. */
  public int update(String sql, Object... args) {
    long start = System.nanoTime();
    int rows = bind(handle.createUpdate(sql), args).execute();
    meter.statement(name, sql, rows, System.nanoTime() - start);
    return rows;
  }

  /** Inserts one row; a duplicate key fails the transaction as {@code ALREADY_EXISTS}. */
  public void insert(String table, Columns columns) {
    update(insertSql(table, columns), columns.values().toArray());
  }

  /**
   * Inserts one row unless its primary key exists.
   *
   * @param primaryKey every column of the table's primary key, and no other unique key
   * @return whether the row is new
   */
  public boolean insertIfAbsent(String table, List<String> primaryKey, Columns columns) {
    primaryKey.forEach(SqlNames::check);
    String sql =
        insertSql(table, columns)
            + " on conflict ("
            + String.join(", ", primaryKey)
            + ") do nothing";
    return update(sql, columns.values().toArray()) == 1;
  }

  private static String insertSql(String table, Columns columns) {
    return "insert into "
        + SqlNames.check(table)
        + " ("
        + columns.list()
        + ") values ("
        + columns.placeholders()
        + ")";
  }

  /**
   * Runs {@code action} once, in the committing thread, after this attempt has committed; not at
   * all if it does not. A crash in between loses it, so it may only hasten what a row already
   * promises. What it throws is logged and dropped.
   */
  public void afterCommit(Runnable action) {
    afterCommit.add(Objects.requireNonNull(action));
  }

  /** The object that {@code owner} keeps for this attempt, created on first use. */
  @SuppressWarnings("unchecked")
  public <T> T attachment(Object owner, Supplier<T> create) {
    return (T) attachments.computeIfAbsent(owner, o -> create.get());
  }

  List<Runnable> afterCommitActions() {
    return afterCommit;
  }

  private <S extends SqlStatement<S>> S bind(S statement, Object... args) {
    for (int i = 0; i < args.length; i++) {
      statement.bind(i, argument(args[i]));
    }
    return statement;
  }

  /** The one place that knows how a Java value reaches either database. */
  private static Argument argument(Object value) {
    if (value == null) {
      return (at, statement, context) -> statement.setNull(at, Types.NULL);
    }
    if (value instanceof Optional<?> optional) {
      return argument(optional.orElse(null));
    }
    if (value instanceof String string) {
      requireStorable(string);
      return (at, statement, context) -> statement.setString(at, string);
    }
    if (value instanceof Integer || value instanceof Long) {
      long number = ((Number) value).longValue();
      return (at, statement, context) -> statement.setLong(at, number);
    }
    if (value instanceof Double number) {
      return (at, statement, context) -> statement.setDouble(at, number);
    }
    if (value instanceof Boolean bool) {
      return (at, statement, context) -> statement.setBoolean(at, bool);
    }
    if (value instanceof Instant instant) {
      // PostgreSQL keeps microseconds and Spanner nanoseconds: cut, so that both give back the
      // same.
      Instant cut = instant.truncatedTo(ChronoUnit.MICROS);
      return (at, statement, context) -> statement.setObject(at, cut.atOffset(ZoneOffset.UTC));
    }
    if (value instanceof Enum<?> constant) {
      return (at, statement, context) -> statement.setString(at, constant.name());
    }
    return binaryOrArray(value);
  }

  /** The last wall: PostgreSQL would refuse the statement, and its error would look like a bug. */
  private static void requireStorable(String text) {
    if (!ColumnText.isStorable(text)) {
      throw DomainException.of(
          ErrorCode.INVALID_ARGUMENT,
          "a text of " + text.length() + " characters holds U+0000 or half a character");
    }
  }

  private static Argument binaryOrArray(Object value) {
    if (value instanceof byte[] bytes) {
      return (at, statement, context) -> statement.setBytes(at, bytes);
    }
    if (value instanceof ByteString bytes) {
      return (at, statement, context) -> statement.setBytes(at, bytes.toByteArray());
    }
    if (value instanceof String[] strings) {
      Arrays.stream(strings).forEach(Tx::requireStorable);
      return (at, statement, context) ->
          statement.setArray(at, statement.getConnection().createArrayOf("text", strings));
    }
    if (value instanceof long[] longs) {
      Object[] boxed = Arrays.stream(longs).boxed().toArray(Long[]::new);
      return (at, statement, context) ->
          statement.setArray(at, statement.getConnection().createArrayOf("bigint", boxed));
    }
    throw new IllegalArgumentException(
        "cannot bind a " + value.getClass().getName() + "; see Tx for the types it takes");
  }
}
