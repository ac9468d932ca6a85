package org.aureole.crypto.hmss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.aureole.crypto.kernel.NativeLibrary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * What Java checks before it crosses the boundary is checked again behind it: arguments that Java
 * would never pass throw, and touch nothing.
 */
@EnabledIf("isThere")
class ResidueBoundaryTest {
  private static final int[] WRONG_MODULI = {Integer.MIN_VALUE, -1, 0, 1, 257, Integer.MAX_VALUE};
  private static final int[][] WRONG_RANGES = {
    {-1, 1},
    {0, -1},
    {0, 11},
    {10, 1},
    {11, 0},
    {Integer.MAX_VALUE, Integer.MAX_VALUE},
    {Integer.MIN_VALUE, 10},
    {1, Integer.MAX_VALUE}
  };

  private final byte[] seed = new byte[48];
  private final byte[] ten = new byte[10];
  private final int[] buckets = new int[256];

  static boolean isThere() {
    return NativeLibrary.isLoaded();
  }

  private static void refused(Runnable call) {
    assertThatThrownBy(call::run).isInstanceOf(IllegalArgumentException.class);
  }

  private static long[] fresh() {
    return new long[] {0, 0, 10};
  }

  @Test
  void uniformSequences() {
    for (int[] range : WRONG_RANGES) {
      refused(() -> NativeResidueKernels.addUniform(seed, fresh(), ten, range[0], range[1], 5));
      refused(() -> NativeResidueKernels.maskValues(seed, fresh(), ten, range[0], range[1], 1, 5));
    }
    for (int modulus : WRONG_MODULI) {
      refused(() -> NativeResidueKernels.addUniform(seed, fresh(), ten, 0, 10, modulus));
      refused(() -> NativeResidueKernels.maskValues(seed, fresh(), ten, 0, 10, 0, modulus));
    }
    for (int cap : new int[] {-1, 5, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      refused(() -> NativeResidueKernels.maskValues(seed, fresh(), ten, 0, 10, cap, 5));
    }
    for (long[] state :
        new long[][] {
          null,
          {},
          {0, 0},
          {0, 0, 10, 0},
          {-1, 0, 10},
          {0, -1, 10},
          {0, 0, -1},
          {0, 0, 9},
          {Long.MAX_VALUE, 0, 10},
          {0, Long.MAX_VALUE, 10},
          {0, 0, Long.MAX_VALUE},
          {Long.MIN_VALUE, 0, 10}
        }) {
      refused(() -> NativeResidueKernels.addUniform(seed, state, ten, 0, 10, 5));
      refused(() -> NativeResidueKernels.maskValues(seed, state, ten, 0, 10, 0, 5));
    }
    for (byte[] wrong : new byte[][] {null, {}, new byte[47], new byte[49]}) {
      refused(() -> NativeResidueKernels.addUniform(wrong, fresh(), ten, 0, 10, 5));
      refused(() -> NativeResidueKernels.maskValues(wrong, fresh(), ten, 0, 10, 0, 5));
    }
    refused(() -> NativeResidueKernels.addUniform(seed, fresh(), null, 0, 0, 5));
    assertThat(ten).containsOnly(0);
  }

  @Test
  void nonZeroSequences() {
    for (int[] range : WRONG_RANGES) {
      refused(() ->
          NativeResidueKernels.multiplyNonZero(
              seed, new long[] {0, 0, 0, 10}, ten, range[0], range[1], 5));
    }
    for (long[] state :
        new long[][] {null, {0, 0, 10}, {0, 0, 0, 9}, {0, 0, -1, 10}, {0, 0, Long.MAX_VALUE, 10}}) {
      refused(() -> NativeResidueKernels.multiplyNonZero(seed, state, ten, 0, 10, 5));
    }
    assertThat(ten).containsOnly(0);
  }

  @Test
  void sums() {
    for (int[] range : WRONG_RANGES) {
      refused(() -> NativeResidueKernels.addResidues(ten, range[0], ten, 0, range[1], 5));
      refused(() -> NativeResidueKernels.addResidues(ten, 0, ten, range[0], range[1], 5));
    }
    for (int count : new int[] {-1, 11, Integer.MAX_VALUE}) {
      refused(() -> NativeResidueKernels.countSumsOf(ten, ten, count, 5, new int[5]));
    }
    for (int modulus : WRONG_MODULI) {
      refused(() -> NativeResidueKernels.addResidues(ten, 0, ten, 0, 10, modulus));
      refused(() -> NativeResidueKernels.countSumsOf(ten, ten, 10, modulus, new int[300]));
    }
    refused(() -> NativeResidueKernels.countSumsOf(ten, ten, 10, 5, new int[4]));
    refused(() -> NativeResidueKernels.countSumsOf(ten, ten, 10, 5, null));
    refused(() -> NativeResidueKernels.countSumsOf(null, ten, 0, 5, new int[5]));
  }

  @Test
  void shuffles() {
    refused(() -> NativeResidueKernels.countLabels(seed, 0, -1, buckets));
    refused(() -> NativeResidueKernels.countLabels(seed, -1, 10, buckets));
    refused(() -> NativeResidueKernels.countLabels(seed, 0, 10, new int[255]));
    for (int[] range : WRONG_RANGES) {
      refused(
          () -> NativeResidueKernels.placeElements(seed, 0, ten, range[0], range[1], ten, buckets));
    }
    refused(() -> NativeResidueKernels.placeElements(seed, 0, ten, 0, 10, null, buckets));
    refused(() -> NativeResidueKernels.placeElements(seed, 0, ten, 0, 10, ten, new int[0]));
    // Ends that lead out of the array: told, and nothing written there.
    for (int end : new int[] {-1, 10, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      int[] ends = new int[256];
      Arrays.fill(ends, end);
      assertThat(NativeResidueKernels.placeElements(seed, 0, new byte[10], 0, 10, ten, ends))
          .isFalse();
      if (end != 0) {
        refused(() ->
            NativeResidueKernels.shuffleBuckets(seed, 0, ten, 0, ends, 0, end == 10 ? 257 : 256));
      }
    }
    for (int[] range : new int[][] {{-1, 1}, {2, 1}, {0, 257}, {257, 257}}) {
      refused(
          () -> NativeResidueKernels.shuffleBuckets(seed, 0, ten, 0, buckets, range[0], range[1]));
    }
    refused(() -> NativeResidueKernels.shuffleBuckets(seed, 0, ten, 11, buckets, 0, 1));
    refused(() -> NativeResidueKernels.shuffleBuckets(seed, 0, ten, -1, buckets, 0, 1));
    assertThat(ten).containsOnly(0);
  }
}
