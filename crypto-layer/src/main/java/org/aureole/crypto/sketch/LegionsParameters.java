package org.aureole.crypto.sketch;

import org.aureole.model.error.DomainException;

/**
 * The shape of a Liquid Legions sketch, which all parties of a computation share. Immutable.
 *
 * <p>A VID falls into register i of m with a probability that decreases as e^(−a·i/m), so that
 * early registers tell small reaches apart and late ones large.
 *
 * @param decayRate a, above 1 and at most 40
 * @param registers m, in [2, 2²⁴]
 * @param keys K, the number of different keys, in [2, 2³¹ − 2]
 */
public record LegionsParameters(double decayRate, int registers, int keys) {
  private static final double LARGEST_DECAY_RATE = 40;
  private static final int MOST_REGISTERS = 1 << 24;

  public LegionsParameters {
    if (!(decayRate > 1 && decayRate <= LARGEST_DECAY_RATE)) {
      throw DomainException.invalid(
          "decayRate", "is " + decayRate + "; it is above 1 and at most 40");
    }
    if (registers < 2 || registers > MOST_REGISTERS) {
      throw DomainException.invalid(
          "registers", "is " + registers + "; it is in [2, " + MOST_REGISTERS + "]");
    }
    // Keys travel plus one.
    if (keys < 2 || keys == Integer.MAX_VALUE) {
      throw DomainException.invalid("keys", "is " + keys + "; it is in [2, 2147483646]");
    }
  }
}
