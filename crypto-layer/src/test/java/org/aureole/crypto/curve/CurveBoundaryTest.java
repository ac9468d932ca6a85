package org.aureole.crypto.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.aureole.crypto.kernel.NativeLibrary;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** As for the other kernels: what Java would never pass throws behind the boundary, too. */
@EnabledIf("isThere")
class CurveBoundaryTest {
  private static final int[] WRONG_COUNTS = {-1, 3, 1 << 25, Integer.MAX_VALUE, Integer.MIN_VALUE};

  private final byte[] scalar = new byte[32];
  private final byte[] scalars = new byte[64];
  private final byte[] ciphertexts = new byte[132];
  private final byte[] affine = new byte[128];
  private ByteBuffer table;

  static boolean isThere() {
    return NativeLibrary.hasCurve();
  }

  @BeforeEach
  void prepare() {
    table = ByteBuffer.allocateDirect(NativeCurve.tableBytes());
    scalar[31] = 1;
    scalars[31] = 1;
    scalars[63] = 1;
  }

  private static void refused(Runnable call) {
    assertThatThrownBy(call::run).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void tables_areDirectAndLargeEnough() {
    byte[] point = new byte[33];
    NativeCurve.generator(point);
    for (ByteBuffer wrong :
        Arrays.asList(
            null,
            ByteBuffer.allocate(NativeCurve.tableBytes()),
            ByteBuffer.allocateDirect(NativeCurve.tableBytes() - 1),
            ByteBuffer.allocateDirect(0))) {
      refused(() -> NativeCurve.prepare(point, wrong));
      refused(() -> NativeCurve.multiply(wrong, scalars, 2, affine));
      refused(() -> NativeCurve.encrypt(wrong, table, null, scalars, 2, ciphertexts));
      refused(() -> NativeCurve.encrypt(table, wrong, null, scalars, 2, ciphertexts));
      refused(() ->
          NativeCurve.joinGroups(
              table,
              wrong,
              affine,
              new int[0],
              ciphertexts,
              ciphertexts,
              0,
              new byte[0],
              scalars,
              ciphertexts));
    }
    refused(() -> NativeCurve.prepare(new byte[32], table));
    refused(() -> NativeCurve.prepare(null, table));
    refused(() -> NativeCurve.generator(new byte[32]));
    byte[] one = new byte[64];
    refused(() ->
        NativeCurve.blindDifferences(
            scalar, affine, 2, table, scalars, ciphertexts, 1, new byte[132]));
    for (int count : new int[] {-1, 2, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      refused(() -> NativeCurve.prepareAll(affine, count, table));
    }
    refused(() -> NativeCurve.prepareAll(new byte[63], 1, table));
    assertThat(NativeCurve.prepareAll(affine, 1, table) >>> 32).isEqualTo(4);
    assertThat(NativeCurve.prepare(point, table)).isZero();
    assertThat(NativeCurve.multiply(table, scalar, 1, one)).isZero();
    assertThat(CurvePoints.compress(one)).isEqualTo(point);
  }

  @Test
  void numbersOfRecords_fitTheArrays() {
    for (int count : WRONG_COUNTS) {
      refused(() -> NativeCurve.requirePoints(new byte[66], count));
      refused(() -> NativeCurve.tryX(affine, count, affine, new byte[2]));
      refused(() -> NativeCurve.multiply(table, scalars, count, affine));
      refused(() -> NativeCurve.encrypt(table, table, affine, scalars, count, ciphertexts));
      refused(() ->
          NativeCurve.blindAndRerandomise(
              scalar, scalars, false, table, table, scalars, ciphertexts, count, ciphertexts));
      refused(() ->
          NativeCurve.blindAndRerandomise(
              scalar, scalars, true, null, null, null, ciphertexts, count, ciphertexts));
      refused(() -> NativeCurve.decrypt(scalar, ciphertexts, count, false, new byte[66]));
      refused(() ->
          NativeCurve.blindDifferences(
              scalar, affine, 1, null, scalars, ciphertexts, count, ciphertexts));
      refused(() ->
          NativeCurve.joinGroups(
              table,
              table,
              affine,
              new int[] {1},
              ciphertexts,
              ciphertexts,
              count,
              scalars,
              new byte[96],
              new byte[198]));
    }
    for (int columns : new int[] {-1, 0, 97, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      refused(() ->
          NativeCurve.blindDifferences(
              scalar, new byte[64 * 97], columns, null, scalars, ciphertexts, 1, new byte[66]));
    }
  }

  @Test
  void resultsHaveRoom() {
    refused(() -> NativeCurve.tryX(affine, 2, new byte[127], new byte[2]));
    refused(() -> NativeCurve.tryX(affine, 2, affine, new byte[1]));
    refused(() -> NativeCurve.multiply(table, scalars, 2, new byte[127]));
    refused(() -> NativeCurve.encrypt(table, table, null, scalars, 2, new byte[131]));
    refused(() -> NativeCurve.decrypt(scalar, ciphertexts, 2, false, new byte[65]));
    refused(() -> NativeCurve.decrypt(scalar, ciphertexts, 2, true, new byte[1]));
    refused(() -> NativeCurve.decrypt(new byte[31], ciphertexts, 2, true, new byte[2]));
    refused(() -> NativeCurve.decrypt(null, ciphertexts, 2, true, new byte[2]));
  }

  @Test
  void groups_doNotReachBeyondTheRegisters() {
    byte[] point = new byte[33];
    NativeCurve.generator(point);
    NativeCurve.prepare(point, table);
    byte[] marker = new byte[64];
    NativeCurve.multiply(table, scalar, 1, marker);
    byte[] registers = new byte[132];
    for (int i = 0; i < 4; i++) {
      System.arraycopy(point, 0, registers, 33 * i, 33);
    }
    for (int[] sizes :
        List.of(new int[] {3}, new int[] {0}, new int[] {-1}, new int[] {Integer.MAX_VALUE})) {
      refused(() ->
          NativeCurve.joinGroups(
              table,
              table,
              marker,
              sizes,
              registers,
              registers,
              2,
              scalars,
              new byte[96],
              new byte[198]));
    }
    refused(() ->
        NativeCurve.joinGroups(
            table,
            table,
            marker,
            null,
            registers,
            registers,
            2,
            scalars,
            new byte[96],
            new byte[198]));
    for (byte[] weights : Arrays.asList(null, new byte[0], new byte[63])) {
      refused(() ->
          NativeCurve.joinGroups(
              table,
              table,
              marker,
              new int[] {2},
              registers,
              registers,
              2,
              weights,
              new byte[96],
              new byte[198]));
    }
  }

  /** Scalars that are none are noticed behind the boundary as well. */
  @Test
  void scalarsOutOfRange_areToldApart() {
    byte[] zeros = new byte[64];
    assertThat(NativeCurve.multiply(table, zeros, 2, affine) >>> 32).isEqualTo(4);
    assertThat(NativeCurve.encrypt(table, table, null, zeros, 2, ciphertexts) >>> 32).isEqualTo(4);
    byte[] ones = new byte[32];
    Arrays.fill(ones, (byte) 0xff);
    byte[] good = new byte[66];
    NativeCurve.generator(good);
    System.arraycopy(good, 0, good, 33, 33);
    assertThat(NativeCurve.decrypt(ones, good, 1, false, new byte[33]) >>> 32).isEqualTo(4);
  }
}
