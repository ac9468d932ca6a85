package org.aureole.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.aureole.simulation.Simulation.Outcome;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A few simulated worlds of every kind, and each failure that {@code scripts/simulate} ever found,
 * replayed with the faults that brought it about.
 */
@Tag("simulation")
class SimulationTest {
  private static final long FIRST_SEED = 1;
  private static final long SEEDS = 40;

  private static Simulation simulation;

  @BeforeAll
  static void begin() {
    simulation = new Simulation();
  }

  @AfterAll
  static void end() {
    simulation.close();
  }

  @Test
  void worldsInWhichEverythingGoesWrong() {
    List<String> failed = new ArrayList<>();
    long operations = 0;
    long faults = 0;
    for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
      Outcome outcome = simulation.run(seed);
      operations += outcome.operations();
      faults += outcome.faults().size();
      if (!outcome.violations().isEmpty()) {
        failed.add("scripts/simulate --seeds 1 --from " + seed + ": " + outcome.violations());
      }
    }
    System.out.printf(
        "lane part: %d worlds, %d operations, %d faults injected%n", SEEDS, operations, faults);
    assertThat(failed).isEmpty();
    assertThat(faults).isGreaterThan(SEEDS);
  }

  /** The same seed is the same world, or no failure could be looked into. */
  @Test
  void seedGivesTheSameWorldAgain() {
    Outcome first = simulation.run(7);
    Outcome second = simulation.run(7);
    assertThat(second.faults()).isEqualTo(first.faults());
    assertThat(second.operations()).isEqualTo(first.operations());
    assertThat(second.endings()).isEqualTo(first.endings());
    Outcome replayed = simulation.replay(7, Set.copyOf(first.faults()));
    assertThat(replayed.faults()).isEqualTo(first.faults());
    assertThat(replayed.operations()).isEqualTo(first.operations());
  }

  static List<FoundFailure> found() {
    return FoundFailure.ALL;
  }

  @ParameterizedTest
  @MethodSource("found")
  void failureFoundBefore(FoundFailure failure) {
    Outcome outcome = simulation.replay(failure.seed(), failure.faults());
    assertThat(outcome.faults()).as("its faults still happen").isNotEmpty();
    assertThat(outcome.violations()).isEmpty();
  }
}
