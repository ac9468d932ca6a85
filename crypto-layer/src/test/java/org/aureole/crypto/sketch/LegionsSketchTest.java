package org.aureole.crypto.sketch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LegionsSketchTest {
  private static final LegionsParameters PARAMETERS = new LegionsParameters(10, 20_000, 10_000_000);

  /** Two VIDs that fall into the same register of a tiny sketch with different keys. */
  private static long[] colliding(LegionsParameters tiny) {
    RegisterHash hash = new RegisterHash(tiny);
    for (long vid = 2; ; vid++) {
      if (hash.index(vid) == hash.index(1) && hash.key(vid) != hash.key(1)) {
        return new long[] {1, vid};
      }
    }
  }

  @Test
  void equalKeysAddCounts_differentKeysDestroyForGood() {
    LegionsParameters tiny = new LegionsParameters(2, 4, 1000);
    long[] vids = colliding(tiny);
    RegisterHash hash = new RegisterHash(tiny);
    int index = hash.index(1);
    LegionsSketch sketch = new LegionsSketch(tiny);
    sketch.add(vids[0], 2);
    sketch.add(vids[0], 3);
    assertThat(sketch.key(index)).isEqualTo(hash.key(1));
    assertThat(sketch.count(index)).isEqualTo(5);
    assertThat(sketch.tally(5).byFrequency()).containsExactly(0, 0, 0, 0, 1);
    sketch.add(vids[1], 1);
    assertThat(sketch.isDestroyed(index)).isTrue();
    assertThat(sketch.isActive(index)).isTrue();
    sketch.add(vids[0], 1);
    assertThat(sketch.isDestroyed(index)).isTrue();
    assertThatThrownBy(() -> sketch.key(index)).hasMessageContaining("no key");
    assertThat(sketch.tally(5).active()).isEqualTo(1);
    assertThat(sketch.tally(5).byFrequency()).containsOnly(0);
    assertThat(sketch.tally(5).frequencyRatios()).hasSize(5).containsOnly(0);
  }

  @Test
  void merge_isAsIfOneProviderHadSeenAll() {
    LegionsSketch one = new LegionsSketch(PARAMETERS);
    LegionsSketch other = new LegionsSketch(PARAMETERS);
    LegionsSketch both = new LegionsSketch(PARAMETERS);
    for (int vid = 1; vid <= 9000; vid++) {
      if (vid % 3 != 0) {
        one.add(vid, 1 + vid % 2);
        both.add(vid, 1 + vid % 2);
      }
      if (vid % 2 == 0) {
        other.add(vid, 4);
        both.add(vid, 4);
      }
    }
    one.merge(other);
    for (int index = 0; index < PARAMETERS.registers(); index++) {
      assertThat(one.isActive(index)).isEqualTo(both.isActive(index));
      assertThat(one.isDestroyed(index)).isEqualTo(both.isDestroyed(index));
      assertThat(one.count(index)).isEqualTo(both.count(index));
    }
    assertThat(one.tally(6).byFrequency()).isEqualTo(both.tally(6).byFrequency());
    assertThatThrownBy(() -> one.merge(new LegionsSketch(new LegionsParameters(11, 20_000, 10))))
        .hasMessageContaining("other parameters");
  }

  /** One sketch: the error of reach is some 1 %, that of a ratio below 2 % absolute. */
  @Test
  void sketch_tellsReachAndFrequencies() {
    LegionsSketch sketch = new LegionsSketch(PARAMETERS);
    IntStream.rangeClosed(1, 60_000).forEach(vid -> sketch.add(vid, 1 + vid % 4));
    LegionsTally tally = sketch.tally(3);
    assertThat((double) new LegionsCardinality(PARAMETERS).estimate(tally.active()))
        .isCloseTo(60_000, within(2500.0));
    double[] ratios = tally.frequencyRatios();
    assertThat(ratios[0]).isCloseTo(0.25, within(0.03));
    assertThat(ratios[1]).isCloseTo(0.25, within(0.03));
    assertThat(ratios[2]).isCloseTo(0.5, within(0.03));
    assertThat(tally).hasToString("LegionsTally[redacted]");
  }

  @Test
  void countsSaturate_andDestructionEmpties() {
    LegionsSketch sketch = new LegionsSketch(PARAMETERS);
    int index = new RegisterHash(PARAMETERS).index(7);
    sketch.add(7, Integer.MAX_VALUE);
    sketch.add(7, 5);
    assertThat(sketch.count(index)).isEqualTo(Integer.MAX_VALUE);
    assertThatThrownBy(() -> sketch.add(7, 0)).hasMessageContaining("at least 1");
    sketch.destroy();
    assertThat(sketch.activeRegisters()).isZero();
    assertThat(sketch.count(index)).isZero();
  }
}
