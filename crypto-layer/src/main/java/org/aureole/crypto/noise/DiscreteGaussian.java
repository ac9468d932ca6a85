package org.aureole.crypto.noise;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.aureole.crypto.prng.RandomIntegers;
import org.aureole.model.error.DomainException;

/**
 * An exact sampler of the discrete Gaussian: P(k) ∝ exp(−k²/2σ²) over the integers (Canonne, Kamath
 * and Steinke, "The Discrete Gaussian for Differential Privacy", 2020, algorithms 1 to 3).
 *
 * <p>Works on integers only: no rounding of a floating-point sample can betray the value under it.
 * σ is first rounded up to a binary fraction of 31 significant bits. Immutable and thread-safe; the
 * source of randomness is the caller's. Running time depends on the sample, as in the paper.
 */
public final class DiscreteGaussian {
  private static final int SIGNIFICANT_BITS = 31;
  private static final double LARGEST_SIGMA = 0x1p50;
  private static final double SMALLEST_SIGMA = 0x1p-50;

  /** σ² = numerator / denominator. */
  private final BigInteger numerator;

  private final BigInteger denominator;

  /** The integer scale t = ⌊σ⌋ + 1 of the Laplace proposal. */
  private final BigInteger scale;

  /** t times the denominator. */
  private final BigInteger scaledDenominator;

  /** 2·σ²·t² times the denominator squared: the denominator of the acceptance exponent. */
  private final BigInteger exponentDenominator;

  /**
   * @param sigma σ, in [2⁻⁵⁰, 2⁵⁰]
   */
  public DiscreteGaussian(double sigma) {
    if (!(sigma >= SMALLEST_SIGMA && sigma <= LARGEST_SIGMA)) {
      throw DomainException.invalid("sigma", "is " + sigma + "; it is in [2^-50, 2^50]");
    }
    int shift = SIGNIFICANT_BITS - 1 - Math.getExponent(sigma);
    BigInteger mantissa = BigInteger.valueOf((long) Math.ceil(Math.scalb(sigma, shift)));
    BigInteger square = mantissa.multiply(mantissa);
    this.numerator = shift < 0 ? square.shiftLeft(-2 * shift) : square;
    this.denominator = shift < 0 ? BigInteger.ONE : BigInteger.ONE.shiftLeft(2 * shift);
    BigInteger floor = shift < 0 ? mantissa.shiftLeft(-shift) : mantissa.shiftRight(shift);
    this.scale = floor.add(BigInteger.ONE);
    this.scaledDenominator = scale.multiply(denominator);
    this.exponentDenominator = numerator.shiftLeft(1).multiply(scaledDenominator).multiply(scale);
  }

  /** σ as it is drawn with. */
  public double sigma() {
    return Math.sqrt(new BigDecimal(numerator).doubleValue() / denominator.doubleValue());
  }

  /** One sample. */
  public long draw(RandomIntegers random) {
    while (true) {
      BigInteger magnitude = laplaceMagnitude(random);
      boolean negative = random.nextBoolean();
      if (negative && magnitude.signum() == 0) {
        continue;
      }
      BigInteger distance = magnitude.multiply(scaledDenominator).subtract(numerator);
      if (bernoulliExp(distance.multiply(distance), exponentDenominator, random)) {
        return negative ? -magnitude.longValueExact() : magnitude.longValueExact();
      }
    }
  }

  /**
   * One sample of the distribution truncated to [−bound, bound], by rejection.
   *
   * @param bound at least 0
   */
  public long drawWithin(long bound, RandomIntegers random) {
    if (bound < 0) {
      throw DomainException.invalid("bound", "is negative: " + bound);
    }
    long sample = draw(random);
    while (Math.abs(sample) > bound) {
      sample = draw(random);
    }
    return sample;
  }

  /** The magnitude of a discrete Laplace variable of scale t, before its sign. */
  private BigInteger laplaceMagnitude(RandomIntegers random) {
    BigInteger low = random.below(scale);
    while (!bernoulliExp(low, scale, random)) {
      low = random.below(scale);
    }
    long high = 0;
    while (bernoulliExp(BigInteger.ONE, BigInteger.ONE, random)) {
      high++;
    }
    return low.add(scale.multiply(BigInteger.valueOf(high)));
  }

  /** True with probability exp(−over/under); over is at least 0, under above 0. */
  private static boolean bernoulliExp(BigInteger over, BigInteger under, RandomIntegers random) {
    BigInteger rest = over;
    while (rest.compareTo(under) > 0) {
      if (!bernoulliExpOfAtMostOne(BigInteger.ONE, BigInteger.ONE, random)) {
        return false;
      }
      rest = rest.subtract(under);
    }
    return bernoulliExpOfAtMostOne(rest, under, random);
  }

  private static boolean bernoulliExpOfAtMostOne(
      BigInteger over, BigInteger under, RandomIntegers random) {
    BigInteger bound = under;
    boolean odd = true;
    while (random.below(bound).compareTo(over) < 0) {
      bound = bound.add(under);
      odd = !odd;
    }
    return odd;
  }
}
