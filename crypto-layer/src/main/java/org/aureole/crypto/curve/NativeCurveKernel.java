package org.aureole.crypto.curve;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;
import org.aureole.model.error.DomainException;

/**
 * The kernel on the assembly of OpenSSL's libcrypto: tables for prepared points, doublings shared
 * by the products of one ciphertext, one inversion for a chunk of points. Thread-safe.
 *
 * <p>Constant-time in secrets, multipliers and randomness: their digits are looked up by reading
 * whole tables. Not constant-time in points and ciphertexts, which peers send or see; nor, as
 * everywhere, is {@link #hashToCurve}.
 */
public final class NativeCurveKernel implements CurveKernel {
  private static final String CIPHERTEXTS = "ciphertexts";
  private static final String RANDOMNESS = "randomness";
  private static final String MULTIPLIERS = "multipliers";

  /** Fewer ciphertexts than these do not pay for tables of the subtrahends. */
  private static final int WORTH_TABLES = 64;

  private final NativePoint generator;
  private volatile NativeSubtrahends lastSubtrahends;

  /** Needs the native library: {@link CurveKernels#chosen} asks for it. */
  NativeCurveKernel() {
    byte[] point = new byte[POINT_BYTES];
    NativeCurve.generator(point);
    generator = new NativePoint(point);
  }

  @Override
  public String name() {
    return "native";
  }

  @Override
  public PreparedPoint generator() {
    return generator;
  }

  @Override
  public PreparedPoint prepare(byte[] point) {
    if (point.length != POINT_BYTES) {
      throw P256Points.violation("point", "has " + point.length + " bytes; a point has 33");
    }
    return new NativePoint(point);
  }

  @Override
  public void requirePoints(byte[] points) {
    int count = CurveRecords.ofPeer("points", points, POINT_BYTES);
    NativeCurve.require(NativeCurve.requirePoints(points, count), "points");
  }

  @Override
  public byte[] hashToCurve(List<byte[]> texts) {
    return new HashRounds().hash(texts);
  }

  @Override
  public byte[] multiply(PreparedPoint base, byte[] scalars) {
    int count = CurveRecords.scalars("scalars", scalars);
    byte[] products = CurveRecords.room(count, AFFINE_BYTES);
    NativeCurve.require(NativeCurve.multiply(tables(base), scalars, count, products), "scalars");
    return products;
  }

  @Override
  public byte[] encrypt(PreparedPoint key, byte[] plaintexts, byte[] randomness) {
    int count = CurveRecords.affine("plaintexts", plaintexts);
    CurveRecords.requireScalars(RANDOMNESS, randomness, count);
    return encrypt(key, plaintexts, randomness, count, "plaintexts");
  }

  @Override
  public byte[] encryptZero(PreparedPoint key, byte[] randomness) {
    int count = CurveRecords.scalars(RANDOMNESS, randomness);
    return encrypt(key, null, randomness, count, RANDOMNESS);
  }

  private byte[] encrypt(
      PreparedPoint key, byte[] plaintexts, byte[] randomness, int count, String argument) {
    byte[] ciphertexts = CurveRecords.room(count, CIPHERTEXT_BYTES);
    NativeCurve.require(
        NativeCurve.encrypt(
            generator.tables(), tables(key), plaintexts, randomness, count, ciphertexts),
        argument);
    return ciphertexts;
  }

  @Override
  public byte[] rerandomise(PreparedPoint key, byte[] ciphertexts, byte[] randomness) {
    int count = CurveRecords.ofPeer(CIPHERTEXTS, ciphertexts, CIPHERTEXT_BYTES);
    CurveRecords.requireScalars(RANDOMNESS, randomness, count);
    ByteBuffer tables = tables(key);
    return transformed(
        ciphertexts,
        fresh ->
            NativeCurve.blindAndRerandomise(
                null,
                null,
                false,
                generator.tables(),
                tables,
                randomness,
                ciphertexts,
                count,
                fresh));
  }

  @Override
  public byte[] blind(SecretScalar secret, byte[] multipliers, byte[] ciphertexts) {
    int count = CurveRecords.ofPeer(CIPHERTEXTS, ciphertexts, CIPHERTEXT_BYTES);
    boolean shared = requireMultipliers(multipliers, count);
    return withSecret(
        secret,
        x ->
            transformed(
                ciphertexts,
                fresh ->
                    NativeCurve.blindAndRerandomise(
                        x, multipliers, shared, null, null, null, ciphertexts, count, fresh)));
  }

  @Override
  public byte[] blindAndRerandomise(
      SecretScalar secret,
      byte[] multipliers,
      PreparedPoint rest,
      byte[] ciphertexts,
      byte[] randomness) {
    int count = CurveRecords.ofPeer(CIPHERTEXTS, ciphertexts, CIPHERTEXT_BYTES);
    boolean shared = requireMultipliers(multipliers, count);
    CurveRecords.requireScalars(RANDOMNESS, randomness, count);
    ByteBuffer tables = tables(rest);
    return withSecret(
        secret,
        x ->
            transformed(
                ciphertexts,
                fresh ->
                    NativeCurve.blindAndRerandomise(
                        x,
                        multipliers,
                        shared,
                        generator.tables(),
                        tables,
                        randomness,
                        ciphertexts,
                        count,
                        fresh)));
  }

