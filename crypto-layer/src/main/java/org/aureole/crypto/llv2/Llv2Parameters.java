package org.aureole.crypto.llv2;

import org.aureole.crypto.consent.CanonicalBytes;
import org.aureole.crypto.curve.CurveKernel;
import org.aureole.crypto.sketch.LegionsParameters;
import org.aureole.model.error.DomainException;

/**
 * What all parties of one computation agree on. Immutable.
 *
 * @param goal what is measured
 * @param sketch the shape of every data provider's sketch
 * @param duchies D, in [2, 16]
 * @param dataProviders E, in [1, 1000]
 * @param maximumFrequency F, in [2, 97]; 1 if the goal is reach
 */
public record Llv2Parameters(
    Llv2Goal goal, LegionsParameters sketch, int duchies, int dataProviders, int maximumFrequency) {
  private static final int MOST_DUCHIES = 16;
  private static final int MOST_DATA_PROVIDERS = 1000;

  /** The last phase has a kernel subtract all frequencies below F at once. */
  private static final int LARGEST_FREQUENCY = CurveKernel.MAXIMUM_SUBTRAHENDS + 1;

  public Llv2Parameters {
    requireBetween("duchies", duchies, 2, MOST_DUCHIES);
    requireBetween("dataProviders", dataProviders, 1, MOST_DATA_PROVIDERS);
    if (goal == Llv2Goal.REACH) {
      requireBetween("maximumFrequency", maximumFrequency, 1, 1);
    } else {
      requireBetween("maximumFrequency", maximumFrequency, 2, LARGEST_FREQUENCY);
    }
  }

  public static Llv2Parameters reach(LegionsParameters sketch, int duchies, int dataProviders) {
    return new Llv2Parameters(Llv2Goal.REACH, sketch, duchies, dataProviders, 1);
  }

  public static Llv2Parameters reachAndFrequency(
      LegionsParameters sketch, int duchies, int dataProviders, int maximumFrequency) {
    return new Llv2Parameters(
        Llv2Goal.REACH_AND_FREQUENCY, sketch, duchies, dataProviders, maximumFrequency);
  }

  /**
   * The size of an encrypted register: 66 bytes for a reach, the ciphertext of the index; else 198,
   * those of index, key and count.
   */
  public int registerBytes() {
    return goal == Llv2Goal.REACH ? CurveKernel.CIPHERTEXT_BYTES : 3 * CurveKernel.CIPHERTEXT_BYTES;
  }

  /** The size of a row of phase three: a ciphertext for each frequency below F. */
  public int rowBytes() {
    return (maximumFrequency - 1) * CurveKernel.CIPHERTEXT_BYTES;
  }

  /** Bytes that no other parameters have. */
  byte[] canonical() {
    return new CanonicalBytes()
        .field(goal.name())
        .real(sketch.decayRate())
        .number(sketch.registers())
        .number(sketch.keys())
        .number(duchies)
        .number(dataProviders)
        .number(maximumFrequency)
        .toByteArray();
  }

  private static void requireBetween(String field, int value, int least, int most) {
    if (value < least || value > most) {
      throw DomainException.invalid(
          field, "is %d; it is in [%d, %d]".formatted(value, least, most));
    }
  }
}
