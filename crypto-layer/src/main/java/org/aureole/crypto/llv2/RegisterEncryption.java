package org.aureole.crypto.llv2;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.aureole.crypto.consent.CanonicalBytes;
import org.aureole.crypto.curve.CurveKernel;
import org.aureole.crypto.curve.PreparedPoint;
import org.aureole.crypto.curve.ScalarStream;
import org.aureole.crypto.noise.DistributedGaussian;
import org.aureole.crypto.prng.RandomIntegers;
import org.aureole.crypto.prng.Seed;
import org.aureole.crypto.sketch.LegionsSketch;
import org.aureole.model.error.DomainException;

/**
 * What a data provider sends: its sketch, each active register encrypted to all Duchies together.
 * Immutable and thread-safe.
 *
 * <p>An index i is the hash of the text of i, a key the hash of the text of key + 1, a count n the
 * point min(n, F)·U; a register that is destroyed within the provider has C_d as key and as count.
 * With noise, registers of the publisher's index hide how many the sketch has.
 */
public final class RegisterEncryption {
  private static final String LABEL = "aureole/llv2/register-encryption/v1";

  private final Llv2Setting setting;
  private final byte[] bound;
  private final PreparedPoint key;
  private final FreshCiphertexts fresh;
  private final ConstantPoints constants;
  private final byte[] counts;

  /**
   * @param context of the computation
   * @param shares the public key shares of all D Duchies, in any order, their owners' signatures
   *     verified
   * @throws DomainException PROTOCOL_VIOLATION if they are not D, if two are of one Duchy or one
   *     point, or if a proof does not hold
   */
  public RegisterEncryption(Llv2Setting setting, RingContext context, List<PublicKeyShare> shares) {
    this.setting = setting;
    byte[] compositeKey = DuchyKeys.compositeKey(setting.parameters(), context, shares);
    this.bound =
        new CanonicalBytes()
            .field(LABEL)
            .field(context.canonical())
            .field(setting.canonical())
            .field(compositeKey)
            .toByteArray();
    this.key = setting.kernel().prepare(compositeKey);
    this.fresh = new FreshCiphertexts(setting.kernel());
    this.constants = new ConstantPoints(setting.kernel());
    this.counts = constants.counts(setting.parameters().maximumFrequency());
  }

  /**
   * The encrypted registers in an order that tells nothing, of {@link
   * Llv2Parameters#registerBytes()} each.
   *
   * @param sketch of the computation's parameters
   * @param seed this provider's own, drawn once per requisition and used for nothing else. Another
   *     sketch with it has other ciphertexts, but as many registers of noise, so that two together
   *     tell how many more the one has: the caller pins what the sketch is made of
   * @throws DomainException INVALID_ARGUMENT if the sketch is one of other parameters
   */
  public byte[] encrypt(LegionsSketch sketch, Seed seed) {
    if (!sketch.parameters().equals(setting.parameters().sketch())) {
      throw DomainException.invalid("sketch", "is not of the computation's parameters");
    }
    DerivedSeeds seeds = new DerivedSeeds(seed, bound);
    int[] active =
        IntStream.range(0, sketch.parameters().registers()).filter(sketch::isActive).toArray();
    byte[] contents = contents(sketch, active);
    try {
      byte[] registers =
          setting
              .runner()
              .run(
                  active.length,
                  setting.parameters().registerBytes(),
                  seeds.seed("registers", contents),
                  (from, to, random) ->
                      registers(sketch, Arrays.copyOfRange(active, from, to), random));
      byte[] noise = noise(seeds, contents);
      return Records.sorted(Records.concat(registers, noise), setting.parameters().registerBytes());
    } finally {
      Arrays.fill(contents, (byte) 0);
    }
  }

  /** Index, state and count of each active register. */
  private static byte[] contents(LegionsSketch sketch, int[] active) {
    ByteBuffer contents = ByteBuffer.allocate(3 * Integer.BYTES * active.length);
    for (int index : active) {
      contents.putInt(index).putInt(state(sketch, index)).putInt(sketch.count(index));
    }
    return contents.array();
  }

  /** The number whose hash is the register's key; 0 if it is destroyed. */
  private static int state(LegionsSketch sketch, int index) {
    return sketch.isDestroyed(index) ? 0 : sketch.key(index) + 1;
  }

  private byte[] registers(LegionsSketch sketch, int[] indexes, ScalarStream random) {
    byte[] encryptedIndexes = fresh.of(key, hashes(indexes), random);
    if (setting.parameters().goal() == Llv2Goal.REACH) {
      return encryptedIndexes;
    }
    int[] keys = IntStream.of(indexes).map(i -> state(sketch, i)).toArray();
    byte[] keyPoints = hashes(keys);
    byte[] countPoints = new byte[keyPoints.length];
    for (int i = 0; i < indexes.length; i++) {
      int at = i * CurveKernel.AFFINE_BYTES;
      if (keys[i] == 0) {
        System.arraycopy(constants.destroyed(), 0, keyPoints, at, CurveKernel.AFFINE_BYTES);
        System.arraycopy(constants.destroyed(), 0, countPoints, at, CurveKernel.AFFINE_BYTES);
      } else {
        int count = Math.min(sketch.count(indexes[i]), setting.parameters().maximumFrequency());
        int of = (count - 1) * CurveKernel.AFFINE_BYTES;
        System.arraycopy(counts, of, countPoints, at, CurveKernel.AFFINE_BYTES);
      }
    }
    try {
      return Records.interleave(
          indexes.length,
          encryptedIndexes,
          fresh.of(key, keyPoints, random),
          fresh.of(key, countPoints, random));
    } finally {
      Arrays.fill(keys, 0);
      Arrays.fill(keyPoints, (byte) 0);
      Arrays.fill(countPoints, (byte) 0);
    }
  }

  /** The hashes of numbers, written in decimal. */
  private byte[] hashes(int[] numbers) {
    return setting
        .kernel()
        .hashToCurve(
            ConstantPoints.texts(
                IntStream.of(numbers).mapToObj(Integer::toString).toArray(String[]::new)));
  }

  private byte[] noise(DerivedSeeds seeds, byte[] contents) {
    if (setting.noise().isNone()) {
      return new byte[0];
    }
    DistributedGaussian hiding = setting.noise().provider().orElseThrow();
    RandomIntegers numbers = new RandomIntegers(seeds.stream("noise-register-number"));
    int number = hiding.contribution(numbers).next();
    return new NoiseSegments(setting, key)
        .constantIndex(constants.publisherIndex(), number, seeds.seed("noise-registers", contents));
  }
}
