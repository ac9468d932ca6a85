package org.aureole.crypto.llv2;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.aureole.crypto.curve.CurveKernel;
import org.aureole.crypto.curve.ScalarStream;
import org.aureole.crypto.sketch.LegionsTally;
import org.aureole.model.error.DomainException;

/**
 * The stages of the aggregator, the last Duchy of the ring. Each is a function of the computation's
 * secret and of what arrives, so that a second attempt gives the first one's bytes; the caller pins
 * what arrives, see {@link DuchySecret}. Immutable and thread-safe.
 *
 * <p>All throw PROTOCOL_VIOLATION if what arrives is not whole records of points of the curve, or
 * not in the number that the ring must return. No error depends on what is opened, for it would be
 * an answer without noise: an index that opens to the point at infinity is an index like others.
 */
public final class RingAggregator {
  private static final String REGISTERS = "registers";

  private final Llv2Setting setting;
  private final DerivedSeeds seeds;
  private final DuchyKeys keys;
  private final FreshCiphertexts fresh;

  /**
   * @throws DomainException INVALID_ARGUMENT if the keys are a worker's
   */
  public RingAggregator(Llv2Setting setting, DuchySecret secret, DuchyKeys keys) {
    if (keys.position() != setting.parameters().duchies() - 1) {
      throw DomainException.invalid("keys", "are not those of the aggregator");
    }
    this.setting = setting;
    this.seeds = secret.stageSeeds(setting, keys);
    this.keys = keys;
    this.fresh = new FreshCiphertexts(setting.kernel());
  }

  /**
   * Counts the different indexes, which ends the measurement of a reach.
   *
   * @param registers from the last worker
   * @param sent how many registers went to the first worker
   */
  public LegionsTally reach(byte[] registers, int sent) {
    require(Llv2Goal.REACH);
    return LegionsTally.reach(active(groups(registers, sent).sizes().length));
  }

  /**
   * Phase one: joins the registers of each index into a tuple of two flags and a count. An index
   * that has more registers than there are data providers is that of the publisher's noise or of
   * the padding; its tuple is like that of keys that do not agree.
   *
   * @param registers from the last worker
   * @param sent how many registers went to the first worker
   * @return shuffled tuples for the first worker: one for each index, and {@link
   *     Llv2Noise#tuples()} more
   */
  public byte[] phaseOne(byte[] registers, int sent) {
    require(Llv2Goal.REACH_AND_FREQUENCY);
    IndexGroups groups = groups(registers, sent);
    byte[] marker = new ConstantPoints(setting.kernel()).destroyed();
    byte[] joined =
        setting
            .runner()
            .run(
                groups.sizes().length,
                CurveKernel.TUPLE_BYTES,
                seeds.seed("phase-one", registers),
                (from, to, random) -> joined(registers, groups, from, to, marker, random));
    byte[] noise = new NoiseTuples(setting, keys).draw(seeds, registers);
    return Records.sorted(Records.concat(joined, noise), CurveKernel.TUPLE_BYTES);
  }

  private byte[] joined(
      byte[] registers, IndexGroups groups, int from, int to, byte[] marker, ScalarStream random) {
    int most = setting.parameters().dataProviders();
    int one = CurveKernel.CIPHERTEXT_BYTES;
    int[] sizes =
        IntStream.range(from, to).map(g -> groups.sizes()[g]).filter(s -> s <= most).toArray();
    int[] members =
        IntStream.range(from, to)
            .filter(g -> groups.sizes()[g] <= most)
            .flatMap(groups::members)
            .toArray();
    byte[] weights = random.next(members.length);
    byte[] randomness = random.next(3 * sizes.length);
    try {
      byte[] tuples =
          setting
              .kernel()
              .joinGroups(
                  keys.composite(),
                  marker,
                  sizes,
                  gathered(registers, members, one),
                  gathered(registers, members, 2 * one),
                  weights,
                  randomness);
      return Records.concat(tuples, fresh.ofRandom(3 * (to - from - sizes.length), random));
    } finally {
      Arrays.fill(weights, (byte) 0);
      Arrays.fill(randomness, (byte) 0);
    }
  }

  /**
   * Phase two: reads the flags and keeps the counts of the registers whose keys agree.
   *
   * @param tuples from the last worker
   * @param sent how many tuples went to the first worker
   * @return the counts, shuffled, for the first worker: a ciphertext each
   */
  public byte[] phaseTwo(byte[] tuples, int sent) {
    require(Llv2Goal.REACH_AND_FREQUENCY);
    int bytes = CurveKernel.TUPLE_BYTES;
    long expected = sent + (setting.parameters().duchies() - 1) * setting.noise().tuples();
    int count = Records.count("tuples", tuples, bytes, expected, expected);
    byte[] isKept = setting.runner().run(count, 1, (from, to) -> keptAmong(tuples, from, to));
    int[] kept = IntStream.range(0, count).filter(i -> isKept[i] == 1).toArray();
    byte[] counts = gathered(tuples, kept, 2 * CurveKernel.CIPHERTEXT_BYTES);
    byte[] freshCounts =
        setting
            .runner()
            .run(
                kept.length,
                CurveKernel.CIPHERTEXT_BYTES,
                seeds.seed("phase-two", tuples),
                (from, to, random) ->
                    fresh.rerandomised(
                        keys.composite(),
                        Records.column(
                            counts,
                            CurveKernel.CIPHERTEXT_BYTES,
                            from,
                            to,
                            0,
                            CurveKernel.CIPHERTEXT_BYTES),
                        random));
    return Records.sorted(freshCounts, CurveKernel.CIPHERTEXT_BYTES);
  }

