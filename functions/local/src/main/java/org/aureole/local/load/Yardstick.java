package org.aureole.local.load;

import java.time.Duration;
import org.HdrHistogram.Histogram;
import org.aureole.platform.sql.Database;

/** How long a transaction with a single {@code select 1} takes: what wall times are compared to. */
final class Yardstick {
  private static final int RUNS = 300;
  private static final int WARM_UP = 100;
  private static final String NAME = MarketCounts.OWN + "yardstick";

  private Yardstick() {}

  /** The median of some hundred, one after the other, in microseconds. */
  static double medianMicros(Database database) {
    Histogram micros = new Histogram(Duration.ofMinutes(1).toMillis() * 1000, 3);
    for (int run = 0; run < WARM_UP + RUNS; run++) {
      long start = System.nanoTime();
      database.read(NAME, tx -> tx.query("select 1 as one", row -> row.longValue("one")));
      if (run >= WARM_UP) {
        micros.recordValue(Math.max(1, (System.nanoTime() - start) / 1000));
      }
    }
    return micros.getValueAtPercentile(50);
  }
}
