package org.aureole.interleaving;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.aureole.platform.sql.Database;
import org.aureole.platform.sql.JdbcDatabase;
import org.aureole.platform.sql.TestDatabases;

/**
 * Databases in which actors pause before each transaction. Their clock is ahead of the tests' by a
 * microsecond for each attempt at a transaction, so that the time of a row tells its transaction.
 */
public final class PausingDatabases implements TestDatabases {
  private final TestDatabases databases;
  private final Turns turns;

  public PausingDatabases(TestDatabases databases, Turns turns) {
    this.databases = Objects.requireNonNull(databases);
    this.turns = Objects.requireNonNull(turns);
  }

  @Override
  public Database create(InstantSource clock, String... schemas) {
    return new Pausing(databases.create(new Ticking(clock), schemas));
  }

  @Override
  public JdbcDatabase createEmpty(InstantSource clock) {
    return databases.createEmpty(clock);
  }

  @Override
  public String kind() {
    return databases.kind();
  }

  @Override
  public int contenders() {
    return databases.contenders();
  }

  private static final class Ticking implements InstantSource {
    private final InstantSource clock;
    private final AtomicLong ticks = new AtomicLong();

    Ticking(InstantSource clock) {
      this.clock = clock;
    }

    @Override
    public Instant instant() {
      return clock.instant().plus(ticks.incrementAndGet(), ChronoUnit.MICROS);
    }
  }

  private final class Pausing implements Database {
    private final Database database;

    Pausing(Database database) {
      this.database = database;
    }

    @Override
    public <T> T inTransaction(String name, Work<T> work) {
      turns.pause(new Point(Point.Kind.TRANSACTION, name));
      return database.inTransaction(
          name,
          tx -> {
            turns.enter(name);
            tx.afterCommit(() -> turns.committed(name));
            return work.run(tx);
          });
    }

    @Override
    public <T> T read(String name, Work<T> work) {
      turns.pause(new Point(Point.Kind.TRANSACTION, name));
      return database.read(
          name,
          tx -> {
            turns.enter(name);
            return work.run(tx);
          });
    }

    @Override
    public void close() {
      database.close();
    }
  }
}
