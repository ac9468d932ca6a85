package org.aureole.platform.sql;

import java.sql.SQLException;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;

/**
 * Says what an error of a database means, for PostgreSQL by SQLState and for Spanner, whose driver
 * gives none, by the gRPC code that it has as its error code.
 *
 * <p>Spanner tells foreign key, not-null and length violations by one code, so they are one kind
 * here too. Error texts are never looked at.
 */
final class SqlErrors {
  /** What an error means to the transaction loop. */
  enum Kind {
    /** The database gave up this attempt; the same work may pass when run again. */
    ABORTED,
    /** A row with that primary or unique key exists. */
    DUPLICATE,
    /** A foreign key, not-null, check or length rule refused a value. */
    CONSTRAINT,
    /** A text holds a character that the database cannot keep, such as NUL. */
    CHARACTER,
    /** No connection, or it broke, or the server is starting or stopping. */
    DISCONNECTED,
    /** The statement took longer than it may. */
    TIMEOUT,
    /** Anything else: a wrong statement, which is our own fault. */
    OTHER
  }

  private static final int GRPC_CANCELLED = 1;
  private static final int GRPC_DEADLINE_EXCEEDED = 4;
  private static final int GRPC_ALREADY_EXISTS = 6;
  private static final int GRPC_RESOURCE_EXHAUSTED = 8;
  private static final int GRPC_FAILED_PRECONDITION = 9;
  private static final int GRPC_ABORTED = 10;
  private static final int GRPC_OUT_OF_RANGE = 11;
  private static final int GRPC_UNAVAILABLE = 14;

  private SqlErrors() {}

  /** An unchecked carrier of {@code e} that crosses a transaction body. */
  static RuntimeException unchecked(SQLException e) {
    return new UncheckedSqlException(e);
  }

  /** The SQLException at the root of {@code e}, or null. */
  static SQLException sqlCause(Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof SQLException sql) {
        return sql;
      }
    }
    return null;
  }

  static Kind kind(SQLException e) {
    String state = e.getSQLState();
    if (state != null && state.length() == 5) {
      return kindOfState(state);
    }
    return switch (e.getErrorCode()) {
      case GRPC_ABORTED -> Kind.ABORTED;
      case GRPC_ALREADY_EXISTS -> Kind.DUPLICATE;
      case GRPC_FAILED_PRECONDITION, GRPC_OUT_OF_RANGE -> Kind.CONSTRAINT;
      case GRPC_UNAVAILABLE, GRPC_RESOURCE_EXHAUSTED -> Kind.DISCONNECTED;
      case GRPC_DEADLINE_EXCEEDED, GRPC_CANCELLED -> Kind.TIMEOUT;
      default ->
          e instanceof java.sql.SQLTransientConnectionException ? Kind.DISCONNECTED : Kind.OTHER;
    };
  }

  private static Kind kindOfState(String state) {
    return switch (state) {
      case "40001", "40P01" -> Kind.ABORTED;
      case "23505" -> Kind.DUPLICATE;
      case "22001" -> Kind.CONSTRAINT;
      case "22021", "22P05" -> Kind.CHARACTER;
      // The server is shutting down, has crashed, is starting, or has no connection left.
      case "57P01", "57P02", "57P03", "53300" -> Kind.DISCONNECTED;
      case "57014" -> Kind.TIMEOUT;
      default -> {
        if (state.startsWith("23")) {
          yield Kind.CONSTRAINT;
        }
        yield state.startsWith("08") ? Kind.DISCONNECTED : Kind.OTHER;
      }
    };
  }

  /** Whether two migrations at once can end in {@code e}. */
  static boolean mayBeSchemaRace(SQLException e) {
    String state = e.getSQLState();
    // PostgreSQL: duplicate table or object, or a catalogue row that the other one wrote first.
    // Spanner refuses a schema change beside another; for a batch its driver tells no code at all.
    return kind(e) != Kind.OTHER
        || (state == null && e.getErrorCode() == 0)
        || "42P07".equals(state)
        || "42710".equals(state)
        || "XX000".equals(state);
  }

  /** The error that the caller of transaction {@code name} sees. */
  static DomainException toDomain(String name, SQLException e) {
    return switch (kind(e)) {
      case ABORTED ->
          DomainException.of(
              ErrorCode.ABORTED,
              "transaction " + name + " was aborted by the database; try again",
              e);
      case DUPLICATE ->
          DomainException.of(
              ErrorCode.ALREADY_EXISTS,
              "transaction " + name + ": a row with that name or key exists already",
              e);
      case CONSTRAINT ->
          DomainException.of(
              ErrorCode.INTERNAL,
              "transaction "
                  + name
                  + " broke a rule of the schema: a reference to a missing row,"
                  + " a missing value, or one that is too long",
              e);
      case CHARACTER ->
          DomainException.of(
              ErrorCode.INVALID_ARGUMENT,
              "a text holds a character that the database cannot keep, such as NUL",
              e);
      case DISCONNECTED ->
          DomainException.unavailable("transaction " + name + ": no connection to the database", e);
      case TIMEOUT ->
          DomainException.unavailable("transaction " + name + ": the database took too long", e);
      case OTHER ->
          DomainException.of(
              ErrorCode.INTERNAL, "transaction " + name + ": the database refused a statement", e);
    };
  }

  static DomainException unknownOutcome(String name, SQLException e) {
    return DomainException.unavailable(
        "transaction "
            + name
            + ": the connection broke while committing, so it may or may not have"
            + " taken place; repeat the call",
        e);
  }

  private static final class UncheckedSqlException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UncheckedSqlException(SQLException cause) {
      super(cause);
    }
  }
}
