package org.aureole.crypto.sketch;

import org.aureole.model.error.DomainException;

/**
 * How many different VIDs a number of active registers stands for. Immutable and thread-safe.
 *
 * <p>Of c VIDs, with t = c/m, the expected number of active registers is
 *
 * <pre>A(c) = m·{1 − (1/a)·[E₁(a·t/(eᵃ−1)) − E₁(a·eᵃ·t/(eᵃ−1))]},  A(0) = 0,</pre>
 *
 * <p>truncated to an integer. The estimate inverts A by a search over integers whose steps are part
 * of its definition, so that every party gets the same number: l = 0 and r = 1 double until A(r) ≥
 * n; then, from the middle ⌊(l+r)/2⌋, r = middle − 1 if A(middle) &gt; n and l = middle + 1
 * otherwise, until l ≥ r; the last middle is the result. No register gives 1.
 */
public final class LegionsCardinality {
  /** No population comes near it; ends the search where A has become flat in doubles. */
  private static final long LARGEST = 1L << 60;

  private final int registers;
  private final double decayRate;
  private final double expDecay;

  public LegionsCardinality(LegionsParameters parameters) {
    this.registers = parameters.registers();
    this.decayRate = parameters.decayRate();
    this.expDecay = Math.exp(decayRate);
  }

  /**
   * The estimated number of different VIDs.
   *
   * @param active n, at least 0; from m on, where the sketch is full, taken as m − 1
   * @return at least 1
   */
  public long estimate(long active) {
    if (active < 0) {
      throw DomainException.invalid("active", "is negative: " + active);
    }
    long n = Math.min(active, registers - 1L);
    long low = 0;
    long high = 1;
    while (expectedActive(high) < n && high < LARGEST) {
      low = high;
      high *= 2;
    }
    long middle = (low + high) / 2;
    while (high > low) {
      if (expectedActive(middle) > n) {
        high = middle - 1;
      } else {
        low = middle + 1;
      }
      middle = (low + high) / 2;
    }
    return Math.max(1, middle);
  }

  /** A(c), rounded down; c is at least 0. */
  public long expectedActive(long cardinality) {
    if (cardinality == 0) {
      return 0;
    }
    double t = (double) cardinality / registers;
    double least = ExponentialIntegral.e1(decayRate * t / (expDecay - 1));
    double most = ExponentialIntegral.e1(decayRate * expDecay * t / (expDecay - 1));
    return (long) (registers * (1 - (least - most) / decayRate));
  }
}
