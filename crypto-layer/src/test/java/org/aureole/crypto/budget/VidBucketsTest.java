package org.aureole.crypto.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import org.aureole.crypto.vid.IndexRange;
import org.aureole.crypto.vid.SamplingInterval;
import org.junit.jupiter.api.Test;

class VidBucketsTest {
  @Test
  void fullInterval_touchesEveryBucketOnce_fromAnyStart() {
    for (double start : new double[] {0, 0.5, 0.9999}) {
      assertThat(VidBuckets.touchedBy(SamplingInterval.fromFraction(start, 1)))
          .containsExactlyInAnyOrder(IntStream.range(0, 300).toArray());
    }
  }

  @Test
  void quarter_touchesItsOwnBuckets() {
    assertThat(VidBuckets.touchedBy(SamplingInterval.fromFraction(0.25, 0.25)))
        .containsExactly(IntStream.range(75, 150).toArray());
    assertThat(VidBuckets.touchedBy(SamplingInterval.fromFraction(0.25, 0.2501)))
        .containsExactly(IntStream.range(75, 151).toArray());
  }

  @Test
  void wrappingInterval_continuesAtBucketZero() {
    assertThat(VidBuckets.touchedBy(SamplingInterval.fromFraction(0.995, 0.0099)))
        .containsExactly(298, 299, 0, 1);
    assertThat(VidBuckets.touchedBy(new SamplingInterval(SamplingInterval.CIRCLE - 1, 1)))
        .containsExactly(299);
    assertThat(VidBuckets.touchedBy(new SamplingInterval(0, 1))).containsExactly(0);
  }

  /**
   * Every sampled VID, which lies just below (index + 1)/P on the circle, is in a charged bucket.
   */
  @Test
  void everySampledVid_isCharged() {
    Random random = new Random(3);
    for (int run = 0; run < 200; run++) {
      int population = 1 + random.nextInt(5000);
      SamplingInterval interval =
          new SamplingInterval(
              random.nextLong(SamplingInterval.CIRCLE),
              1 + random.nextLong(SamplingInterval.CIRCLE));
      boolean[] charged = new boolean[VidBuckets.COUNT];
      for (int bucket : VidBuckets.touchedBy(interval)) {
        charged[bucket] = true;
      }
      IndexRange range = interval.indices(population);
      for (int position = 0; position < range.length(); position++) {
        long scaled = (range.indexAt(position) + 1L) * VidBuckets.COUNT;
        int bucket = (int) ((scaled + population - 1) / population - 1);
        assertThat(charged[bucket]).isTrue();
      }
    }
  }
}
