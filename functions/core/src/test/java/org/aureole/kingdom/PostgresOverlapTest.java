package org.aureole.kingdom;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import org.aureole.interleaving.Orders;
import org.aureole.interleaving.PausingConnections;
import org.aureole.interleaving.PausingDatabases;
import org.aureole.interleaving.Played;
import org.aureole.interleaving.Point;
import org.aureole.interleaving.Turns;
import org.aureole.platform.sql.PostgresTestDatabases;
import org.aureole.platform.sql.TestDatabases;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The two transactions that decide about one Measurement, truly at the same time: PostgreSQL lets
 * them overlap, holds one up at the other's row, and gives one up that cannot be serialized, which
 * is then run again.
 */
@Tag("store")
class PostgresOverlapTest extends KingdomContract {
  private static final int PARTS = 3;

  private final Turns turns = new Turns(PostgresTestDatabases::waits);
  private final Orders orders = new Orders(turns);
  private int played;
  private int aborted;
  private int held;

  @Override
  protected TestDatabases databases() {
    return new PausingDatabases(
        new PostgresTestDatabases(source -> PausingConnections.of(source, turns)), turns);
  }

  @ParameterizedTest
  @EnumSource(Meeting.class)
  void whereverTheyOverlapOneComesFirst(Meeting meeting) {
    Orders.Tally tally =
        orders.ofParts(
            PARTS,
            PARTS,
            number -> {
              MeasurementRace race = race(meeting, "parts", number);
              turns.pauseAt(Point.inThreeParts(race.decisive()));
              return race.overlapping();
            });
    assertThat(tally.orders()).isEqualTo(20);
    assertThat(tally.aborted()).as("orders with an abort of %s", meeting).isPositive();
    count(tally);
  }

  @ParameterizedTest
  @EnumSource(
      value = Meeting.class,
      names = {"CANCEL_AND_RESULT", "REFUSE_AND_FULFILL", "REVOKE_AND_CONFIRM"})
  void whereverOneIsInterruptedByTheWholeOtherOneComesFirst(Meeting meeting) {
    Orders.Tally tally =
        orders.withOneInterruption(number -> {
          MeasurementRace race = race(meeting, "stops", number);
          turns.pauseAt(Point.atEveryStatement(race.decisive()));
          return race.overlapping();
        });
    assertThat(tally.orders()).as("statements of %s", meeting).isGreaterThan(20);
    assertThat(tally.aborted()).as("orders with an abort of %s", meeting).isPositive();
    count(tally);
  }

  /** PostgreSQL then tells of the first one's result as of a duplicate, not of a conflict. */
  @Test
  void anAnswerThatComesAgainWhileItIsWrittenIsAnsweredAlike() {
    MeasurementRace race = race(Meeting.ONE_ANSWER_TWICE, "named", 0);
    turns.pauseAt(Point.inThreeParts(race.decisive()));
    Played played = orders.one(List.of(0, 0, 1, 0, 1, 1), race.overlapping());
    assertThat(played.aborts()).isEqualTo(1);
    assertThat(played.replies()).allSatisfy(reply -> assertThat(reply.refusal()).isEmpty());
  }

  @Test
  void whereverARepeatedRequestOverlapsItCreatesOneMeasurement() {
    overlap(number -> CreationRace.twice(market, "created-" + number));
  }

  @Test
  void whereverARevocationOverlapsNoMeasurementRestsOnTheCertificate() {
    overlap(number -> CreationRace.whileRevoking(market, "revoked-" + number));
  }

  private void overlap(IntFunction<CreationRace> races) {
    Orders.Tally tally =
        orders.ofParts(
            PARTS,
            PARTS,
            number -> {
              CreationRace race = races.apply(number);
              turns.pauseAt(Point.inThreeParts(race.decisive()));
              return race;
            });
    assertThat(tally.orders()).isEqualTo(20);
    assertThat(tally.aborted()).as("orders with an abort").isPositive();
    count(tally);
  }

  private MeasurementRace race(Meeting meeting, String how, int number) {
    String id = meeting.name().toLowerCase(Locale.ROOT).replace('_', '-');
    return meeting.race(market, id + "-" + how + "-" + number);
  }

  private void count(Orders.Tally tally) {
    played += tally.orders();
    aborted += tally.aborted();
    held += tally.held();
  }

  @AfterEach
  void renewRevokedKeys() {
    Meeting.renewRevokedKeys(market);
  }

  @AfterAll
  void report() {
    System.out.println(
        "lane part: overlaps of transactions, PostgreSQL: "
            + played
            + ", in "
            + held
            + " one waited for the other, in "
            + aborted
            + " one was run again");
  }
}
