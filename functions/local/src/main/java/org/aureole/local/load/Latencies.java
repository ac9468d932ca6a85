package org.aureole.local.load;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** How long each operation took, in microseconds. Thread-safe. */
final class Latencies {
  private static final long LONGEST_MICROS = Duration.ofMinutes(10).toMillis() * 1000;
  private static final int DIGITS = 3;

  /** What a simulated consumer or data provider does. */
  enum Operation {
    EXPLAIN("explain"),
    CREATE_DIRECT("create, Direct"),
    CREATE_HMSS("create, HMSS"),
    GET("get"),
    LIST("list"),
    TIMELINE("timeline"),
    CANCEL("cancel"),
    LIST_REQUISITIONS("list requisitions"),
    DIRECT_RESULT("create until result, Direct"),
    HMSS_RESULT("create until result, HMSS");

    private final String label;

    Operation(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }

  private final Map<Operation, Histogram> histograms = new EnumMap<>(Operation.class);

  Latencies() {
    for (Operation operation : Operation.values()) {
      histograms.put(operation, new ConcurrentHistogram(LONGEST_MICROS, DIGITS));
    }
  }

  /**
   * Records one.
   *
   * @param nanos since the moment at which the operation was due, so that waiting for a busy client
   *     counts too
   */
  void record(Operation operation, long nanos) {
    histograms.get(operation).recordValue(Math.min(LONGEST_MICROS, Math.max(1, nanos / 1000)));
  }

  /** The values so far of one operation, in microseconds. */
  Histogram of(Operation operation) {
    return histograms.get(operation);
  }
}
