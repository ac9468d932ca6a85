package org.aureole.interleaving;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Set;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/**
 * Connections to PostgreSQL in which actors pause within their transactions: before each statement
 * and before the commit. Only {@code PreparedStatement}s are seen; the stores use no others.
 */
public final class PausingConnections {
  /** Of which the attempt is run again: see {@code JdbcDatabase}. */
  private static final Set<String> GIVEN_UP = Set.of("40001", "40P01", "23505");

  private final Turns turns;

  private PausingConnections(Turns turns) {
    this.turns = turns;
  }

  /** A source whose connections are those of {@code source}, with pauses. */
  public static DataSource of(DataSource source, Turns turns) {
    PausingConnections pausing = new PausingConnections(turns);
    return proxy(
        DataSource.class,
        (method, args) -> {
          Object result = call(source, method, args);
          return result instanceof Connection connection ? pausing.connection(connection) : result;
        });
  }

  private Connection connection(Connection connection) throws SQLException {
    Session session = new Session(connection.unwrap(PGConnection.class).getBackendPID());
    return proxy(
        Connection.class,
        (method, args) ->
            switch (method.getName()) {
              case "prepareStatement" ->
                  statement(
                      (PreparedStatement) call(connection, method, args),
                      (String) args[0],
                      session);
              case "commit" -> {
                turns.pauseWithin(Point.Kind.COMMIT);
                session.wrote = false;
                yield watched(connection, method, args);
              }
              case "rollback" -> {
                session.wrote = false;
                yield call(connection, method, args);
              }
              default -> call(connection, method, args);
            });
  }

  private PreparedStatement statement(PreparedStatement statement, String sql, Session session) {
    boolean writes = !sql.stripLeading().toLowerCase(Locale.ROOT).startsWith("select");
    return proxy(
        PreparedStatement.class,
        (method, args) -> {
          if (!method.getName().startsWith("execute")) {
            return call(statement, method, args);
          }
          turns.inSession(session.number);
          turns.pauseWithin(Point.Kind.STATEMENT);
          if (writes && !session.wrote) {
            session.wrote = true;
            turns.pauseWithin(Point.Kind.WRITES);
          }
          return watched(statement, method, args);
        });
  }

  private Object watched(Object target, Method method, Object[] args) throws Throwable {
    try {
      return call(target, method, args);
    } catch (SQLException e) {
      if (GIVEN_UP.contains(e.getSQLState())) {
        turns.aborted();
      }
      throw e;
    }
  }

  private static Object call(Object target, Method method, Object[] args) throws Throwable {
    try {
      return method.invoke(target, args);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static <T> T proxy(Class<T> type, Calls calls) {
    return type.cast(
        Proxy.newProxyInstance(
            PausingConnections.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, args) -> calls.call(method, args)));
  }

  @FunctionalInterface
  private interface Calls {
    Object call(Method method, Object[] args) throws Throwable;
  }

  /** What is known of a connection's session; used by one thread at a time. */
  private static final class Session {
    private final int number;
    private boolean wrote;

    Session(int number) {
      this.number = number;
    }
  }
}
