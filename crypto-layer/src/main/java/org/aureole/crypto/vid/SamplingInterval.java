package org.aureole.crypto.vid;

import java.math.BigInteger;
import org.aureole.model.error.DomainException;

/**
 * The part of the population that a measurement looks at: an arc of the unit circle in fixed-point
 * numbers of 2⁻³², wrapping at 1. Immutable.
 *
 * <p>Exact integers make every party cut at the same VID, whatever the population's size; decimal
 * or 32-bit floating-point bounds would not.
 *
 * @param start where the arc begins, in [0, 2³²)
 * @param width how long it is, in (0, 2³²]; 2³² is the whole population
 */
public record SamplingInterval(long start, long width) {
  private static final int FRACTION_BITS = 32;

  /** The number of units of the circle, 2³². */
  public static final long CIRCLE = 1L << FRACTION_BITS;

  /** The whole population. */
  public static final SamplingInterval FULL = new SamplingInterval(0, CIRCLE);

  public SamplingInterval {
    if (start < 0 || start >= CIRCLE) {
      throw DomainException.invalid(
          "vidSamplingInterval.start", "is " + start + "; it is in [0, 4294967296)");
    }
    if (width < 1 || width > CIRCLE) {
      throw DomainException.invalid(
          "vidSamplingInterval.width", "is " + width + "; it is in [1, 4294967296]");
    }
  }

  /**
   * The nearest interval to one given in fractions of the population.
   *
   * @param start in [0, 1)
   * @param width in (0, 1]
   */
  public static SamplingInterval fromFraction(double start, double width) {
    if (!(start >= 0 && start < 1)) {
      throw DomainException.invalid(
          "vidSamplingInterval.start", "is " + start + "; as a fraction it is in [0, 1)");
    }
    long fixedWidth = Math.round(width * CIRCLE);
    if (!(width > 0 && width <= 1) || fixedWidth == 0) {
      throw DomainException.invalid(
          "vidSamplingInterval.width",
          "is " + width + "; as a fraction it is in (0, 1], and not below 2^-32");
    }
    return new SamplingInterval(Math.round(start * CIRCLE) % CIRCLE, fixedWidth);
  }

  /** The width w as a fraction in (0, 1], exact. */
  public double fraction() {
    return (double) width / CIRCLE;
  }

  public boolean isFull() {
    return width == CIRCLE;
  }

  /**
   * The indices that this interval takes of a population: from ⌊P·start/2³²⌋ to before
   * ⌊P·(start+width)/2³²⌋, modulo P.
   *
   * @param population the number of VIDs P, in [1, 2³¹)
   */
  public IndexRange indices(int population) {
    if (population < 1) {
      throw DomainException.invalid("population", "is " + population + "; it is at least 1");
    }
    // Both products are below 2⁶⁴, so an unsigned shift of the wrapped long is exact.
    long first = (population * start) >>> FRACTION_BITS;
    long end = (population * (start + width)) >>> FRACTION_BITS;
    return new IndexRange((int) first, (int) (end - first), population);
  }

  /**
   * A count within the sample scaled to the population, rounded down: ⌊count·2³²/width⌋ exactly.
   *
   * @param sampleCount at least 0
   * @throws DomainException INVALID_ARGUMENT if the result does not fit 63 bits
   */
  public long scaleUp(long sampleCount) {
    if (sampleCount < 0) {
      throw DomainException.invalid("sampleCount", "is negative: " + sampleCount);
    }
    if (sampleCount <= Long.MAX_VALUE >>> FRACTION_BITS) {
      return (sampleCount << FRACTION_BITS) / width;
    }
    BigInteger scaled =
        BigInteger.valueOf(sampleCount).shiftLeft(FRACTION_BITS).divide(BigInteger.valueOf(width));
    if (scaled.bitLength() > 63) {
      throw DomainException.invalid("sampleCount", "scaled by 1/width exceeds 63 bits");
    }
    return scaled.longValue();
  }
}
