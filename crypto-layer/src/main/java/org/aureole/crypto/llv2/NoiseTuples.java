package org.aureole.crypto.llv2;

import java.util.ArrayList;
import java.util.List;
import org.aureole.crypto.curve.CurveKernel;
import org.aureole.crypto.noise.DistributedGaussian;
import org.aureole.crypto.prng.AesCtrStream;
import org.aureole.crypto.prng.RandomIntegers;
import org.aureole.crypto.prng.Seed;

/**
 * The tuples that one Duchy adds to those of the joined registers, always {@link
 * Llv2Noise#tuples()} of them: N_f that count f, for each f in [1, F]; N whose keys do not agree;
 * and the rest like destroyed registers whose keys do.
 *
 * <p>Flags are encrypted under the key of the Duchies that will take their layers off, counts under
 * that of all. The numbers are the same whatever arrived, the tuples are not.
 */
final class NoiseTuples {
  private final Llv2Setting setting;
  private final DuchyKeys keys;
  private final FreshCiphertexts fresh;

  NoiseTuples(Llv2Setting setting, DuchyKeys keys) {
    this.setting = setting;
    this.keys = keys;
    this.fresh = new FreshCiphertexts(setting.kernel());
  }

  /**
   * @param stage what this Duchy's randomness is derived from
   * @param arrived the stage's input
   */
  byte[] draw(DerivedSeeds stage, byte[] arrived) {
    if (setting.noise().frequency().isEmpty()) {
      return new byte[0];
    }
    DistributedGaussian.Contribution numbers =
        setting
            .noise()
            .frequency()
            .orElseThrow()
            .contribution(new RandomIntegers(stage.stream("noise-tuple-numbers")));
    AesCtrStream seeds = stage.stream("noise-tuples", arrived);
    byte[] counts =
        new ConstantPoints(setting.kernel()).counts(setting.parameters().maximumFrequency());
    List<byte[]> segments = new ArrayList<>();
    long padding = setting.noise().tuples();
    for (int f = 1; f <= setting.parameters().maximumFrequency(); f++) {
      byte[] count =
          Records.column(counts, CurveKernel.AFFINE_BYTES, f - 1, f, 0, CurveKernel.AFFINE_BYTES);
      int number = numbers.next();
      padding -= number;
      segments.add(counting(count, number, Seed.drawn(seeds)));
    }
    int disagreeing = numbers.next();
    padding -= disagreeing;
    segments.add(destroyed(false, disagreeing, Seed.drawn(seeds)));
    segments.add(destroyed(true, Math.toIntExact(padding), Seed.drawn(seeds)));
    return Records.concat(segments);
  }

  private byte[] counting(byte[] count, int number, Seed seed) {
    return setting
        .runner()
        .run(
            number,
            CurveKernel.TUPLE_BYTES,
            seed,
            (from, to, random) ->
                Records.interleave(
                    to - from,
                    fresh.ofZero(keys.rest(), to - from, random),
                    fresh.ofRandom(to - from, random),
                    fresh.of(keys.composite(), Records.repeat(count, to - from), random)));
  }

  private byte[] destroyed(boolean keysAgree, int number, Seed seed) {
    return setting
        .runner()
        .run(
            number,
            CurveKernel.TUPLE_BYTES,
            seed,
            (from, to, random) ->
                keysAgree
                    ? Records.interleave(
                        to - from,
                        fresh.ofZero(keys.rest(), to - from, random),
                        fresh.ofZero(keys.rest(), to - from, random),
                        fresh.ofRandom(to - from, random))
                    : fresh.ofRandom(3 * (to - from), random));
  }
}
