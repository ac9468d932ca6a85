package org.aureole.local.cli.provider;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.aureole.v1.BudgetDay;

/**
 * Days in a row of which the same is used by the same consumer.
 *
 * @param first the first of them
 * @param last the last day
 */
record BudgetRun(BudgetDay first, LocalDate last) {
  /** The runs, in the order of the days. */
  static List<BudgetRun> of(List<BudgetDay> days) {
    List<BudgetRun> runs = new ArrayList<>();
    for (BudgetDay day : days) {
      LocalDate date = LocalDate.parse(day.getDay());
      BudgetRun before = runs.isEmpty() ? null : runs.get(runs.size() - 1);
      if (before != null && before.goesOnWith(day, date)) {
        runs.set(runs.size() - 1, new BudgetRun(before.first, date));
      } else {
        runs.add(new BudgetRun(day, date));
      }
    }
    return runs;
  }

  private boolean goesOnWith(BudgetDay day, LocalDate date) {
    return date.equals(last.plusDays(1))
        && day.toBuilder().setDay(first.getDay()).build().equals(first);
  }

  /** For people: a day, or the first and the last. */
  String days() {
    return first.getDay().equals(last.toString()) ? first.getDay() : first.getDay() + " to " + last;
  }
}
