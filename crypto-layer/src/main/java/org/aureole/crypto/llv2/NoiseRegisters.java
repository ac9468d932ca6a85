package org.aureole.crypto.llv2;

import org.aureole.crypto.curve.CurveKernel;
import org.aureole.crypto.curve.PreparedPoint;
import org.aureole.crypto.noise.DistributedGaussian;
import org.aureole.crypto.prng.AesCtrStream;
import org.aureole.crypto.prng.RandomIntegers;
import org.aureole.crypto.prng.Seed;

/**
 * The registers that one Duchy adds in the setup phase, always {@link Llv2Noise#registers()} of
 * them, so that their number tells nothing.
 *
 * <ul>
 *   <li><i>Blind histogram</i>: for each k in [2, E], N_k random indexes, each in k destroyed
 *       registers; then single ones until there are 2μ(E−1) indexes in all. So how many indexes are
 *       noise is known without being opened, and each number of indexes from exactly k ≥ 2
 *       providers carries noise; that for k = 1 is what remains of the number of indexes, which
 *       carries the noise of reach.
 *   <li><i>Reach</i>: N single destroyed registers with random indexes.
 *   <li><i>Publisher</i>: N + 1 registers with the publisher's index and random keys.
 *   <li><i>Padding</i>: the rest, at least one, with the padding index and random keys.
 * </ul>
 *
 * <p>A random index is a random multiple of the generator. Its Duchy may recognise it when the
 * indexes have been blinded, and so its own noise, which it knows anyway.
 *
 * <p>The numbers are the same whatever the data providers sent, the registers are not.
 */
final class NoiseRegisters {
  private final Llv2Setting setting;
  private final NoiseSegments segments;
  private final ConstantPoints constants;

  NoiseRegisters(Llv2Setting setting, PreparedPoint composite) {
    this.setting = setting;
    this.segments = new NoiseSegments(setting, composite);
    this.constants = new ConstantPoints(setting.kernel());
  }

  /**
   * @param stage what this Duchy's randomness is derived from
   * @param ofProviders the stage's input
   */
  byte[] draw(DerivedSeeds stage, byte[]... ofProviders) {
    Llv2Noise noise = setting.noise();
    if (noise.isNone()) {
      return new byte[0];
    }
    RandomIntegers numbers = new RandomIntegers(stage.stream("noise-register-numbers"));
    AesCtrStream seeds = stage.stream("noise-registers", ofProviders);
    int reach = noise.reach().orElseThrow().contribution(numbers).next();
    int publisher = noise.publisher().orElseThrow().contribution(numbers).next() + 1;
    int[] blind = blindIndexes(noise.blindHistogram().orElseThrow(), numbers);
    byte[] repeated = repeatedIndexes(blind, Seed.drawn(seeds));
    long single = noise.blindIndexes() + reach;
    for (int number : blind) {
      single -= number;
    }
    int repeatedCount = repeated.length / CurveKernel.AFFINE_BYTES;
    long padding = noise.registers() - repeatedCount - single - publisher;
    return Records.concat(
        segments.destroyed(repeated, Seed.drawn(seeds)),
        segments.destroyed(Math.toIntExact(single), Seed.drawn(seeds)),
        segments.constantIndex(constants.publisherIndex(), publisher, Seed.drawn(seeds)),
        segments.constantIndex(
            constants.paddingIndex(), Math.toIntExact(padding), Seed.drawn(seeds)));
  }

  /** N_k, at index k − 2. */
  private int[] blindIndexes(DistributedGaussian blindHistogram, RandomIntegers numbers) {
    DistributedGaussian.Contribution contribution = blindHistogram.contribution(numbers);
    int[] blind = new int[setting.parameters().dataProviders() - 1];
    for (int i = 0; i < blind.length; i++) {
      blind[i] = contribution.next();
    }
    return blind;
  }

  /** N_k different indexes for each k, each k times. */
  private byte[] repeatedIndexes(int[] numbers, Seed seed) {
    int size = CurveKernel.AFFINE_BYTES;
    int different = 0;
    long registers = 0;
    for (int i = 0; i < numbers.length; i++) {
      different += numbers[i];
      registers += (i + 2L) * numbers[i];
    }
    byte[] indexes = segments.randomIndexes(different, seed);
    byte[] repeated = new byte[Records.bytes(registers, size)];
    int from = 0;
    int to = 0;
    for (int i = 0; i < numbers.length; i++) {
      int k = i + 2;
      for (int copy = 0; copy < numbers[i] * k; copy++) {
        System.arraycopy(indexes, from + copy / k * size, repeated, to, size);
        to += size;
      }
      from += numbers[i] * size;
    }
    return repeated;
  }
}
