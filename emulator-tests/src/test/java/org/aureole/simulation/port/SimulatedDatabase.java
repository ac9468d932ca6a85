package org.aureole.simulation.port;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.aureole.platform.sql.Database;
import org.aureole.platform.sql.JdbcDatabase;
import org.aureole.simulation.world.Fault;
import org.aureole.simulation.world.VirtualClock;
import org.aureole.simulation.world.World;

/**
 * A party's real database, on PostgreSQL, in a world: before and after every transaction there is a
 * place where the process may wait or die, and commits may be undone, lost, or lose their answer.
 * Between two worlds its tables are set back to how they were when {@link #remember} was called.
 */
public final class SimulatedDatabase implements Database {
  private static final int CONNECTIONS = 2;

  private final Supplier<World> world;
  private final HikariDataSource kept;
  private final JdbcDatabase real;
  private final TableSnapshot snapshot;
  private final ThreadLocal<String> writing = new ThreadLocal<>();

  /**
   * @param world the world that now is; empty at first, while nothing goes wrong
   */
  public SimulatedDatabase(DataSource source, VirtualClock clock, Supplier<World> world) {
    this.world = world;
    this.kept = kept(source);
    this.real = JdbcDatabase.pooled(new FaultyDataSource(kept, this::commit), CONNECTIONS, clock);
    this.snapshot = new TableSnapshot(kept);
  }

  /**
   * The connections below those that break: only the one that the party sees is thrown away, for
   * the server takes long to make another.
   */
  private static HikariDataSource kept(DataSource source) {
    HikariDataSource pool = new HikariDataSource();
    pool.setDataSource(source);
    pool.setMaximumPoolSize(4 * CONNECTIONS);
    pool.setMinimumIdle(0);
    pool.setMaxLifetime(0);
    return pool;
  }

  /** Keeps every row as it is now. */
  public void remember() {
    snapshot.take();
  }

  /** Sets every table back to the rows that were kept. */
  public void reset() {
    snapshot.restore();
  }

  /** The database as it is, for those who look on. */
  public JdbcDatabase real() {
    return real;
  }

  @Override
  public <T> T inTransaction(String name, Work<T> work) {
    point("before " + name);
    T result;
    writing.set(name);
    try {
      result = real.inTransaction(name, work);
    } finally {
      writing.remove();
    }
    point("after " + name);
    return result;
  }

  @Override
  public <T> T read(String name, Work<T> work) {
    point("before " + name);
    return real.read(name, work);
  }

  private void point(String place) {
    World now = world.get();
    if (now != null) {
      now.point(place);
    }
  }

  private void commit(FaultyDataSource.Commit commit) throws SQLException {
    World now = world.get();
    String name = writing.get();
    if (now == null || name == null) {
      commit.run();
      return;
    }
    String place = now.activity() + " " + name;
    if (now.schedule().strikes(Fault.ABORT, place)) {
      throw new SQLException("undone by the world", "40001");
    }
    if (now.schedule().strikes(Fault.LOSE_COMMIT, place)) {
      throw new SQLException("broken by the world before the commit", "08006");
    }
    commit.run();
    if (now.schedule().strikes(Fault.LOSE_COMMIT_ANSWER, place)) {
      throw new SQLException("broken by the world after the commit", "08006");
    }
    now.killAt(Fault.FORGET_SENDING, "commit of " + name);
  }

  @Override
  public void close() {
    real.close();
    kept.close();
  }
}
