package org.aureole.simulation;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.aureole.simulation.market.History;
import org.aureole.simulation.market.LogWatch;
import org.aureole.simulation.market.Town;
import org.aureole.simulation.world.Chance;
import org.aureole.simulation.world.Fault;
import org.aureole.simulation.world.Schedule;

/** Runs worlds, one seed each, in a town that they share. Not thread-safe. */
public final class Simulation implements AutoCloseable {
  private final Town town = new Town();
  private final LogWatch log = LogWatch.install();

  /**
   * How a world went.
   *
   * @param violations what should not have been; empty if all is well
   * @param faults every fault that happened, by kind and place
   * @param operations how many calls of ports there were
   */
  public record Outcome(
      long seed, List<String> violations, List<String> faults, long operations, String endings) {}

  /** Runs the world of a seed. */
  public Outcome run(long seed) {
    return run(seed, Optional.empty());
  }

  /** Runs the world of a seed with those faults only. */
  public Outcome replay(long seed, Set<String> faults) {
    return run(seed, Optional.of(faults));
  }

  private Outcome run(long seed, Optional<Set<String>> only) {
    Chance chance = new Chance(seed);
    Set<Fault> possible = Character.of(chance).faults();
    Schedule schedule =
        only.map(faults -> Schedule.replay(chance, possible, faults))
            .orElseGet(() -> Schedule.random(chance, possible));
    log.reset();
    try (History history = new History(town.open(chance, schedule, seed), log)) {
      List<String> violations;
      try {
        history.happen();
        violations = history.violations();
      } catch (RuntimeException | AssertionError e) {
        // One of those in it was given an error that it did not reckon with.
        violations = List.of("the world came to its end: " + stackTrace(e));
      }
      return new Outcome(
          seed, violations, schedule.happened(), history.operations(), history.endings());
    }
  }

  private static String stackTrace(Throwable error) {
    StringWriter text = new StringWriter();
    error.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  /** The last lines that the parties of the last world logged. */
  public List<String> log() {
    return log.recent();
  }

  @Override
  public void close() {
    town.close();
  }
}
