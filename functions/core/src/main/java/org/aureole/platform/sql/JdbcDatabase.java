package org.aureole.platform.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A {@link Database} over JDBC, on PostgreSQL or on Spanner's PostgreSQL dialect. */
public final class JdbcDatabase implements Database {
  private static final Logger log = LoggerFactory.getLogger(JdbcDatabase.class);

  private static final Duration IDLE = Duration.ofMinutes(1);

  private final Jdbi jdbi;
  private final DataSource source;
  private final InstantSource clock;
  private final RetryPolicy retries;
  private final DatabaseMeter meter;
  private final ThreadLocal<String> running = new ThreadLocal<>();

  /**
   * Takes over {@code source}, which {@link #close()} closes if it can be closed.
   *
   * @param source its connections come with auto-commit off and at isolation SERIALIZABLE
   * @param clock gives {@link Tx#now()}
   */
  JdbcDatabase(DataSource source, InstantSource clock, RetryPolicy retries, DatabaseMeter meter) {
    this.meter = Objects.requireNonNull(meter);
    this.source = Objects.requireNonNull(source);
    this.clock = Objects.requireNonNull(clock);
    this.retries = Objects.requireNonNull(retries);
    this.jdbi = Jdbi.create(source);
  }

  /**
   * A database with a pool of at most {@code connections} connections.
   *
   * @param url a JDBC address whose driver is on the class path
   * @param user null, with {@code password}, where the address or the machine's identity is enough
   */
  public static JdbcDatabase pooled(
      String url, String user, String password, int connections, InstantSource clock) {
    return pooled(url, user, password, connections, clock, DatabaseMeter.NONE);
  }

  /** As the other, with somebody who hears what the database does. */
  public static JdbcDatabase pooled(
      String url,
      String user,
      String password,
      int connections,
      InstantSource clock,
      DatabaseMeter meter) {
    HikariConfig config = pool(connections);
    config.setJdbcUrl(url);
    config.setUsername(user);
    config.setPassword(password);
    return new JdbcDatabase(new HikariDataSource(config), clock, RetryPolicy.STANDARD, meter);
  }

  /** A database with a pool of at most {@code connections} connections that {@code each} opens. */
  public static JdbcDatabase pooled(DataSource each, int connections, InstantSource clock) {
    HikariConfig config = pool(connections);
    config.setDataSource(each);
    return new JdbcDatabase(
        new HikariDataSource(config), clock, RetryPolicy.STANDARD, DatabaseMeter.NONE);
  }

  private static HikariConfig pool(int connections) {
    HikariConfig config = new HikariConfig();
    config.setMaximumPoolSize(connections);
    config.setMinimumIdle(0);
    // A function starts whether its database answers or not; its first request is told.
    config.setInitializationFailTimeout(-1);
    config.setIdleTimeout(IDLE.toMillis());
    config.setAutoCommit(false);
    config.setTransactionIsolation("TRANSACTION_SERIALIZABLE");
    return config;
  }

  /** Where the connections come from; for the {@link Migrator}, as DDL takes no transaction. */
  public DataSource source() {
    return source;
  }

  @Override
  public <T> T inTransaction(String name, Work<T> work) {
    return attempts(name, work, false);
  }

  @Override
  public <T> T read(String name, Work<T> work) {
    return attempts(name, work, true);
  }

