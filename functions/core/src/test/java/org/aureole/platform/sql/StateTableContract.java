package org.aureole.platform.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.lifecycle.Lifecycle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What {@link StateTable} does on every database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class StateTableContract {
  private enum Lamp {
    OFF,
    ON,
    BROKEN
  }

  private static final Lifecycle<Lamp> LIFECYCLE =
      Lifecycle.of("Lamp", Lamp.class)
          .startsAs(Lamp.OFF)
          .from(Lamp.OFF, Lamp.ON, Lamp.BROKEN)
          .from(Lamp.ON, Lamp.OFF, Lamp.BROKEN)
          .build();
  private static final StateTable<Lamp> LAMPS = StateTable.of("contract_lamps", LIFECYCLE);

  private final TestClock clock = new TestClock();
  private Database database;

  protected abstract TestDatabases databases();

  @BeforeAll
  void open() {
    database = databases().create(clock, "contract");
  }

  @AfterAll
  void close() {
    if (database != null) {
      database.close();
    }
  }

  @BeforeEach
  void clear() {
    database.run(
        "clear",
        tx -> {
          tx.update("delete from contract_lamps where name <> ''");
          tx.update("delete from history where entity <> ''");
        });
  }

  @Test
  void aNewRowIsAtVersionOneAndHasAHistory() {
    database.run("create", tx -> create(tx, "lamps/1"));

    assertThat(current("lamps/1")).contains(new StateTable.Current<>(Lamp.OFF, 1));
    assertThat(history("lamps/1"))
        .containsExactly(
            new History.Change(
                "lamps/1",
                "Lamp",
                1,
                Optional.empty(),
                "OFF",
                clock.instant(),
                "user",
                "create",
                "new"));
  }

  @Test
  void aRowDoesNotStartInALaterState() {
    assertThatThrownBy(() ->
            database.run(
                "create", tx -> LAMPS.insert(tx, "lamps/1", Lamp.ON, Columns.none(), "user", "")))
        .hasMessageContaining("does not start as ON");
  }

  @Test
  void aTransitionCountsTheVersionAndRecordsItself() {
    database.run("create", tx -> create(tx, "lamps/1"));
    long version =
        database.inTransaction(
            "switchOn",
            tx ->
                LAMPS.transition(
                    tx,
                    "lamps/1",
                    Lamp.OFF,
                    Lamp.ON,
                    Columns.of("colour", "red"),
                    "switch",
                    "by hand"));

    assertThat(version).isEqualTo(2);
    assertThat(current("lamps/1")).contains(new StateTable.Current<>(Lamp.ON, 2));
    assertThat(history("lamps/1"))
        .element(1)
        .isEqualTo(
            new History.Change(
                "lamps/1",
                "Lamp",
                2,
                Optional.of("OFF"),
                "ON",
                clock.instant(),
                "switch",
                "switchOn",
                "by hand"));
    Optional<String> colour =
        database.read(
            "read",
            tx ->
                tx.one(
                    "select colour from contract_lamps where name = ?",
                    row -> row.string("colour"),
                    "lamps/1"));
    assertThat(colour).contains("red");
  }

  @Test
  void aRowInAnotherStateIsNamedAndLeftAlone() {
    database.run("create", tx -> create(tx, "lamps/1"));

    assertThatThrownBy(() ->
            database.run(
                "switchOff",
                tx -> LAMPS.transition(tx, "lamps/1", Lamp.ON, Lamp.OFF, "switch", "")))
        .asInstanceOf(type(DomainException.class))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION))
        .extracting(Throwable::getMessage)
        .isEqualTo("lamps/1 is OFF; only ON can become OFF");

    assertThat(current("lamps/1")).contains(new StateTable.Current<>(Lamp.OFF, 1));
    assertThat(history("lamps/1")).hasSize(1);
  }

  @Test
  void aMissingRowIsNotFound() {
    assertThatThrownBy(() ->
            database.run(
                "switchOn", tx -> LAMPS.transition(tx, "lamps/0", Lamp.OFF, Lamp.ON, "switch", "")))
        .asInstanceOf(type(DomainException.class))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
  }

  @Test
  void aStepThatTheLifecycleLacksIsOurFault() {
    database.run("create", tx -> create(tx, "lamps/1"));

    assertThatThrownBy(() ->
            database.run(
                "repair",
                tx -> LAMPS.transition(tx, "lamps/1", Lamp.BROKEN, Lamp.ON, "repair", "")))
        .asInstanceOf(type(DomainException.class))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL));
  }

  @Test
  void aSecondRowOfANameIsRefusedOrLeftAlone() {
    database.run("create", tx -> create(tx, "lamps/1"));

    assertThatThrownBy(() -> database.run("again", tx -> create(tx, "lamps/1")))
        .asInstanceOf(type(DomainException.class))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_EXISTS));
    boolean isNew =
        database.inTransaction(
            "again",
            tx -> LAMPS.insertIfAbsent(tx, "lamps/1", Lamp.OFF, Columns.none(), "user", ""));
    assertThat(isNew).isFalse();
    assertThat(history("lamps/1")).hasSize(1);
  }

  @Test
  void aFailureAfterATransitionUndoesItAndItsHistory() {
    database.run("create", tx -> create(tx, "lamps/1"));

    assertThatThrownBy(() ->
            database.run(
                "switchOn",
                tx -> {
                  LAMPS.transition(tx, "lamps/1", Lamp.OFF, Lamp.ON, "switch", "");
                  throw new IllegalStateException("no");
                }))
        .isInstanceOf(IllegalStateException.class);

    assertThat(current("lamps/1")).contains(new StateTable.Current<>(Lamp.OFF, 1));
    assertThat(history("lamps/1")).hasSize(1);
  }

  @Test
  void ofManyAtOnceOneMakesTheStep() throws Exception {
    database.run("create", tx -> create(tx, "lamps/1"));
    AtomicInteger won = new AtomicInteger();
    AtomicInteger refused = new AtomicInteger();

    Contenders.run(
        databases().contenders(),
        () -> {
          try {
            database.run(
                "break", tx -> LAMPS.transition(tx, "lamps/1", Lamp.OFF, Lamp.BROKEN, "storm", ""));
            won.incrementAndGet();
          } catch (DomainException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
            refused.incrementAndGet();
          }
        });

    assertThat(won).hasValue(1);
    assertThat(refused).hasValue(databases().contenders() - 1);
    assertThat(history("lamps/1")).hasSize(2);
  }

  @Test
  void theHistoryOfSeveralRowsIsInOrderAndHoldsNoOther() {
    List.of("lamps/1", "lamps/1/bulbs/1", "lamps/10", "lamps/1-")
        .forEach(name -> database.run("create", tx -> create(tx, name)));

    List<String> both =
        database.read(
            "read",
            tx ->
                History.of(tx, List.of("lamps/1/bulbs/1", "lamps/1", "lamps/none")).stream()
                    .map(History.Change::entity)
                    .toList());
    assertThat(both).containsExactly("lamps/1", "lamps/1/bulbs/1");
  }

  private static void create(Tx tx, String name) {
    LAMPS.insert(tx, name, Lamp.OFF, Columns.none(), "user", "new");
  }

  private Optional<StateTable.Current<Lamp>> current(String name) {
    return database.read("read", tx -> LAMPS.find(tx, name));
  }

  private List<History.Change> history(String name) {
    return database.read("read", tx -> History.of(tx, name));
  }
}
