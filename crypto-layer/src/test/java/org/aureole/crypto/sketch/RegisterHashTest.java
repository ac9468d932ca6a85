package org.aureole.crypto.sketch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegisterHashTest {
  private static final LegionsParameters SMALL = new LegionsParameters(12, 100_000, 10_000_000);

  /** From the hash function's own reference implementation. */
  @ParameterizedTest
  @CsvSource({
    "1, 3983824996823283164, 12568803257281311850",
    "2, 9592411502134158156, 1743833138641528384",
    "42, 11669742714040067846, 748882461646891822",
    "10000000, 6966649819516009154, 15904637552235766212",
    "2147483646, 15065287851840121302, 17330800111259654071"
  })
  void fingerprints_areFarmHash(long vid, String index, String key) {
    assertThat(RegisterHash.fingerprint(vid, "Index")).isEqualTo(Long.parseUnsignedLong(index));
    assertThat(RegisterHash.fingerprint(vid, "SamplingIndicator"))
        .isEqualTo(Long.parseUnsignedLong(key));
  }

  /** Reckoned with a separate program from those fingerprints. */
  @ParameterizedTest
  @CsvSource({
    "12, 100000, 1, 2027, 1311850",
    "5.6, 1000000, 1, 43264, 1311850",
    "23, 330000, 1, 3490, 1311850",
    "12, 100000, 42, 8344, 6891822",
    "5.6, 1000000, 42, 177679, 6891822",
    "12, 100000, 2147483646, 14137, 9654071",
    "23, 330000, 2147483646, 24342, 9654071"
  })
  void indexAndKey_areTheSpecified(double decay, int registers, long vid, int index, int key) {
    RegisterHash hash = new RegisterHash(new LegionsParameters(decay, registers, 10_000_000));
    assertThat(hash.index(vid)).isEqualTo(index);
    assertThat(hash.key(vid)).isEqualTo(key);
  }

  /** The largest fingerprints round to u = 1, which would give index m. */
  @Test
  void largestFingerprint_staysInTheSketch() {
    RegisterHash hash = new RegisterHash(SMALL);
    assertThat(hash.indexOf(-1L)).isEqualTo(99_999);
    assertThat(hash.indexOf(-1024L)).isEqualTo(99_999);
    assertThat(hash.indexOf(0L)).isZero();
  }

  /** Chi-square over ten ranges of registers; the limit is the 99.9 % point for 9 degrees. */
  @Test
  void indexes_fallExponentially() {
    RegisterHash hash = new RegisterHash(new LegionsParameters(4, 1000, 10_000));
    int vids = 40_000;
    double[] observed = new double[10];
    for (int vid = 1; vid <= vids; vid++) {
      observed[hash.index(vid) / 100]++;
    }
    double chiSquare = 0;
    for (int range = 0; range < 10; range++) {
      double expected =
          vids * (Math.exp(-0.4 * range) - Math.exp(-0.4 * (range + 1))) / (1 - Math.exp(-4));
      chiSquare += (observed[range] - expected) * (observed[range] - expected) / expected;
    }
    assertThat(chiSquare).isLessThan(27.9);
  }

  @Test
  void impossibleShapes_areRefused() {
    for (double decay : new double[] {1, 0, -3, 41, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> new LegionsParameters(decay, 100, 100))
          .hasMessageContaining("decayRate");
    }
    for (int registers : new int[] {1, 0, -1, (1 << 24) + 1}) {
      assertThatThrownBy(() -> new LegionsParameters(12, registers, 100))
          .hasMessageContaining("registers");
    }
    for (int keys : new int[] {1, 0, -1, Integer.MAX_VALUE}) {
      assertThatThrownBy(() -> new LegionsParameters(12, 100, keys)).hasMessageContaining("keys");
    }
  }
}
