package org.aureole.crypto.hmss;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.aureole.crypto.prng.Seed;
import org.junit.jupiter.api.Test;

class BucketShuffleTest {
  private static Seed seed(int number) {
    byte[] bytes = new byte[Seed.BYTES];
    ByteBuffer.wrap(bytes).putInt(number);
    return Seed.of(bytes);
  }

  /** All 120 orders of 5 elements; the 99.9 % point of chi-square with 119 degrees is 172.7. */
  @Test
  void everyOrder_isEquallyLikely() {
    Map<String, Integer> counts = new HashMap<>();
    int draws = 24_000;
    for (int i = 0; i < draws; i++) {
      byte[] order = BucketShuffle.shuffle(new byte[] {0, 1, 2, 3, 4}, 5, seed(i));
      counts.merge(Arrays.toString(order), 1, Integer::sum);
    }
    assertThat(counts).hasSize(120);
    double expected = draws / 120.0;
    double chiSquare =
        counts.values().stream().mapToDouble(n -> (n - expected) * (n - expected) / expected).sum();
    assertThat(chiSquare).isLessThan(172.7);
  }

  /** Where an element of a vector larger than its buckets goes: 20 cells, 19 degrees, 43.8. */
  @Test
  void everyPlace_isEquallyLikely() {
    int length = 2000;
    int[] first = new int[20];
    int[] last = new int[20];
    byte[] elements = new byte[length];
    elements[0] = 1;
    elements[length - 1] = 2;
    int draws = 4000;
    for (int i = 0; i < draws; i++) {
      byte[] order = BucketShuffle.shuffle(elements, elements.length, seed(i));
      for (int at = 0; at < length; at++) {
        if (order[at] != 0) {
          (order[at] == 1 ? first : last)[at / 100]++;
        }
      }
    }
    for (int[] places : new int[][] {first, last}) {
      double chiSquare =
          Arrays.stream(places).mapToDouble(n -> (n - 200.0) * (n - 200.0) / 200).sum();
      assertThat(chiSquare).isLessThan(43.8);
    }
  }

  @Test
  void bytesAndWideElements_goTheSameWay() {
    for (int length : new int[] {0, 1, 2, 255, 256, 16_384, 50_000}) {
      byte[] bytes = new byte[length];
      char[] chars = new char[length];
      for (int i = 0; i < length; i++) {
        bytes[i] = (byte) (i * 31);
        chars[i] = (char) (i * 31);
      }
      byte[] shuffledBytes = BucketShuffle.shuffle(bytes, bytes.length, seed(7));
      char[] shuffledChars = BucketShuffle.shuffle(chars, seed(7));
      for (int i = 0; i < length; i++) {
        assertThat(shuffledBytes[i]).isEqualTo((byte) shuffledChars[i]);
      }
      Arrays.sort(chars);
      Arrays.sort(shuffledChars);
      assertThat(shuffledChars).isEqualTo(chars);
    }
  }

  @Test
  void order_isAFunctionOfSeedAndLength() {
    byte[] elements = new byte[1000];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = (byte) i;
    }
    assertThat(BucketShuffle.shuffle(elements, elements.length, seed(1)))
        .isEqualTo(BucketShuffle.shuffle(elements.clone(), elements.length, seed(1)))
        .isNotEqualTo(BucketShuffle.shuffle(elements, elements.length, seed(2)));
  }
}
