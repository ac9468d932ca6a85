package org.aureole.crypto.vid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SamplingIntervalTest {
  @Test
  void indices_areThoseOfExactIntegers() {
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      int population = 1 + random.nextInt(Integer.MAX_VALUE - 1);
      long start = random.nextLong(SamplingInterval.CIRCLE);
      long width = 1 + random.nextLong(SamplingInterval.CIRCLE);
      IndexRange range = new SamplingInterval(start, width).indices(population);
      long first = floor(population, start);
      long end = floor(population, start + width);
      assertThat(range.first()).isEqualTo((int) first);
      assertThat(range.length()).isEqualTo((int) (end - first));
    }
  }

  private static long floor(long population, long point) {
    return BigInteger.valueOf(population)
        .multiply(BigInteger.valueOf(point))
        .shiftRight(32)
        .longValueExact();
  }

  @Test
  void fullWidth_takesEveryVidOnce_fromAnyStart() {
    for (long start : new long[] {0, 1, 1L << 31, SamplingInterval.CIRCLE - 1}) {
      for (int population : new int[] {1, 2, 999, Integer.MAX_VALUE - 8}) {
        assertThat(
                new SamplingInterval(start, SamplingInterval.CIRCLE).indices(population).length())
            .isEqualTo(population);
      }
    }
  }

  @Test
  void adjacentIntervals_partitionThePopulation() {
    BitSet seen = new BitSet();
    long[] cuts = {3_000_000_000L, 4_000_000_000L, 5_500_000_000L, 7_294_967_296L};
    for (int i = 0; i + 1 < cuts.length; i++) {
      IndexRange range =
          new SamplingInterval(cuts[i] % SamplingInterval.CIRCLE, cuts[i + 1] - cuts[i])
              .indices(1009);
      for (int position = 0; position < range.length(); position++) {
        int index = range.indexAt(position);
        assertThat(range.positionOf(index)).isEqualTo(position);
        assertThat(seen.get(index)).isFalse();
        seen.set(index);
      }
    }
    assertThat(seen.cardinality()).isEqualTo(1009);
  }

  @Test
  void wrapping_continuesAtIndexZero() {
    IndexRange range = SamplingInterval.fromFraction(0.75, 0.5).indices(100);
    assertThat(range).isEqualTo(new IndexRange(75, 50, 100));
    assertThat(range.indexAt(24)).isEqualTo(99);
    assertThat(range.indexAt(25)).isZero();
    assertThat(range.contains(24)).isTrue();
    assertThat(range.contains(25)).isFalse();
    assertThat(range.contains(74)).isFalse();
    assertThat(range.positionOf(-1)).isEqualTo(-1);
    assertThat(range.positionOf(100)).isEqualTo(-1);
  }

  @Test
  void scaleUp_isExactAlsoBeyond31Bits() {
    SamplingInterval third = new SamplingInterval(0, SamplingInterval.CIRCLE / 3);
    assertThat(third.scaleUp(1)).isEqualTo(3);
    for (long count : new long[] {0, 5, Integer.MAX_VALUE, 1L << 40}) {
      assertThat(third.scaleUp(count))
          .isEqualTo(
              BigInteger.valueOf(count)
                  .shiftLeft(32)
                  .divide(BigInteger.valueOf(third.width()))
                  .longValueExact());
    }
    assertThatThrownBy(() -> new SamplingInterval(0, 1).scaleUp(1L << 32))
        .hasMessageContaining("63 bits");
  }

  @Test
  void badIntervals_areRefusedWithTheField() {
    assertThatThrownBy(() -> new SamplingInterval(SamplingInterval.CIRCLE, 1))
        .hasMessageStartingWith("vidSamplingInterval.start: is 4294967296");
    assertThatThrownBy(() -> new SamplingInterval(-1, 1)).hasMessageContaining("start");
    assertThatThrownBy(() -> new SamplingInterval(0, 0)).hasMessageContaining("width: is 0");
    assertThatThrownBy(() -> new SamplingInterval(0, SamplingInterval.CIRCLE + 1))
        .hasMessageContaining("width");
    for (double width : new double[] {0, -0.1, 1.0001, 1e-12, Double.NaN}) {
      assertThatThrownBy(() -> SamplingInterval.fromFraction(0, width))
          .hasMessageContaining("width");
    }
    for (double start : new double[] {1, -0.1, Double.NaN}) {
      assertThatThrownBy(() -> SamplingInterval.fromFraction(start, 0.5))
          .hasMessageContaining("start");
    }
    assertThat(SamplingInterval.fromFraction(0, 1)).isEqualTo(SamplingInterval.FULL);
    assertThat(SamplingInterval.fromFraction(Math.nextDown(1.0), 1).start()).isZero();
  }
}
