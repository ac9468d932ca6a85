package org.aureole.crypto.vid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.aureole.model.error.DomainException;
import org.junit.jupiter.api.Test;

class VidOrderTest {
  /** Reckoned by a separate program that knows FarmHash for 16 bytes and nothing of ours. */
  @Test
  void hash_agreesWithSeparateProgram() {
    VidHash hash = new VidHash();
    assertThat(hash.of(1)).isEqualTo(7291877513898648417L);
    assertThat(hash.of(2)).isEqualTo(6083786553337411393L);
    assertThat(hash.of(3)).isEqualTo(-1925089391325138332L);
    assertThat(hash.of(1000)).isEqualTo(7139520106269456450L);
    assertThat(hash.of(Integer.MAX_VALUE)).isEqualTo(4210768109879250031L);
  }

  @Test
  void order_agreesWithSeparateProgram() {
    assertThat(VidOrder.of(VidUniverse.of(List.of(new VidRange(1, 20)))).vids())
        .containsExactly(15, 4, 9, 10, 20, 5, 11, 3, 12, 19, 16, 6, 14, 8, 2, 18, 7, 1, 13, 17);
    VidUniverse twoRanges = VidUniverse.of(List.of(new VidRange(100, 105), new VidRange(5, 9)));
    assertThat(VidOrder.of(twoRanges).vids())
        .containsExactly(105, 101, 9, 5, 102, 6, 8, 100, 104, 7, 103);
  }

  @Test
  void order_isThatOfAPlainSort() {
    VidUniverse universe =
        VidUniverse.of(List.of(new VidRange(1, 30_000), new VidRange(1_000_000, 1_020_000)));
    VidHash hash = new VidHash();
    Integer[] expected =
        IntStream.concat(
                IntStream.rangeClosed(1, 30_000), IntStream.rangeClosed(1_000_000, 1_020_000))
            .boxed()
            .toArray(Integer[]::new);
    Arrays.sort(expected, Comparator.<Integer>comparingLong(hash::of).thenComparing(v -> v));
    VidOrder order = VidOrder.of(universe);
    assertThat(order.vids()).containsExactly(expected);
    for (int index = 0; index < expected.length; index++) {
      assertThat(order.indexOf(expected[index])).isEqualTo(index);
    }
    // With only the top 12 bits of the hash in a key, every VID has ties to resolve.
    assertThat(VidOrder.of(universe, 52).vids()).containsExactly(expected);
  }

  @Test
  void indexOf_isMinusOneOutsideThePopulation() {
    VidOrder order =
        VidOrder.of(
            VidUniverse.of(
                List.of(new VidRange(10, 19), new VidRange(30, Integer.MAX_VALUE - 2147483600L))));
    for (long vid : new long[] {-1, 0, 9, 20, 29, 48, Integer.MAX_VALUE, (1L << 32) | 10}) {
      assertThat(order.indexOf(vid)).as("VID %d", vid).isEqualTo(-1);
    }
    assertThat(order.indexOf(47)).isNotNegative();
  }

  @Test
  void universe_refusesOverlapsAndEmptiness() {
    assertThatThrownBy(() -> VidUniverse.of(List.of(new VidRange(1, 10), new VidRange(10, 12))))
        .isInstanceOf(DomainException.class)
        .hasMessageContaining("1..10 and 10..12 overlap");
    assertThatThrownBy(() -> VidUniverse.of(List.of())).hasMessageContaining("empty");
    assertThatThrownBy(() -> new VidRange(0, 5)).hasMessageContaining("start at 1");
    assertThatThrownBy(() -> new VidRange(5, 1L << 31)).hasMessageContaining("below 2147483648");
    assertThatThrownBy(() -> new VidRange(5, 4)).hasMessageContaining("before the first");
  }

  @Test
  void universe_ranksAndVidsAreInverse() {
    VidUniverse universe =
        VidUniverse.of(List.of(new VidRange(7, 7), new VidRange(1, 3), new VidRange(8, 9)));
    assertThat(universe.size()).isEqualTo(6);
    assertThat(IntStream.range(0, 6).map(universe::vidOfRank)).containsExactly(1, 2, 3, 7, 8, 9);
    assertThat(IntStream.of(1, 2, 3, 7, 8, 9).map(universe::rankOf))
        .containsExactly(0, 1, 2, 3, 4, 5);
    assertThatThrownBy(() -> universe.vidOfRank(6)).isInstanceOf(IndexOutOfBoundsException.class);
  }
}
