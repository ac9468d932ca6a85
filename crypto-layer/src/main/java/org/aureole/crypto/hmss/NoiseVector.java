package org.aureole.crypto.hmss;

import java.util.Arrays;
import org.aureole.crypto.noise.DistributedGaussian;
import org.aureole.crypto.prng.AesCtrStream;
import org.aureole.crypto.prng.NonZeroSequence;
import org.aureole.crypto.prng.RandomIntegers;
import org.aureole.crypto.prng.Seed;

/**
 * What one worker hides among the shuffled elements: values whose numbers are its noise.
 *
 * <p>Reach and frequency: N_r zeros, then N_k copies of each k in 1..q − 2, then sentinels. So of
 * all that the aggregator opens no number is without noise: that of the sentinels is what remains
 * of a length that everybody knows. Frequencies above F·E do not occur among honest providers; that
 * they carry noise too keeps an aggregator and one hostile provider from reading another's exact
 * histogram there.
 *
 * <p>Reach: N_r uniform non-zero residues, as the masked sums are, then zeros. The aggregator does
 * not know the masks, so to it one non-zero residue says what another does, and the number of zeros
 * carries noise, whatever a provider shared. Numbers and residues are a function of the worker's
 * private noise seed.
 */
final class NoiseVector {
  private final HmssParameters parameters;
  private final HmssNoise noise;

  NoiseVector(HmssParameters parameters, HmssNoise noise) {
    this.parameters = parameters;
    this.noise = noise;
  }

  /** The vector of length {@link HmssNoise#length}; the noise is not NONE. */
  int[] draw(Seed noiseSeed) {
    int[] values = new int[Math.toIntExact(noise.length(parameters))];
    AesCtrStream stream = noiseSeed.stream();
    RandomIntegers random = new RandomIntegers(stream);
    int reachCount = noise.reach().orElseThrow().contribution(random).next();
    if (parameters.goal() == HmssGoal.REACH) {
      fillNonZero(values, reachCount, stream);
      return values;
    }
    Arrays.fill(values, parameters.sentinel());
    Arrays.fill(values, 0, reachCount, 0);
    DistributedGaussian.Contribution perFrequency =
        noise.frequency().orElseThrow().contribution(random);
    int from = reachCount;
    for (int frequency = 1; frequency <= parameters.maximumNoisy(); frequency++) {
      int to = from + perFrequency.next();
      Arrays.fill(values, from, to, frequency);
      from = to;
    }
    return values;
  }

  private void fillNonZero(int[] values, int count, AesCtrStream stream) {
    new NonZeroSequence(stream, count, parameters.modulus()).read(values, count);
  }
}
