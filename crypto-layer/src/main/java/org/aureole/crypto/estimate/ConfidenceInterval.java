package org.aureole.crypto.estimate;

/**
 * A range that contains the truth with a stated probability. Immutable.
 *
 * @param lower at least 0
 * @param upper at least lower
 */
public record ConfidenceInterval(double lower, double upper) {
  public boolean contains(double truth) {
    return lower <= truth && truth <= upper;
  }
}
