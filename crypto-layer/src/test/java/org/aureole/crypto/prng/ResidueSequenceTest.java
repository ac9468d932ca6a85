package org.aureole.crypto.prng;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResidueSequenceTest {
  /** NIST SP 800-38A, F.5.5 (CTR-AES256): key, initial counter and the four output blocks. */
  private static final Seed NIST_SEED =
      Seed.of(
          HexFormat.of()
              .parseHex(
                  "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4"
                      + "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"));

  private static final byte[] NIST_STREAM =
      HexFormat.of()
          .parseHex(
              "0bdf7df1591716335e9a8b15c860c5025a6e699d536119065433863c8f657b94"
                  + "1bc12c9c01610d5d0d8bd6a3378eca622956e1c8693536b1bee99c73a31576b6");

  @Test
  void stream_isThatOfNist() {
    assertThat(NIST_SEED.stream().next(64)).isEqualTo(NIST_STREAM);
    AesCtrStream inPieces = NIST_SEED.stream();
    byte[] pieces = new byte[64];
    int at = 0;
    for (int length : new int[] {1, 15, 7, 0, 20, 21}) {
      inPieces.fill(pieces, at, length);
      at += length;
    }
    assertThat(pieces).isEqualTo(NIST_STREAM);
  }

  @Test
  void counter_carriesInto128Bits() {
    byte[] seed = new byte[Seed.BYTES];
    Arrays.fill(seed, Seed.KEY_BYTES, Seed.BYTES, (byte) 0xff);
    byte[] secondBlock = Arrays.copyOfRange(Seed.of(seed).stream().next(32), 16, 32);
    assertThat(secondBlock).isEqualTo(Seed.of(new byte[Seed.BYTES]).stream().next(16));
  }

  /**
   * Expected values by a separate program that follows the rule of consumption on NIST's stream.
   */
  @Test
  void uniform_followsTheContractOfConsumption() {
    int[] sixteen = {11, 95, 125, 113, 89, 23, 22, 51, 94, 26, 11, 21, 72, 96, 69, 2};
    expectUniform(127, 17, sixteen);
    expectUniform(128, 17, sixteen);
    expectUniform(5, 22, 3, 1, 1, 3, 2, 3, 0, 0, 2, 2, 1, 3);
    expectUniform(300, 28, 279, 51, 154, 277, 96, 258, 110, 262);
    expectUniform(512, 18, 479, 497, 279, 51, 154, 277, 96, 258);
    expectUniform(
        67, 39, 11, 23, 22, 51, 26, 11, 21, 2, 29, 25, 6, 51, 6, 60, 15, 20, 27, 65, 44, 28);
  }

  private static void expectUniform(int modulus, int consumed, int... expected) {
    AesCtrStream stream = NIST_SEED.stream();
    int[] values = new int[expected.length];
    assertThat(new UniformSequence(stream, expected.length, modulus).read(values, values.length))
        .isEqualTo(expected.length);
    assertThat(values).as("Uniform(%d, %d)", expected.length, modulus).isEqualTo(expected);
    assertThat(stream.next(4))
        .as("bytes after Uniform(%d, %d)", expected.length, modulus)
        .isEqualTo(Arrays.copyOfRange(NIST_STREAM, consumed, consumed + 4));
  }

  @Test
  void nonZero_followsTheContractOfConsumption() {
    AesCtrStream stream = NIST_SEED.stream();
    int[] values = new int[12];
    assertThat(new NonZeroSequence(stream, 12, 5).read(values, 12)).isEqualTo(12);
    assertThat(values).containsExactly(3, 1, 1, 3, 2, 3, 2, 2, 1, 3, 1, 1);
    assertThat(stream.next(4)).isEqualTo(Arrays.copyOfRange(NIST_STREAM, 26, 30));
  }

  /** Long sequences cross buffers and blocks; a plain array implementation must say the same. */
  @ParameterizedTest
  @CsvSource({
    "127,30000",
    "128,30000",
    "5,20001",
    "257,15000",
    "40000,12345",
    "65521,9000",
    "2,8191"
  })
  void uniform_isTheSameInChunksOfAnySize(int modulus, int count) {
    AesCtrStream plainStream = NIST_SEED.stream();
    int[] expected = plainUniform(plainStream, count, modulus);
    for (int chunk : new int[] {1, 1000, 8192, count}) {
      AesCtrStream stream = NIST_SEED.stream();
      assertThat(readAll(new UniformSequence(stream, count, modulus), chunk)).isEqualTo(expected);
      assertThat(stream.next(16)).isEqualTo(plainAfter(count, modulus));
    }
  }

  private static byte[] plainAfter(int count, int modulus) {
    AesCtrStream stream = NIST_SEED.stream();
    plainUniform(stream, count, modulus);
    return stream.next(16);
  }

  private static int[] plainUniform(AesCtrStream stream, int count, int modulus) {
    int bits = 32 - Integer.numberOfLeadingZeros(modulus - 1);
    int bytes = (bits + 7) / 8;
    double f = (double) ((1 << bits) - modulus) / (1 << bits);
    int[] values = new int[count];
    int have = 0;
    while (have < count) {
      int missing = count - have;
      int candidates = (int) (missing + 1 + f * missing / (1 - f));
      for (int i = 0; i < candidates; i++) {
        int candidate = 0;
        for (byte b : stream.next(bytes)) {
          candidate = (candidate << 8) | (b & 0xff);
        }
        candidate &= (1 << bits) - 1;
        if (candidate < modulus && have < count) {
          values[have++] = candidate;
        }
      }
    }
    return values;
  }

  private static int[] readAll(ResidueSequence sequence, int chunk) {
    int[] all = new int[Math.toIntExact(sequence.remaining())];
    int[] part = new int[chunk];
    int at = 0;
    while (sequence.remaining() > 0) {
      int read = sequence.read(part, chunk);
      System.arraycopy(part, 0, all, at, read);
      at += read;
    }
    assertThat(sequence.read(part, chunk)).isZero();
    return all;
  }

  /** 127·1000 draws; the 99.9 % point of chi-square with 126 degrees of freedom is 180.8. */
  @Test
  void uniform_isUniform() {
    double chiSquare =
        chiSquare(readAll(new UniformSequence(NIST_SEED.stream(), 127_000, 127), 4096), 0, 127);
    assertThat(chiSquare).isLessThan(180.8);
  }

  /** The 99.9 % point of chi-square with 125 degrees of freedom is 179.6. */
  @Test
  void nonZero_isUniformOverTheNonZero() {
    int[] values = readAll(new NonZeroSequence(NIST_SEED.stream(), 126_000, 127), 1000);
    assertThat(Arrays.stream(values).min().orElseThrow()).isEqualTo(1);
    assertThat(chiSquare(values, 1, 127)).isLessThan(179.6);
  }

  private static double chiSquare(int[] values, int from, int to) {
    int[] counts = new int[to];
    for (int value : values) {
      counts[value]++;
    }
    double expected = (double) values.length / (to - from);
    double sum = 0;
    for (int value = from; value < to; value++) {
      sum += (counts[value] - expected) * (counts[value] - expected) / expected;
    }
    return sum;
  }

  @Test
  void emptySequence_consumesNothing() {
    AesCtrStream stream = NIST_SEED.stream();
    assertThat(new UniformSequence(stream, 0, 127).read(new int[1], 1)).isZero();
    assertThat(new NonZeroSequence(stream, 0, 127).read(new int[1], 1)).isZero();
    assertThat(stream.next(64)).isEqualTo(NIST_STREAM);
  }

  @Test
  void badArguments_areRefused() {
    assertThatThrownBy(() -> new UniformSequence(NIST_SEED.stream(), 1, 1))
        .hasMessageContaining("modulus");
    assertThatThrownBy(() -> new UniformSequence(NIST_SEED.stream(), 1, 65_537))
        .hasMessageContaining("modulus");
    assertThatThrownBy(() -> new NonZeroSequence(NIST_SEED.stream(), -1, 5))
        .hasMessageContaining("count");
  }
}
