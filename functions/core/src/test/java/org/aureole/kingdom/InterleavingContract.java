package org.aureole.kingdom;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.aureole.interleaving.Orders;
import org.aureole.interleaving.PausingDatabases;
import org.aureole.interleaving.Point;
import org.aureole.interleaving.Turns;
import org.aureole.platform.sql.TestDatabases;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two calls at the same time about one Measurement, in every order of their transactions. */
public abstract class InterleavingContract extends KingdomContract {
  private final Turns turns = new Turns();
  private final Orders orders = new Orders(turns);
  private int pairs;
  private int played;

  /**
   * Before and after those that bear on the Measurement: the caller's identity is read, and sent
   * messages are taken out of the outbox.
   */
  private static final Set<String> AROUND =
      Set.of("findPrincipal", "settleOutbox", "listEndedMeasurements");

  /**
   * Whether the actors pause before all of their transactions, or only before those that bear on
   * the Measurement: of all there are six times as many orders.
   */
  protected abstract boolean ofAll();

  /** The databases to be used; they get their pauses here. */
  protected abstract TestDatabases plainDatabases();

  @Override
  protected final TestDatabases databases() {
    return new PausingDatabases(plainDatabases(), turns);
  }

  @BeforeAll
  void choosePauses() {
    Predicate<Point> all = Point.betweenTransactions();
    turns.pauseAt(ofAll() ? all : all.and(point -> !AROUND.contains(point.name())));
  }

  @ParameterizedTest
  @EnumSource(Meeting.class)
  void inEveryOrderTheFirstDecidesAndTheOtherSeesIt(Meeting meeting) {
    String id = meeting.name().toLowerCase(Locale.ROOT).replace('_', '-');
    Orders.Tally tally = orders.all(number -> meeting.race(market, id + "-" + number));
    assertThat(count(tally))
        .as("orders of %s", meeting)
        .isEqualTo(ofAll() ? meeting.orders() : meeting.settlements());
  }

  @Test
  void inEveryOrderARepeatedRequestCreatesOneMeasurement() {
    Orders.Tally tally = orders.all(number -> CreationRace.twice(market, "created-" + number));
    assertThat(count(tally)).isEqualTo(ofAll() ? 14 : 2);
  }

  @Test
  void inEveryOrderNoMeasurementRestsOnARevokedCertificate() {
    Orders.Tally tally =
        orders.all(number -> CreationRace.whileRevoking(market, "revoked-" + number));
    assertThat(count(tally)).isEqualTo(ofAll() ? 23 : 3);
  }

  private int count(Orders.Tally tally) {
    pairs++;
    played += tally.orders();
    return tally.orders();
  }

  @AfterEach
  void renewRevokedKeys() {
    Meeting.renewRevokedKeys(market);
  }

  @AfterAll
  void report() {
    System.out.println(
        "lane part: orders of transactions, "
            + plainDatabases().kind()
            + ": "
            + played
            + " of "
            + pairs
            + " pairs at one Measurement");
  }
}
