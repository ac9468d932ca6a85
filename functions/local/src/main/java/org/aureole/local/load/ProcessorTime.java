package org.aureole.local.load;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.aureole.platform.sql.Database;

/**
 * How much processor time this process, with market and consumers, and the database's processes
 * have used. It says what a measurement costs even where other programs slow everything down.
 * Immutable.
 */
record ProcessorTime(Duration market, Map<Long, Duration> database) {
  private static final String NAME = MarketCounts.OWN + "processes";

  /** What was used up to now; the database's processes are those beside the one that answers. */
  static ProcessorTime now(Database any) {
    Map<Long, Duration> database = new HashMap<>();
    long backend =
        any.read(
            NAME,
            tx ->
                tx.one("select pg_backend_pid() as pid", row -> row.longValue("pid"))
                    .orElseThrow());
    ProcessHandle.of(backend)
        .flatMap(ProcessHandle::parent)
        .ifPresent(server ->
            Stream.concat(Stream.of(server), server.children())
                .forEach(process ->
                    process
                        .info()
                        .totalCpuDuration()
                        .ifPresent(used -> database.put(process.pid(), used))));
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