  /** Whether one multiplier serves all. */
  private static boolean requireMultipliers(byte[] multipliers, int count) {
    boolean shared = multipliers.length == SCALAR_BYTES;
    CurveRecords.requireScalars(MULTIPLIERS, multipliers, shared ? 1 : count);
    return shared;
  }

  @Override
  public byte[] blindDifferences(
      SecretScalar secret, byte[] subtrahends, byte[] multipliers, byte[] ciphertexts) {
    int rows = CurveRecords.ofPeer(CIPHERTEXTS, ciphertexts, CIPHERTEXT_BYTES);
    int columns = CurveRecords.subtrahends(subtrahends);
    long results = (long) rows * columns;
    CurveRecords.requireScalars(MULTIPLIERS, multipliers, results);
    if (columns == 0) {
      requirePoints(ciphertexts, rows);
      return new byte[0];
    }
    ByteBuffer tables = rows < WORTH_TABLES ? null : tables(subtrahends);
    byte[] differences = CurveRecords.room(results, CIPHERTEXT_BYTES);
    return withSecret(
        secret,
        x -> {
          NativeCurve.require(
              NativeCurve.blindDifferences(
                  x, subtrahends, columns, tables, multipliers, ciphertexts, rows, differences),
              CIPHERTEXTS);
          return differences;
        });
  }

  /**
   * The tables of the last subtrahends are kept: a stage calls with the same ones, part by part.
   */
  private ByteBuffer tables(byte[] subtrahends) {
    NativeSubtrahends last = lastSubtrahends;
    if (last == null || !last.areOf(subtrahends)) {
      last = new NativeSubtrahends(subtrahends);
      lastSubtrahends = last;
    }
    return last.tables();
  }

  private static void requirePoints(byte[] ciphertexts, int count) {
    long outcome = NativeCurve.requirePoints(ciphertexts, 2 * count);
    if (outcome != 0) {
      NativeCurve.require((outcome & ~0xffffffffL) | ((int) outcome / 2), CIPHERTEXTS);
    }
  }

  @Override
  public byte[] joinGroups(
      PreparedPoint key,
      byte[] marker,
      int[] groupSizes,
      byte[] keys,
      byte[] counts,
      byte[] weights,
      byte[] randomness) {
    int registers = CurveRecords.ofPeer("keys", keys, CIPHERTEXT_BYTES);
    CurveRecords.ofPeer("counts", counts, CIPHERTEXT_BYTES);
    requireGroups(marker, groupSizes, registers, counts.length / CIPHERTEXT_BYTES);
    CurveRecords.requireScalars("weights", weights, registers);
    CurveRecords.requireScalars(RANDOMNESS, randomness, 3L * groupSizes.length);
    byte[] tuples = CurveRecords.room(groupSizes.length, TUPLE_BYTES);
    NativeCurve.require(
        NativeCurve.joinGroups(
            generator.tables(),
            tables(key),
            marker,
            groupSizes.clone(),
            keys,
            counts,
            registers,
            weights,
            randomness,
            tuples),
        "keys",
        "counts",
        "groups");
    return tuples;
  }

  private static void requireGroups(byte[] marker, int[] groupSizes, int keys, int counts) {
    if (marker.length != AFFINE_BYTES) {
      throw DomainException.bug("marker: is not one affine point");
    }
    long registers = 0;
    for (int size : groupSizes) {
      if (size < 1) {
        throw DomainException.bug("groupSizes: a group has " + size + " registers");
      }
      registers += size;
    }
    if (keys != registers || counts != registers) {
      throw DomainException.bug(
          "groups of %d registers where there are %d keys and %d counts"
              .formatted(registers, keys, counts));
    }
  }

  @Override
  public byte[] decrypt(SecretScalar secret, byte[] ciphertexts) {
    return opened(secret, ciphertexts, false, POINT_BYTES);
  }

  @Override
  public byte[] zeroTest(SecretScalar secret, byte[] ciphertexts) {
    return opened(secret, ciphertexts, true, 1);
  }

  private static byte[] opened(
      SecretScalar secret, byte[] ciphertexts, boolean onlyZeros, int resultBytes) {
    int count = CurveRecords.ofPeer(CIPHERTEXTS, ciphertexts, CIPHERTEXT_BYTES);
    byte[] result = CurveRecords.room(count, resultBytes);
    return withSecret(
        secret,
        x -> {
          NativeCurve.require(
              NativeCurve.decrypt(x, ciphertexts, count, onlyZeros, result), CIPHERTEXTS);
          return result;
        });
  }

  /** As many ciphertexts, out of those given. */
  private static byte[] transformed(byte[] ciphertexts, ToLongFunction<byte[]> call) {
    byte[] fresh = new byte[ciphertexts.length];
    NativeCurve.require(call.applyAsLong(fresh), CIPHERTEXTS);
    return fresh;
  }

  private interface Use {
    byte[] of(byte[] secret);
  }

  private static byte[] withSecret(SecretScalar secret, Use use) {
    byte[] bytes = secret.toBytes();
    try {
      return use.of(bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static ByteBuffer tables(PreparedPoint point) {
    if (point instanceof NativePoint prepared) {
      return prepared.tables();
    }
    throw DomainException.bug("a prepared point serves the kernel that prepared it and no other");
  }
}
