package org.aureole.edp.events;

/**
 * Where a VID stands in the frequency vector of one computation: the order of the VID universe cut
 * to the sampling interval. Pure and safe for use by several threads.
 */
@FunctionalInterface
public interface VidIndex {
  /** The VID belongs to the population, but not to the sample. */
  int NOT_SAMPLED = -1;

  /** The VID does not belong to the population. */
  int NOT_IN_POPULATION = -2;

  /** The index, 0 to sample size − 1, or {@link #NOT_SAMPLED} or {@link #NOT_IN_POPULATION}. */
  int indexOf(long vid);
}
