package org.aureole.crypto.llv2;

import org.aureole.crypto.curve.CurveKernel;
import org.aureole.crypto.curve.PreparedPoint;
import org.aureole.crypto.curve.ScalarStream;
import org.aureole.crypto.prng.Seed;

/** Registers of one kind of noise, encrypted under one key; for a reach their indexes alone. */
final class NoiseSegments {
  private final Llv2Setting setting;
  private final PreparedPoint key;
  private final FreshCiphertexts fresh;
  private final byte[] destroyed;

  NoiseSegments(Llv2Setting setting, PreparedPoint key) {
    this.setting = setting;
    this.key = key;
    this.fresh = new FreshCiphertexts(setting.kernel());
    this.destroyed = new ConstantPoints(setting.kernel()).destroyed();
  }

  /** Registers of one index, with random keys, so that together they count as one destroyed one. */
  byte[] constantIndex(byte[] index, int registers, Seed seed) {
    return segment(
        registers,
        seed,
        (from, to, random) -> fresh.of(key, Records.repeat(index, to - from), random),
        false);
  }

  /** Destroyed registers whose indexes are given. */
  byte[] destroyed(byte[] indexes, Seed seed) {
    return segment(
        indexes.length / CurveKernel.AFFINE_BYTES,
        seed,
        (from, to, random) ->
            fresh.of(
                key,
                Records.column(
                    indexes, CurveKernel.AFFINE_BYTES, from, to, 0, CurveKernel.AFFINE_BYTES),
                random),
        true);
  }

  /** Destroyed registers, each with a random index. */
  byte[] destroyed(int registers, Seed seed) {
    return segment(registers, seed, (from, to, random) -> fresh.ofRandom(to - from, random), true);
  }

  /** Random indexes, as affine points. */
  byte[] randomIndexes(int count, Seed seed) {
    return setting
        .runner()
        .run(
            count,
            CurveKernel.AFFINE_BYTES,
            seed,
            (from, to, random) -> fresh.randomPoints(to - from, random));
  }

  private byte[] segment(int registers, Seed seed, ChunkRunner.Work indexes, boolean isDestroyed) {
    int registerBytes = setting.parameters().registerBytes();
    return setting
        .runner()
        .run(
            registers,
            registerBytes,
            seed,
            (from, to, random) -> {
              byte[] index = indexes.on(from, to, random);
              return setting.parameters().goal() == Llv2Goal.REACH
                  ? index
                  : withKeys(index, to - from, isDestroyed, random);
            });
  }

  private byte[] withKeys(byte[] index, int count, boolean isDestroyed, ScalarStream random) {
    byte[] keys =
        isDestroyed
            ? fresh.of(key, Records.repeat(destroyed, count), random)
            : fresh.ofRandom(count, random);
    return Records.interleave(count, index, keys, fresh.ofRandom(count, random));
  }
}
