package org.aureole.pipelines.population;

/**
 * Consecutive VIDs.
 *
 * @param first the first VID, at least 1
 * @param last the last VID, inclusive, at most 2³¹ − 1
 * @param subPopulation the index of the sub-population that they belong to
 */
public record VidRange(long first, long last, int subPopulation) {
  /** The number of VIDs. */
  public long size() {
    return last - first + 1;
  }
}
