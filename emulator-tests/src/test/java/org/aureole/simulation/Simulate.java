package org.aureole.simulation;

import java.time.Duration;
import java.time.Instant;

/** What {@code scripts/simulate} runs. */
public final class Simulate {
  private Simulate() {}

  public static void main(String[] arguments) {
    long from = Long.parseLong(arguments[0]);
    long count = Long.parseLong(arguments[1]);
    try (Simulation simulation = new Simulation()) {
      Instant begin = Instant.now();
      long operations = 0;
      long faults = 0;
      long failures = 0;
      for (long seed = from; seed < from + count; seed++) {
        Instant start = Instant.now();
        Simulation.Outcome outcome = simulation.run(seed);
        operations += outcome.operations();
        faults += outcome.faults().size();
        System.out.println(
            seed
                + " "
                + Duration.between(start, Instant.now()).toMillis()
                + " ms, "
                + outcome.operations()
                + " operations, "
                + outcome.faults().size()
                + " faults: "
                + outcome.endings());
        if (!outcome.violations().isEmpty()) {
          failures++;
          outcome.violations().stream().limit(10).forEach(v -> System.out.println("   VIOLATION " + v));
          outcome.faults().stream().limit(60).forEach(v -> System.out.println("      fault " + v));
          simulation.log().stream().skip(Math.max(0, simulation.log().size() - 40)).forEach(v -> System.out.println("      log " + v));
        }
      }
      System.out.println(
          count + " seeds, " + operations + " operations, " + faults + " faults, " + failures
              + " failures, " + Duration.between(begin, Instant.now()).toSeconds() + " s");
    }
    System.exit(0);
  }
}
