package org.aureole.crypto.llv2;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class DuchyRingTest {
  /**
   * SHA-1 of each key and the computation, from another program: of k1 80ea…, k2 3b91…, k3 3010…,
   * k4 64c2…; as a signed number k1's is negative and comes first.
   */
  @Test
  void workersAreSortedBySignedDigest_theAggregatorIsLast() {
    Map<String, byte[]> keys =
        Map.of(
            "alpha", "k1".getBytes(UTF_8),
            "beta", "k2".getBytes(UTF_8),
            "gamma", "k3".getBytes(UTF_8),
            "delta", "k4".getBytes(UTF_8));
    assertThat(DuchyRing.order(keys, "delta", "computation"))
        .containsExactly("alpha", "gamma", "beta", "delta");
  }

  /** Bytes that are no UTF-8 become replacement characters: these two keys have one digest. */
  @Test
  void keysAreText_andEqualDigestsGoByName() {
    Map<String, byte[]> keys =
        Map.of(
            "b", new byte[] {2, (byte) 0xff},
            "a", new byte[] {2, (byte) 0xfe},
            "c", new byte[] {3});
    assertThat(DuchyRing.order(keys, "c", "x")).containsExactly("a", "b", "c");
  }

  @Test
  void aggregatorMustTakePart() {
    assertThatThrownBy(() -> DuchyRing.order(Map.of("a", new byte[33]), "b", "x"))
        .hasMessageContaining("aggregator");
  }
}
