package org.aureole.crypto.llv2;

import java.util.Arrays;
import org.aureole.crypto.curve.CurveKernel;
import org.aureole.crypto.curve.ScalarStream;
import org.aureole.model.error.DomainException;

/**
 * The stages of a Duchy that is not the aggregator. Each is a function of the computation's secret
 * and of what arrives, so that a second attempt gives the first one's bytes; the caller pins what
 * arrives, see {@link DuchySecret}. Immutable and thread-safe.
 *
 * <p>All throw PROTOCOL_VIOLATION if what arrives is not whole records of points of the curve, or
 * not in a possible number.
 */
public final class RingWorker {
  private final Llv2Setting setting;
  private final DerivedSeeds seeds;
  private final DuchyKeys keys;
  private final FreshCiphertexts fresh;

  /**
   * @throws DomainException INVALID_ARGUMENT if the keys are the aggregator's
   */
  public RingWorker(Llv2Setting setting, DuchySecret secret, DuchyKeys keys) {
    if (keys.position() >= setting.parameters().duchies() - 1) {
      throw DomainException.invalid("keys", "are not those of a worker");
    }
    this.setting = setting;
    this.seeds = secret.stageSeeds(setting, keys);
    this.keys = keys;
    this.fresh = new FreshCiphertexts(setting.kernel());
  }

  /**
   * Phase one, of a reach the only one: takes this Duchy's layer off each index, multiplies it by
   * this Duchy's exponent, and makes every ciphertext a fresh one; then shuffles.
   *
   * @param registers from the aggregator or the worker before
   * @return as many registers
   */
  public byte[] phaseOne(byte[] registers) {
    int bytes = setting.parameters().registerBytes();
    RecordLimits limits = setting.limits();
    int count =
        Records.count(
            "registers", registers, bytes, limits.leastRegisters(), limits.mostRegisters());
    byte[] exponent = new ScalarStream(seeds.stream("blinding-exponent", registers)).next(1);
    try {
      byte[] blinded =
          setting
              .runner()
              .run(
                  count,
                  bytes,
                  seeds.seed("phase-one", registers),
                  (from, to, random) -> blinded(registers, from, to, exponent, random));
      return Records.sorted(blinded, bytes);
    } finally {
      Arrays.fill(exponent, (byte) 0);
    }
  }

  private byte[] blinded(byte[] registers, int from, int to, byte[] exponent, ScalarStream random) {
    int bytes = setting.parameters().registerBytes();
    int one = CurveKernel.CIPHERTEXT_BYTES;
    byte[] indexes = Records.column(registers, bytes, from, to, 0, one);
    byte[] blinded = blindedAndFresh(indexes, exponent, random.next(to - from));
    if (bytes == one) {
      return blinded;
    }
    byte[] others = Records.column(registers, bytes, from, to, one, bytes - one);
    return Records.interleave(
        to - from, blinded, fresh.rerandomised(keys.composite(), others, random));
  }

  /**
   * Phase two: takes this Duchy's layer off each flag and multiplies it by a secret of its own,
   * which keeps zero and makes everything else uniform; makes every ciphertext a fresh one; adds
   * this Duchy's noise; then shuffles.
   *
   * @param tuples from the aggregator or the worker before
   * @return the tuples and {@link Llv2Noise#tuples()} more
   */
  public byte[] phaseTwo(byte[] tuples) {
    requireFrequency();
    int bytes = CurveKernel.TUPLE_BYTES;
    long least = setting.limits().leastTuples(keys.position());
    long most = setting.limits().mostTuples(keys.position());
    int count = Records.count("tuples", tuples, bytes, least, most);
    byte[] passed =
        setting
            .runner()
            .run(
                count,
                bytes,
                seeds.seed("phase-two", tuples),
                (from, to, random) -> flagsBlinded(tuples, from, to, random));
    byte[] noise = new NoiseTuples(setting, keys).draw(seeds, tuples);
    return Records.sorted(Records.concat(passed, noise), bytes);
  }

  private byte[] flagsBlinded(byte[] tuples, int from, int to, ScalarStream random) {
    int one = CurveKernel.CIPHERTEXT_BYTES;
    int bytes = CurveKernel.TUPLE_BYTES;
    byte[] flags = Records.column(tuples, bytes, from, to, 0, 2 * one);
    byte[] counts = Records.column(tuples, bytes, from, to, 2 * one, one);
    byte[] multipliers = random.next(2 * (to - from));
    try {
      return Records.interleave(
          to - from,
          blindedAndFresh(flags, multipliers, random.next(2 * (to - from))),
          fresh.rerandomised(keys.composite(), counts, random));
    } finally {
      Arrays.fill(multipliers, (byte) 0);
    }
  }

  /**
   * Phase three: blinds for each register and each frequency j below F the difference between its
   * count and j, by a secret of its own, and takes this Duchy's layer off. Keeps the order.
   *
   * @param counts the first worker: the encrypted counts from the aggregator; every other: the rows
   *     of {@link Llv2Parameters#rowBytes()} from the worker before
   * @return as many rows
   */
  public byte[] phaseThree(byte[] counts) {
    requireFrequency();
    boolean isFirst = keys.position() == 0;
    int rowBytes = setting.parameters().rowBytes();
    int bytes = isFirst ? CurveKernel.CIPHERTEXT_BYTES : rowBytes;
    int count = Records.count("counts", counts, bytes, 0, setting.limits().mostCounts());
    int columns = setting.parameters().maximumFrequency() - 1;
    byte[] frequencies = new ConstantPoints(setting.kernel()).counts(columns);
    return setting
        .runner()
        .run(
            count,
            rowBytes,
            seeds.seed("phase-three", counts),
            (from, to, random) -> {
              byte[] part = Records.column(counts, bytes, from, to, 0, bytes);
              byte[] multipliers = random.next((to - from) * columns);
              try {
                return isFirst
                    ? setting.kernel().blindDifferences(keys.own(), frequencies, multipliers, part)
                    : setting.kernel().blind(keys.own(), multipliers, part);
              } finally {
                Arrays.fill(multipliers, (byte) 0);
              }
            });
  }

  /** Clears the randomness. */
  private byte[] blindedAndFresh(byte[] ciphertexts, byte[] multipliers, byte[] randomness) {
    try {
      return setting
          .kernel()
          .blindAndRerandomise(keys.own(), multipliers, keys.rest(), ciphertexts, randomness);
    } finally {
      Arrays.fill(randomness, (byte) 0);
    }
  }

  private void requireFrequency() {
    if (setting.parameters().goal() == Llv2Goal.REACH) {
      throw DomainException.precondition("a reach has one phase");
    }
  }
}
