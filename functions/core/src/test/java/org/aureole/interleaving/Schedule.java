package org.aureole.interleaving;

import java.util.List;

/** Says who goes on next. */
@FunctionalInterface
public interface Schedule {
  /**
   * The actor that goes on to its next pause.
   *
   * @param ready those that pause, by their place in the race, in ascending order; never empty
   * @return one of them
   */
  int next(List<Integer> ready);
}