  @Override
  public void close() {
    if (source instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Exception e) {
        log.warn("closing the database connections failed", e);
      }
    }
  }

  private <T> T attempts(String name, Work<T> work, boolean readOnly) {
    if (running.get() != null) {
      throw DomainException.bug(
          "transaction " + name + " is started inside transaction " + running.get());
    }
    running.set(name);
    Committed<T> committed;
    try {
      committed = committed(name, work, readOnly);
    } finally {
      running.remove();
    }
    runAll(name, committed.afterCommit());
    return committed.result();
  }

  private <T> Committed<T> committed(String name, Work<T> work, boolean readOnly) {
    boolean wasDuplicate = false;
    for (int attempt = 1; ; attempt++) {
      try {
        return attempt(name, work, readOnly);
      } catch (Aborted e) {
        boolean duplicateAgain = wasDuplicate && e.isDuplicate();
        wasDuplicate = e.isDuplicate();
        if (duplicateAgain) {
          throw SqlErrors.toDomain(name, e.reason);
        }
        if (attempt >= retries.maxAttempts()) {
          log.warn("transaction {} given up after {} attempts", name, attempt);
          throw SqlErrors.toDomain(name, e.reason);
        }
        log.debug("transaction {} aborted at attempt {}", name, attempt);
        pause(name, retries.pauseAfter(attempt));
      }
    }
  }

  private <T> Committed<T> attempt(String name, Work<T> work, boolean readOnly) throws Aborted {
    long start = System.nanoTime();
    DatabaseMeter.Ending ending = DatabaseMeter.Ending.FAILED;
    try {
      Committed<T> committed = unmetered(name, work, readOnly);
      ending = DatabaseMeter.Ending.COMMITTED;
      return committed;
    } catch (Aborted e) {
      ending = DatabaseMeter.Ending.ABORTED;
      throw e;
    } finally {
      meter.attempt(name, readOnly, ending, System.nanoTime() - start);
    }
  }

  private <T> Committed<T> unmetered(String name, Work<T> work, boolean readOnly) throws Aborted {
    try (Handle handle = jdbi.open()) {
      boolean done = false;
      try {
        handle.getConnection().setReadOnly(readOnly);
        Tx tx = new Tx(handle, name, clock.instant(), meter);
        T result = work.run(tx);
        commit(name, handle.getConnection());
        done = true;
        return new Committed<>(result, List.copyOf(tx.afterCommitActions()));
      } finally {
        if (!done) {
          rollback(name, handle.getConnection());
        }
      }
    } catch (DomainException e) {
      throw e;
    } catch (RuntimeException | SQLException e) {
      throw classified(name, e);
    }
  }

  private static void commit(String name, Connection connection) throws SQLException {
    try {
      connection.commit();
    } catch (SQLException e) {
      SqlErrors.Kind kind = SqlErrors.kind(e);
      if (kind == SqlErrors.Kind.DISCONNECTED || kind == SqlErrors.Kind.TIMEOUT) {
        throw SqlErrors.unknownOutcome(name, e);
      }
      throw e;
    }
  }

  private static void rollback(String name, Connection connection) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      // What made us roll back is on its way to the caller and matters more.
      log.debug("rollback of transaction {} failed", name, e);
    }
  }

  /** Turns what an attempt threw into a retry, or into what the caller sees. */
  private static RuntimeException classified(String name, Exception e) throws Aborted {
    SQLException sql = SqlErrors.sqlCause(e);
    if (sql == null) {
      return e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(e);
    }
    return switch (SqlErrors.kind(sql)) {
      case ABORTED, DUPLICATE -> throw new Aborted(sql);
      default -> SqlErrors.toDomain(name, sql);
    };
  }

  private static void pause(String name, Duration pause) {
    try {
      Thread.sleep(pause.toMillis(), pause.toNanosPart() % 1_000_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw DomainException.of(
          ErrorCode.ABORTED, "transaction " + name + " was interrupted between two attempts", e);
    }
  }

  private static void runAll(String name, List<Runnable> actions) {
    for (Runnable action : actions) {
      try {
        action.run();
      } catch (RuntimeException e) {
        log.error("transaction {} committed, but what follows it failed", name, e);
      }
    }
  }

  private record Committed<T>(T result, List<Runnable> afterCommit) {}

  /**
   * An attempt that is worth another one. A duplicate is, once: on PostgreSQL it may be how this
   * attempt learns of a row that was committed after it had looked, and the next one will see it.
   */
  private static final class Aborted extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient SQLException reason;

    Aborted(SQLException reason) {
      super(null, reason, false, false);
      this.reason = reason;
    }

    boolean isDuplicate() {
      return SqlErrors.kind(reason) == SqlErrors.Kind.DUPLICATE;
    }
  }
}