  /** 1 where the first flag is zero and the second is not. */
  private byte[] keptAmong(byte[] tuples, int from, int to) {
    int one = CurveKernel.CIPHERTEXT_BYTES;
    byte[] kept =
        setting
            .kernel()
            .zeroTest(
                keys.own(), Records.column(tuples, CurveKernel.TUPLE_BYTES, from, to, 0, one));
    int[] agreeing = IntStream.range(0, kept.length).filter(i -> kept[i] == 1).toArray();
    byte[] second = gathered(tuples, IntStream.of(agreeing).map(i -> from + i).toArray(), one);
    byte[] isDestroyed = setting.kernel().zeroTest(keys.own(), second);
    for (int i = 0; i < agreeing.length; i++) {
      kept[agreeing[i]] -= isDestroyed[i];
    }
    return kept;
  }

  /**
   * Phase three: reads the counts, which ends the measurement.
   *
   * @param rows from the last worker
   * @param sentTuples how many tuples went to the first worker in phase one
   * @param sentCounts how many counts went to it in phase two
   */
  public LegionsTally phaseThree(byte[] rows, int sentTuples, int sentCounts) {
    require(Llv2Goal.REACH_AND_FREQUENCY);
    int count =
        Records.count("rows", rows, setting.parameters().rowBytes(), sentCounts, sentCounts);
    byte[] frequencies = setting.runner().run(count, 1, (from, to) -> frequencies(rows, from, to));
    long[] byFrequency = new long[setting.parameters().maximumFrequency()];
    for (byte frequency : frequencies) {
      byFrequency[frequency - 1]++;
    }
    long baseline = setting.noise().frequency().map(n -> n.baseline()).orElse(0L);
    for (int i = 0; i < byFrequency.length; i++) {
      byFrequency[i] = Math.max(0, byFrequency[i] - baseline);
    }
    long indexes = sentTuples - setting.noise().tuples();
    return LegionsTally.reachAndFrequency(active(indexes), byFrequency);
  }

  /** The first j whose difference is zero, or F if there is none. */
  private byte[] frequencies(byte[] rows, int from, int to) {
    int maximum = setting.parameters().maximumFrequency();
    byte[] frequencies = new byte[to - from];
    Arrays.fill(frequencies, (byte) maximum);
    int[] open = IntStream.range(from, to).toArray();
    for (int j = 1; j < maximum && open.length > 0; j++) {
      byte[] column = new byte[open.length * CurveKernel.CIPHERTEXT_BYTES];
      for (int i = 0; i < open.length; i++) {
        System.arraycopy(
            rows,
            open[i] * setting.parameters().rowBytes() + (j - 1) * CurveKernel.CIPHERTEXT_BYTES,
            column,
            i * CurveKernel.CIPHERTEXT_BYTES,
            CurveKernel.CIPHERTEXT_BYTES);
      }
      byte[] isZero = setting.kernel().zeroTest(keys.own(), column);
      int still = 0;
      for (int i = 0; i < open.length; i++) {
        if (isZero[i] == 1) {
          frequencies[open[i] - from] = (byte) j;
        } else {
          open[still++] = open[i];
        }
      }
      open = Arrays.copyOf(open, still);
    }
    return frequencies;
  }

  /** The active registers behind a number of different indexes, in [0, m]. */
  private long active(long indexes) {
    long active = indexes - setting.noise().indexBaseline();
    return Math.max(0, Math.min(setting.parameters().sketch().registers(), active));
  }

  private IndexGroups groups(byte[] registers, int sent) {
    int bytes = setting.parameters().registerBytes();
    int count = Records.count(REGISTERS, registers, bytes, sent, sent);
    byte[] tags =
        setting
            .runner()
            .run(
                count,
                CurveKernel.POINT_BYTES,
                (from, to) ->
                    setting
                        .kernel()
                        .decrypt(
                            keys.own(),
                            Records.column(
                                registers, bytes, from, to, 0, CurveKernel.CIPHERTEXT_BYTES)));
    return IndexGroups.of(tags);
  }

  /** A ciphertext of each of some records, registers or tuples alike, from an offset on. */
  private static byte[] gathered(byte[] records, int[] positions, int offset) {
    int size = CurveKernel.CIPHERTEXT_BYTES;
    byte[] gathered = new byte[Records.bytes(positions.length, size)];
    for (int i = 0; i < positions.length; i++) {
      System.arraycopy(
          records, positions[i] * CurveKernel.TUPLE_BYTES + offset, gathered, i * size, size);
    }
    return gathered;
  }

  private void require(Llv2Goal goal) {
    if (setting.parameters().goal() != goal) {
      throw DomainException.precondition("a measurement of " + goal + " alone has this stage");
    }
  }
}
