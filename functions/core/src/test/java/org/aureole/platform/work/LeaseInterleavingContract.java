package org.aureole.platform.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntFunction;
import org.aureole.interleaving.Orders;
import org.aureole.interleaving.PausingDatabases;
import org.aureole.interleaving.Turns;
import org.aureole.platform.sql.Database;
import org.aureole.platform.sql.TestClock;
import org.aureole.platform.sql.TestDatabases;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Two who act on one job, in every order of their transactions. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class LeaseInterleavingContract {
  private final Turns turns = new Turns();
  private final Orders orders = new Orders(turns);
  private final TestClock clock = new TestClock();
  private Database database;
  private int races;
  private int played;

  /** The databases to be used; they get their pauses here. */
  protected abstract TestDatabases databases();

  @BeforeAll
  void open() {
    database = new PausingDatabases(databases(), turns).create(clock, "contract");
  }

  @AfterAll
  void close() {
    if (database != null) {
      database.close();
      System.out.println(
          "lane part: orders of transactions, "
              + databases().kind()
              + ": "
              + played
              + " of jobs with one lease");
    }
  }

  @Test
  void ofTwoRunnersOneRunsTheJob() {
    assertThat(play(number -> LeaseRace.twoRunners(database, clock, number))).isEqualTo(8);
  }

  @Test
  void wheneverALeaseRunsOutTheWorkIsDoneOnce() {
    assertThat(play(number -> LeaseRace.takeOver(database, clock, turns, number))).isEqualTo(35);
  }

  @Test
  void aStaleRunAndItsReplacementDoTheWorkOnce() {
    assertThat(play(number -> LeaseRace.reclaim(database, clock, number))).isEqualTo(42);
  }

  @Test
  void noRequestIsLostWhileARunEnds() {
    assertThat(play(number -> LeaseRace.moreWork(database, clock, number))).isEqualTo(2);
  }

  private int play(IntFunction<Orders.Race> race) {
    int first = 1000 * races++;
    int tally = orders.all(number -> race.apply(first + number)).orders();
    played += tally;
    return tally;
  }
}
