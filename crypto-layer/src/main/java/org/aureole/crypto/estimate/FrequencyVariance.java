package org.aureole.crypto.estimate;

/**
 * The variances of a frequency distribution, as a function of what was found, or of what one
 * expects to find. All are at least 0.
 *
 * <p>In every method, {@code frequency} is k in [1, F], {@code ratio} the (k-plus) ratio in [0, 1],
 * and {@code reach} the reach R in persons.
 */
public sealed interface FrequencyVariance
    permits DirectVariance.Frequency, HmssVariance, LegionsVariance {
  /** Of the part of the reached that were reached k times (F: F times and more). */
  double ofRatio(int frequency, double ratio, double reach);

  /** Of the number of persons reached k times (F: F times and more). */
  double ofCount(int frequency, double ratio, double reach);

  /** Of the part of the reached that were reached k times or more. */
  double ofKPlusRatio(int frequency, double ratio, double reach);

  /** Of the number of persons reached k times or more. */
  double ofKPlusCount(int frequency, double ratio, double reach);
}
