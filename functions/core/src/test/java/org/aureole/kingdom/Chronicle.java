package org.aureole.kingdom;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.aureole.model.lifecycle.Lifecycle;
import org.aureole.model.lifecycle.Lifecycles;
import org.aureole.platform.sql.History;
import org.aureole.platform.sql.Tx;

/**
 * What the rows of one Measurement tell of its whole life: every step is one that the lifecycles
 * have, what belongs together was done in one transaction, nothing was counted twice, and everybody
 * was told once of each step. Needs a clock that shows each transaction another time.
 */
final class Chronicle {
  private final String measurement;
  private final boolean computed;
  private final Map<String, List<History.Change>> changes = new TreeMap<>();
  private final Map<String, String> states = new LinkedHashMap<>();
  private final List<String> results;
  private final long unsent;

  private Chronicle(Tx tx, String measurement, String computation) {
    this.measurement = measurement;
    this.computed = !computation.isEmpty();
    remember(tx, "select name, state, version from measurements where name = ?", measurement);
    remember(
        tx, "select name, state, version from requisitions where measurement = ?", measurement);
    remember(
        tx,
        "select name, state, version from computation_participants where computation = ?",
        computation);
    states.keySet().forEach(entity -> changes.put(entity, History.of(tx, entity)));
    results =
        tx.query(
            "select party from results where measurement = ?",
            row -> row.string("party"),
            measurement);
    unsent =
        tx.one("select count(*) as unsent from outbox", row -> row.longValue("unsent"))
            .orElseThrow();
  }

  private void remember(Tx tx, String sql, String argument) {
    tx.query(
            sql,
            row -> Map.entry(row.string("name"), row.string("state") + row.longValue("version")),
            argument)
        .forEach(row -> states.put(row.getKey(), row.getValue()));
  }

  /**
   * Checks a Measurement about which {@link TestMarket#sent} holds everything since its creation.
   *
   * @param computation empty for Direct
   */
  static void check(TestMarket market, String measurement, String computation) {
    Chronicle chronicle =
        market.database.read("readChronicle", tx -> new Chronicle(tx, measurement, computation));
    chronicle.changes.forEach(chronicle::checkSteps);
    chronicle.checkTogether();
    chronicle.checkResults();
    assertThat(chronicle.unsent).as("messages left in the outbox").isZero();
    assertThat(market.told(measurement).stream().map(told -> told.split(" ", 2)[0]).toList())
        .as("who was told")
        .containsExactlyInAnyOrderElementsOf(chronicle.notices());
  }

  /** The history is an unbroken way through the lifecycle to the state in which the row is. */
  private void checkSteps(String entity, List<History.Change> steps) {
    assertThat(steps).as(entity).isNotEmpty();
    Lifecycle<?> lifecycle =
        Lifecycles.all().stream()
            .filter(candidate -> candidate.name().equals(steps.get(0).kind()))
            .findFirst()
            .orElseThrow();
    Optional<String> at = Optional.empty();
    long version = 0;
    for (History.Change step : steps) {
      assertThat(step.version()).as("%s", steps).isEqualTo(++version);
      assertThat(step.from()).as("%s", steps).isEqualTo(at);
      checkStep(lifecycle, step);
      at = Optional.of(step.to());
    }
    assertThat(states.get(entity)).as(entity).isEqualTo(at.orElseThrow() + version);
  }

  private static <S extends Enum<S>> void checkStep(Lifecycle<S> lifecycle, History.Change step) {
    S to = lifecycle.parse(step.to());
    boolean allowed =
        step.from()
            .map(from -> lifecycle.allows(lifecycle.parse(from), to))
            .orElseGet(() -> lifecycle.initial().contains(to));
    assertThat(allowed).as("%s", step).isTrue();
  }

  /** A step of the Measurement and what it brings along, or what brought it about. */
  private void checkTogether() {
    for (History.Change step : changes.get(measurement)) {
      switch (step.to()) {
        case "FAILED", "CANCELLED" -> {
          assertAll(entering("WITHDRAWN"), step);
          assertAll(entering("REFUSED"), step);
        }
        case "PENDING_PARTICIPANT_CONFIRMATION" -> assertOneOf(entering("FULFILLED"), step);
        case "PENDING_COMPUTATION" -> assertOneOf(entering("READY"), step);
        case "SUCCEEDED" -> {
          if (!computed) {
            assertOneOf(entering("FULFILLED"), step);
          }
        }
        case "PENDING_REQUISITION_FULFILLMENT" -> {
          assertAll(entering("UNFULFILLED"), step);
          if (computed) {
            assertOneOf(entering("REQUISITION_PARAMS_SET"), step);
          }
        }
        default -> assertThat(step.version()).as("%s", step).isEqualTo(1);
      }
    }
  }

  private List<History.Change> entering(String state) {
    return changes.values().stream()
        .flatMap(List::stream)
        .filter(change -> change.to().equals(state))
        .toList();
  }

  private static void assertAll(List<History.Change> changes, History.Change step) {
    assertThat(changes)
        .allSatisfy(change -> {
          assertThat(change.at()).as("%s with %s", change, step).isEqualTo(step.at());
          assertThat(change.transaction()).isEqualTo(step.transaction());
        });
  }

  /** Whoever did the last of these also did the step. */
  private static void assertOneOf(List<History.Change> changes, History.Change step) {
    assertThat(changes)
        .as("the last of these with %s", step)
        .anySatisfy(change -> assertAll(List.of(change), step));
  }

  /** One result for each answer that counts, and none of a Computation that did not end well. */
  private void checkResults() {
    boolean succeeded = !entering("SUCCEEDED").isEmpty();
    int expected = computed ? (succeeded ? 1 : 0) : entering("FULFILLED").size();
    assertThat(results).as("results").hasSize(expected);
  }

  /** Who must have been told, once for each time. */
  private List<String> notices() {
    List<String> notices = new ArrayList<>();
    List<String> duchies =
        states.keySet().stream()
            .filter(entity -> entity.contains("/participants/"))
            .map(entity -> entity.replaceAll(".*/", "duchies/"))
            .toList();
    changes.get(measurement).forEach(step -> notices.addAll(duchies));
    changes.forEach((entity, steps) -> {
      if (entity.contains("/requisitions/")) {
        String provider = entity.replaceAll("/requisitions/.*", "");
        steps.stream().filter(Chronicle::isTold).forEach(step -> notices.add(provider));
      }
    });
    return notices;
  }

  private static boolean isTold(History.Change step) {
    return step.to().equals("UNFULFILLED")
        || (step.to().equals("WITHDRAWN") && step.from().equals(Optional.of("UNFULFILLED")));
  }
}
