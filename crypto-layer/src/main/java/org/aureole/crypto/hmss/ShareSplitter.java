package org.aureole.crypto.hmss;

import org.aureole.crypto.prng.ResidueSequence;
import org.aureole.crypto.prng.Seed;
import org.aureole.crypto.prng.UniformSequence;
import org.aureole.crypto.vid.FrequencyVector;

/**
 * What a data provider does: splits its frequency vector into two shares, each alone uniform and
 * independent of the vector. One is the seed, the other the vector minus what the seed expands to.
 *
 * <p>Deterministic in vector and seed, so that a second attempt sends the same bytes. The seed
 * serves one vector only: two vectors under one seed would reveal their difference.
 */
public final class ShareSplitter {
  private final HmssParameters parameters;

  public ShareSplitter(HmssParameters parameters) {
    this.parameters = parameters;
  }

  /**
   * The explicit share of a vector; the other share is the seed itself.
   *
   * <p>Elements are clamped to the maximum frequency, which is 1 for reach, before sharing: a
   * larger one could make a sum of non-zero elements vanish modulo q.
   *
   * @param vector impressions per sampled VID
   * @param seed fresh for this vector
   * @return the share, as long as the vector
   */
  public ResidueVector explicitShare(FrequencyVector vector, Seed seed) {
    int modulus = parameters.modulus();
    int cap = parameters.maximumFrequency();
    if (modulus <= ResidueKernels.MAXIMUM_MODULUS) {
      byte[] values = vector.toBytes(cap);
      ResidueKernels.chosen().maskValues(values, cap, modulus, seed);
      return new ByteResidueVector(values, values.length, modulus);
    }
    return wideShare(vector, seed);
  }

  private ResidueVector wideShare(FrequencyVector vector, Seed seed) {
    int modulus = parameters.modulus();
    int cap = parameters.maximumFrequency();
    ResidueVector share = ResidueVector.zeros(vector.length(), modulus);
    ResidueSequence mask = new UniformSequence(seed.stream(), vector.length(), modulus);
    int[] masks = new int[ResidueVector.CHUNK];
    int[] values = new int[ResidueVector.CHUNK];
    int count;
    for (int at = 0; at < vector.length(); at += count) {
      count = mask.read(masks, ResidueVector.CHUNK);
      vector.copyTo(at, values, count);
      for (int i = 0; i < count; i++) {
        int difference = Math.min(values[i], cap) - masks[i];
        values[i] = difference + ((difference >> 31) & modulus);
      }
      share.set(at, values, count);
    }
    return share;
  }
}
