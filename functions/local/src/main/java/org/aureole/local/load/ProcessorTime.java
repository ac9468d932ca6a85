package org.aureole.local.load;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How much processor time this process, with market and consumers, and the database's processes
 * have used. It says what a measurement costs even where other programs slow everything down.
 * Immutable.
 */
record ProcessorTime(Duration market, Map<Long, Duration> database) {
  static ProcessorTime now() {
    Map<Long, Duration> database = new HashMap<>();
    try (Stream<ProcessHandle> processes = ProcessHandle.current().descendants()) {
      processes.forEach(process ->
          process.info().totalCpuDuration().ifPresent(used -> database.put(process.pid(), used)));
    }
    Duration own = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    return new ProcessorTime(own, Map.copyOf(database));
  }

  /** Of this process since an earlier moment, in milliseconds. */
  double marketMillisSince(ProcessorTime earlier) {
    return market.minus(earlier.market).toNanos() / 1e6;
  }

  /**
   * Of the database since an earlier moment, in milliseconds; without the little that processes
   * used which have ended since.
   */
  double databaseMillisSince(ProcessorTime earlier) {
    return database.entrySet().stream()
        .mapToDouble(entry ->
            entry
                    .getValue()
                    .minus(earlier.database.getOrDefault(entry.getKey(), Duration.ZERO))
                    .toNanos()
                / 1e6)
        .sum();
  }
}
