package org.aureole.edp.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.aureole.interleaving.Orders;
import org.aureole.interleaving.PausingDatabases;
import org.aureole.interleaving.Point;
import org.aureole.interleaving.Turns;
import org.aureole.platform.sql.Database;
import org.aureole.platform.sql.TestClock;
import org.aureole.platform.sql.TestDatabases;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Two entries in one ledger at the same time, in every order. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class LedgerInterleavingContract {
  private static final Set<String> TRANSACTIONS = Set.of("one", "other");
  private static final List<String> BOTH = List.of("entered", "entered");
  private static final double RHO = 0.001;

  /** A person's budget bears it once, but not twice. */
  private static final double MOST = 0.008;

  private final Turns turns = turns();
  private final Orders orders = new Orders(turns);
  private Database database;
  private int races;
  private int played;

  /** Made for this kind of database. */
  protected abstract Turns turns();

  protected abstract TestDatabases databases(Turns turns);

  /** Whether {@link #databases} let two transactions overlap, and pause within them. */
  protected abstract boolean overlap();

  @BeforeAll
  void open() {
    database =
        new PausingDatabases(databases(turns), turns).create(new TestClock(), "trust", "edp");
  }

  @AfterAll
  void close() {
    if (database != null) {
      database.close();
      System.out.println(
          "lane part: orders of transactions, "
              + databases(turns).kind()
              + ": "
              + played
              + " of entries in one ledger");
    }
  }

  @Test
  void twoChargesThatFitAddUp() {
    play(consumer ->
        new LedgerRace(database, consumer, BOTH, 2, 2 * RHO)
            .charging("one", "r1", RHO)
            .charging("other", "r2", RHO));
  }

  @Test
  void ofTwoChargesOfWhichOneFitsOneIsRefused() {
    play(consumer ->
        new LedgerRace(
                database, consumer, List.of("entered", "INSUFFICIENT_PRIVACY_BUDGET"), 1, MOST)
            .charging("one", "r1", MOST)
            .charging("other", "r2", MOST));
  }

  @Test
  void oneRequisitionIsChargedOnce() {
    play(consumer ->
        new LedgerRace(database, consumer, BOTH, 1, RHO)
            .charging("one", "r1", RHO)
            .charging("other", "r1", RHO));
  }

  @Test
  void aRefundBesideAChargeTakesBackItsOwn() {
    play(consumer ->
        new LedgerRace(database, consumer, BOTH, 3, RHO)
            .after("r1", MOST)
            .refunding("one", "r1")
            .charging("other", "r2", RHO));
  }

  private void play(Function<String, LedgerRace> race) {
    String consumers = "mc-" + races++ + "-";
    turns.pauseAt(Point.betweenTransactions());
    int inTurn = orders.all(number -> race.apply(consumers + number)).orders();
    assertThat(inTurn).isEqualTo(2);
    played += inTurn;
    if (overlap()) {
      turns.pauseAt(Point.inThreeParts(TRANSACTIONS));
      Orders.Tally tally =
          orders.ofParts(3, 3, number -> race.apply(consumers + "overlap-" + number));
      assertThat(tally.orders()).isEqualTo(20);
      assertThat(tally.aborted()).as("orders with an abort").isPositive();
      played += tally.orders();
    }
  }
}
