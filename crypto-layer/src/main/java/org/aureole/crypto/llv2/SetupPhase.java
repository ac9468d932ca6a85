package org.aureole.crypto.llv2;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.aureole.model.error.DomainException;

/**
 * The first stage of every Duchy: the registers of the data providers that sent to it, noise, and
 * an order that tells nothing. A second attempt on the same registers gives the first one's bytes;
 * the caller pins them, see {@link DuchySecret}. Immutable and thread-safe.
 */
public final class SetupPhase {
  private static final String REGISTERS = "registers";

  private final Llv2Setting setting;
  private final DerivedSeeds seeds;
  private final DuchyKeys keys;

  public SetupPhase(Llv2Setting setting, DuchySecret secret, DuchyKeys keys) {
    this.setting = setting;
    this.seeds = secret.stageSeeds(setting, keys);
    this.keys = keys;
  }

  /**
   * Checks what one data provider sent, point by point, so that an error is known to be its. Costs
   * a square root for each point; the later stages check, too, but cannot say whose a record was.
   *
   * @throws DomainException PROTOCOL_VIOLATION if it is not whole registers, more of them than a
   *     sketch and its noise have, or not of points of the curve
   */
  public static void requireRegisters(Llv2Setting setting, byte[] registers) {
    requirePoints(setting, registers, ofProvider(setting, registers));
  }

  /**
   * Checks what one Duchy sent to the aggregator, for the same reason.
   *
   * @throws DomainException PROTOCOL_VIOLATION if it is not whole registers, more or less of them
   *     than it may have, or not of points of the curve
   */
  public static void requireOfDuchy(Llv2Setting setting, byte[] registers) {
    requirePoints(setting, registers, ofDuchy(setting, registers));
  }

  private static void requirePoints(Llv2Setting setting, byte[] registers, int count) {
    int bytes = setting.parameters().registerBytes();
    setting
        .runner()
        .run(
            count,
            0,
            (from, to) -> {
              setting.kernel().requirePoints(Records.column(registers, bytes, from, to, 0, bytes));
              return new byte[0];
            });
  }

  /**
   * What this Duchy gives the aggregator, or the aggregator itself: its data providers' registers
   * and its noise.
   *
   * @param ofProviders the registers of each data provider that sent to this Duchy, in any order,
   *     which changes nothing
   */
  public byte[] ownRegisters(List<byte[]> ofProviders) {
    if (ofProviders.size() > setting.parameters().dataProviders()) {
      throw DomainException.invalid(
          "ofProviders", "are " + ofProviders.size() + ", more than take part");
    }
    ofProviders.forEach(registers -> ofProvider(setting, registers));
    List<byte[]> parts = new ArrayList<>(ofProviders);
    byte[][] input = ofProviders.stream().sorted(Arrays::compareUnsigned).toArray(byte[][]::new);
    parts.add(new NoiseRegisters(setting, keys.composite()).draw(seeds, input));
    return Records.sorted(Records.concat(parts), setting.parameters().registerBytes());
  }

  /**
   * What the aggregator sends to the first worker: all Duchies' registers.
   *
   * @param ofDuchies the {@link #ownRegisters} of each of the D Duchies, the aggregator among them
   */
  public byte[] allRegisters(List<byte[]> ofDuchies) {
    if (ofDuchies.size() != setting.parameters().duchies()) {
      throw DomainException.invalid(
          "ofDuchies",
          "are %d where %d take part".formatted(ofDuchies.size(), setting.parameters().duchies()));
    }
    ofDuchies.forEach(registers -> ofDuchy(setting, registers));
    return Records.sorted(Records.concat(ofDuchies), setting.parameters().registerBytes());
  }

  private static int ofDuchy(Llv2Setting setting, byte[] registers) {
    RecordLimits limits = setting.limits();
    return Records.count(
        REGISTERS,
        registers,
        setting.parameters().registerBytes(),
        limits.leastOfDuchy(),
        limits.mostOfDuchy());
  }

  private static int ofProvider(Llv2Setting setting, byte[] registers) {
    int bytes = setting.parameters().registerBytes();
    return Records.count(REGISTERS, registers, bytes, 0, setting.limits().mostOfProvider());
  }
}
