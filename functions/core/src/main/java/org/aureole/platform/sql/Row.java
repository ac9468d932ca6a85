package org.aureole.platform.sql;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One row of a result, read by column name. Valid only while its {@link RowReader} runs.
 *
 * <p>A getter without {@code opt} in its name refuses NULL with an {@code INTERNAL} error that
 * names the column: it is for columns declared {@code not null}.
 */
public final class Row {
  private final ResultSet result;

  Row(ResultSet result) {
    this.result = result;
  }

  public String string(String column) {
    return required(column, optString(column));
  }

  public Optional<String> optString(String column) {
    return get(r -> r.getString(column));
  }

  public long longValue(String column) {
    return required(column, optLong(column));
  }

  public Optional<Long> optLong(String column) {
    return get(r -> r.getLong(column));
  }

  /** The value of a {@code bigint} or {@code int} column, refused if it does not fit an int. */
  public int intValue(String column) {
    return Math.toIntExact(longValue(column));
  }

  public double doubleValue(String column) {
    return required(column, get(r -> r.getDouble(column)));
  }

  public boolean bool(String column) {
    return required(column, get(r -> r.getBoolean(column)));
  }

  /** A {@code timestamptz}, to the microsecond. */
  public Instant instant(String column) {
    return required(column, optInstant(column));
  }

  public Optional<Instant> optInstant(String column) {
    return get(r -> r.getTimestamp(column)).map(Timestamp::toInstant);
  }

  /** A fresh copy of a {@code bytea}. */
  public byte[] bytes(String column) {
    return required(column, optBytes(column));
  }

  public Optional<byte[]> optBytes(String column) {
    return get(r -> r.getBytes(column));
  }

  /** The constant of {@code type} whose name the column holds. */
  public <E extends Enum<E>> E enumValue(String column, Class<E> type) {
    return Enum.valueOf(type, string(column));
  }

  public <E extends Enum<E>> Optional<E> optEnum(String column, Class<E> type) {
    return optString(column).map(name -> Enum.valueOf(type, name));
  }

  /** A {@code text[]} or {@code varchar[]}. */
  public List<String> strings(String column) {
    return required(column, get(r -> array(r, column))).stream().map(String.class::cast).toList();
  }

  /** A {@code bigint[]}. */
  public List<Long> longs(String column) {
    return required(column, get(r -> array(r, column))).stream().map(Long.class::cast).toList();
  }

  private static List<Object> array(ResultSet result, String column) throws SQLException {
    Array array = result.getArray(column);
    return array == null ? null : Arrays.asList((Object[]) array.getArray());
  }

  private <T> Optional<T> get(Getter<T> getter) {
    try {
      T value = getter.get(result);
      return result.wasNull() ? Optional.empty() : Optional.ofNullable(value);
    } catch (SQLException e) {
      throw SqlErrors.unchecked(e);
    }
  }

  private static <T> T required(String column, Optional<T> value) {
    return value.orElseThrow(
        () -> new IllegalStateException("column " + column + " is NULL but is read as not null"));
  }

  private interface Getter<T> {
    T get(ResultSet result) throws SQLException;
  }
}
