package org.aureole.simulation;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Finds few faults that make a world fail, by leaving out ever smaller parts of those that happened
 * (delta debugging: Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input",
 * IEEE TSE 28, 2002). The result fails; without any one of its faults, it did not.
 */
final class Minimiser {
  private final Predicate<Set<String>> fails;
  private int left;

  /**
   * @param fails whether a world with those faults still fails
   * @param attempts how many worlds may be run
   */
  Minimiser(Predicate<Set<String>> fails, int attempts) {
    this.fails = fails;
    this.left = attempts;
  }

  /** Few of the faults, in their order; all of them where a replay does not fail. */
  List<String> minimise(List<String> faults) {
    if (!stillFails(faults)) {
      return faults;
    }
    List<String> current = new ArrayList<>(faults);
    int part = Math.max(1, current.size() / 2);
    while (left > 0) {
      boolean shrunk = false;
      for (int from = 0; from < current.size() && left > 0; ) {
        List<String> fewer = new ArrayList<>(current);
        fewer.subList(from, Math.min(current.size(), from + part)).clear();
        if (stillFails(fewer)) {
          current = fewer;
          shrunk = true;
        } else {
          from += part;
        }
      }
      if (part == 1 && !shrunk) {
        break;
      }
      part = Math.max(1, Math.min(part / 2, current.size() / 2));
    }
    return current;
  }

  private boolean stillFails(List<String> faults) {
    left--;
    return fails.test(new LinkedHashSet<>(faults));
  }
}
