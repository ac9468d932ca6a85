package org.aureole.simulation;

import java.util.List;
import java.util.Set;

/**
 * A failure that the simulation found, with the few faults that it took. Each was mended; it stays
 * here so that it does not come back.
 *
 * @param what what went wrong
 * @param faults as {@code scripts/simulate} printed them
 */
record FoundFailure(String what, long seed, Set<String> faults) {
  static final List<FoundFailure> ALL =
      List.of(
          new FoundFailure(
              "A process that died in the middle of reading a file of events left the file behind as"
                  + " broken, and the requisition was refused: the CSV reader wraps every throwable.",
              38,
              Set.of("KILL at KILL at job edp1 fulfill before open#2")));

  @Override
  public String toString() {
    return what;
  }
}
