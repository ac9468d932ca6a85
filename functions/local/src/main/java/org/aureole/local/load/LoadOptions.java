package org.aureole.local.load;

import java.time.Duration;
import java.util.List;

/**
 * How much load to make. Immutable.
 *
 * @param firstRate visits a second of the first step
 * @param lastRate no step is above it
 * @param step how long a step lasts
 * @param open how many open Measurements there are when the cost of one more is counted
 * @param throughApi how many of the open Measurements are created through the API; the others are
 *     copies of their rows
 * @param parties how many data providers there are, likewise
 * @param eventGroups how many event groups one data provider has, likewise
 * @param probes how many Measurements each count is the mean of
 */
record LoadOptions(
    double firstRate,
    double lastRate,
    Duration step,
    List<Integer> open,
    int throughApi,
    List<Integer> parties,
    List<Integer> eventGroups,
    int probes) {
  static LoadOptions full() {
    return new LoadOptions(
        0.5,
        64,
        Duration.ofSeconds(20),
        List.of(100, 1_000, 10_000),
        100,
        List.of(4, 40),
        List.of(1, 10, 100, 1_000),
        10);
  }

  /** For about a minute. */
  static LoadOptions quick() {
    return new LoadOptions(
        1, 4, Duration.ofSeconds(5), List.of(20, 200), 20, List.of(4, 8), List.of(1, 10), 2);
  }
}
