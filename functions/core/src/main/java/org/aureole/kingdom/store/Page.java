package org.aureole.kingdom.store;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.model.error.DomainException;

/**
 * Which part of a list is wanted. Immutable.
 *
 * <p>The token is opaque to callers: it holds where the last page ended and a digest of what was
 * listed, so that it is refused with another list. It grants nothing, for each page is read with
 * the caller's own rights.
 *
 * @param size how many entries at most
 * @param after the last entry of the page before; empty for the first page
 * @param scope names the list with its filters
 */
public record Page(int size, Optional<Cursor> after, String scope) {
  /** The largest page. */
  public static final int MAX_SIZE = 200;

  private static final String TOKEN = "pageToken";
  private static final Instant END_OF_TIMES = Instant.parse("9999-12-31T23:59:59Z");

  /**
   * A place in a list.
   *
   * @param at the time that the list is ordered by; the epoch in lists ordered by name alone
   * @param name the name of the entry
   */
  public record Cursor(Instant at, String name) {
    /** A place in a list that is ordered by name alone. */
    public static Cursor of(String name) {
      return new Cursor(Instant.EPOCH, name);
    }
  }

  /**
   * The page that a caller asks for.
   *
   * @param token empty for the first page
   * @param scope names the list with its filters
   * @throws DomainException INVALID_ARGUMENT if the token is not one of this list
   */
  public static Page of(int size, Optional<String> token, String scope) {
    return new Page(size, token.map(text -> parse(text, scope)), scope);
  }

  /**
   * Splits the rows of a query that asked for one more than {@link #size()}.
   *
   * @param rows up to {@code size + 1} rows in the order of the list
   */
  public <T> Slice<T> slice(List<T> rows, Function<T, Cursor> cursor) {
    if (rows.size() <= size) {
      return new Slice<>(List.copyOf(rows), "");
    }
    List<T> entries = List.copyOf(rows.subList(0, size));
    return new Slice<>(entries, token(cursor.apply(entries.get(size - 1))));
  }

  /**
   * Joins lists that are each in the order of a list that shows the newest first.
   *
   * @return up to {@code size + 1} rows, as {@link #slice} takes them
   */
  public <T> List<T> newestFirst(List<T> rows, Function<T, Cursor> cursor) {
    return rows.stream()
        .sorted(
            Comparator.comparing((T row) -> cursor.apply(row).at())
                .reversed()
                .thenComparing(row -> cursor.apply(row).name()))
        .limit(size + 1L)
        .toList();
  }

  /**
   * One page.
   *
   * @param nextToken empty on the last page
   */
  public record Slice<T>(List<T> entries, String nextToken) {}

  /**
   * The condition, if any, on {@code created_at} and {@code name} by which a list that shows the
   * newest first goes on after the page before. Its first part is one that an index can begin at.
   */
  String older() {
    return after.isEmpty() ? "" : " and created_at <= ? and (created_at < ? or name > ?)";
  }

  /** The arguments of {@link #older()}. */
  List<Object> olderArguments() {
    return after
        .<List<Object>>map(cursor -> List.of(cursor.at(), cursor.at(), cursor.name()))
        .orElse(List.of());
  }

  private String token(Cursor cursor) {
    // Not ChronoUnit.between, which counts nanoseconds and so ends with the year 2262.
    long micros =
        cursor.at().getEpochSecond() * 1_000_000 + cursor.at().get(ChronoField.MICRO_OF_SECOND);
    String text = digest(scope) + "|" + micros + "|" + cursor.name();
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Cursor parse(String token, String scope) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
      String[] parts = text.split("\\|", 3);
      if (parts.length == 3 && parts[0].equals(digest(scope))) {
        Instant at = Instant.EPOCH.plus(Long.parseLong(parts[1]), ChronoUnit.MICROS);
        if (isPlace(at, parts[2])) {
          return new Cursor(at, parts[2]);
        }
      }
    } catch (IllegalArgumentException | ArithmeticException | java.time.DateTimeException e) {
      // Told below: whatever is wrong with it, it is no token of this list.
    }
    throw DomainException.invalid(
        TOKEN,
        "is no token of this list; send the nextPageToken of the page before, with the same"
            + " filters");
  }

  /** A forged token must not reach the database with what it cannot compare to. */
  private static boolean isPlace(Instant at, String name) {
    return !at.isBefore(Instant.EPOCH)
        && at.isBefore(END_OF_TIMES)
        && name.chars()
            .noneMatch(c -> Character.isISOControl(c) || Character.isSurrogate((char) c));
  }

  private static String digest(String scope) {
    return Fingerprint.of(scope.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 16);
  }
}
