package org.aureole.platform.sql;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads the history that {@link StateTable} writes. */
public final class History {
  private static final String SELECT =
      "select entity, kind, version, from_state, to_state, at, cause, transaction_name, detail"
          + " from history where ";

  /** By version: of two transactions that overlap, the later one may have begun first. */
  private static final String OF_ONE = " order by kind, version";

  private static final String OF_MANY = " order by at, entity, kind, version";

  private History() {}

  /** The changes of one row, oldest first. */
  public static List<Change> of(Tx tx, String entity) {
    return tx.query(SELECT + "entity = ?" + OF_ONE, History::change, entity);
  }

  /** The changes of several rows, oldest first. */
  public static List<Change> of(Tx tx, List<String> entities) {
    return tx.query(
        SELECT + "entity = any(?)" + OF_MANY,
        History::change,
        (Object) entities.toArray(String[]::new));
  }

  private static Change change(Row row) {
    return new Change(
        row.string("entity"),
        row.string("kind"),
        row.longValue("version"),
        row.optString("from_state"),
        row.string("to_state"),
        row.instant("at"),
        row.string("cause"),
        row.string("transaction_name"),
        row.string("detail"));
  }

  /**
   * One change of state.
   *
   * @param entity the resource name of the row
   * @param kind the name of its lifecycle
   * @param version the row's version after the change, from 1
   * @param from empty at creation
   */
  public record Change(
      String entity,
      String kind,
      long version,
      Optional<String> from,
      String to,
      Instant at,
      String cause,
      String transaction,
      String detail) {}
}
