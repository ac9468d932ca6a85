package org.aureole.crypto.vid;

import org.aureole.model.error.DomainException;

/**
 * A run of VID indices that wraps at the population's end; the layout of a frequency vector, whose
 * position 0 is the first index of the run. Immutable.
 *
 * @param first the first index, in [0, population)
 * @param length the number of indices, in [0, population]
 * @param population the number of VIDs P
 */
public record IndexRange(int first, int length, int population) {
  public IndexRange {
    if (population < 1 || first < 0 || first >= population || length < 0 || length > population) {
      throw DomainException.invalid(
          "indexRange",
          "first %d and length %d do not fit a population of %d"
              .formatted(first, length, population));
    }
  }

  /**
   * The position in the vector of an index in [0, population), or -1 if it is outside the range.
   * For the index -1 (an unknown VID) the answer is -1.
   */
  public int positionOf(int index) {
    if (index < 0 || index >= population) {
      return -1;
    }
    int offset = index - first;
    if (offset < 0) {
      offset += population;
    }
    return offset < length ? offset : -1;
  }

  public boolean contains(int index) {
    return positionOf(index) >= 0;
  }

  /** The index at a position in [0, length). */
  public int indexAt(int position) {
    int toEnd = population - first;
    return position < toEnd ? first + position : position - toEnd;
  }
}
