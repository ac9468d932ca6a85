package org.aureole.local.cli.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.aureole.v1.BudgetDay;
import org.junit.jupiter.api.Test;

class BudgetRunTest {
  private static BudgetDay day(String consumer, String day, double used) {
    return BudgetDay.newBuilder()
        .setMeasurementConsumer("measurementConsumers/" + consumer)
        .setDay(day)
        .setUsedDelta(used)
        .build();
  }

  @Test
  void daysInARowWithTheSameUseAreOneLine() {
    List<BudgetRun> runs =
        BudgetRun.of(
            List.of(
                day("mc1", "2026-02-27", 1e-9),
                day("mc1", "2026-02-28", 1e-9),
                day("mc1", "2026-03-01", 1e-9),
                day("mc1", "2026-03-02", 2e-9),
                day("mc1", "2026-03-04", 2e-9),
                day("mc2", "2026-03-05", 2e-9)));

    assertThat(runs)
        .extracting(BudgetRun::days)
        .containsExactly("2026-02-27 to 2026-03-01", "2026-03-02", "2026-03-04", "2026-03-05");
    assertThat(runs.get(3).first().getMeasurementConsumer()).endsWith("mc2");
  }
}
