package org.aureole.platform.sql;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.aureole.model.error.DomainException;
import org.aureole.model.lifecycle.Lifecycle;

/**
 * The only writer of the states of one table.
 *
 * <p>The table has the columns {@code name varchar primary key, state varchar(40) not null, version
 * bigint not null, created_at timestamptz not null, updated_at timestamptz not null} beside its
 * own. Every change of state is checked against the {@link Lifecycle}, compared and set, and
 * recorded as a row of {@code history}, all in the caller's transaction. Immutable and thread-safe.
 *
 * @param <S> the states
 */
public final class StateTable<S extends Enum<S>> {
  private static final int MAX_CAUSE = 200;
  private static final List<String> KEY = List.of("name");

  private final String table;
  private final Lifecycle<S> lifecycle;

  private StateTable(String table, Lifecycle<S> lifecycle) {
    this.table = SqlNames.check(table);
    this.lifecycle = Objects.requireNonNull(lifecycle);
  }

  public static <S extends Enum<S>> StateTable<S> of(String table, Lifecycle<S> lifecycle) {
    return new StateTable<>(table, lifecycle);
  }

  public Lifecycle<S> lifecycle() {
    return lifecycle;
  }

  /**
   * Creates a row at version 1; a row of that name fails the transaction as {@code ALREADY_EXISTS}.
   *
   * @param columns the table's own columns
   * @param cause who or what asked for it, such as a caller's name or a message type
   * @param detail free text for a person, without secrets; may be empty; kept as {@link ColumnText}
   */
  public void insert(Tx tx, String name, S state, Columns columns, String cause, String detail) {
    tx.insert(table, created(tx, name, state, columns));
    record(tx, name, 1, null, state, cause, detail);
  }

  /** As {@link #insert}, but a row of that name is left alone; returns whether the row is new. */
  public boolean insertIfAbsent(
      Tx tx, String name, S state, Columns columns, String cause, String detail) {
    if (!tx.insertIfAbsent(table, KEY, created(tx, name, state, columns))) {
      return false;
    }
    record(tx, name, 1, null, state, cause, detail);
    return true;
  }

  /**
   * Moves a row from {@code expected} to {@code next}.
   *
   * @return the row's new version
   * @throws DomainException {@code FAILED_PRECONDITION} if the row is in another state, which the
   *     message names; {@code NOT_FOUND} if there is no such row; {@code INTERNAL} if the lifecycle
   *     has no such step
   */
  public long transition(Tx tx, String name, S expected, S next, String cause, String detail) {
    return transition(tx, name, expected, next, Columns.none(), cause, detail);
  }

  /** As the other, and sets {@code columns} in the same statement. */
  public long transition(
      Tx tx, String name, S expected, S next, Columns columns, String cause, String detail) {
    if (!lifecycle.allows(expected, next)) {
      throw DomainException.bug(
          "the lifecycle " + lifecycle.name() + " has no step from " + expected + " to " + next);
    }
    Columns set = Columns.of("state", next).and("updated_at", tx.now()).and(columns);
    List<Object> args = set.values();
    args.add(name);
    args.add(expected);
    long version =
        tx.one(
                "update "
                    + table
                    + " set version = version + 1, "
                    + set.assignments()
                    + " where name = ? and state = ? returning version",
                row -> row.longValue("version"),
                args.toArray())
            .orElseThrow(() -> notIn(tx, name, expected, next));
    record(tx, name, version, expected, next, cause, detail);
    return version;
  }

  /** Deletes a row, if there is one, and its history. */
  public void forget(Tx tx, String name) {
    tx.update("delete from history where entity = ? and kind = ?", name, lifecycle.name());
    tx.update("delete from " + table + " where name = ?", name);
  }

  /** The state and version of a row, or empty if there is no such row. */
  public Optional<Current<S>> find(Tx tx, String name) {
    return tx.one(
        "select state, version from " + table + " where name = ?",
        row -> new Current<>(lifecycle.parse(row.string("state")), row.longValue("version")),
        name);
  }

  /** The state of a row; {@code NOT_FOUND} if there is no such row. */
  public S state(Tx tx, String name) {
    return find(tx, name).orElseThrow(() -> DomainException.notFound(name)).state();
  }

  private Columns created(Tx tx, String name, S state, Columns columns) {
    if (!lifecycle.initial().contains(state)) {
      throw DomainException.bug(
          "the lifecycle "
              + lifecycle.name()
              + " does not start as "
              + state
              + " but as one of "
              + lifecycle.initial());
    }
    return Columns.of("name", name)
        .and("state", state)
        .and("version", 1L)
        .and("created_at", tx.now())
        .and("updated_at", tx.now())
        .and(columns);
  }

  private DomainException notIn(Tx tx, String name, S expected, S next) {
    return find(tx, name)
        .map(current ->
            DomainException.precondition(
                name + " is " + current.state() + "; only " + expected + " can become " + next))
        .orElseGet(() -> DomainException.notFound(name));
  }

  private void record(Tx tx, String name, long version, S from, S to, String cause, String detail) {
    tx.insert(
        "history",
        Columns.of("entity", name)
            .and("kind", lifecycle.name())
            .and("version", version)
            .and("from_state", from)
            .and("to_state", to)
            .and("at", tx.now())
            .and("cause", ColumnText.of(cause, MAX_CAUSE))
            .and("transaction_name", tx.name())
            .and("detail", ColumnText.of(detail)));
  }

  /**
   * Where a row is.
   *
   * @param version 1 when created, one more after each transition
   */
  public record Current<S extends Enum<S>>(S state, long version) {}
}
