package org.aureole.platform.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
  private static final long SECOND = 1_000_000_000L;

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - SECOND);
  private final TokenBucket bucket = new TokenBucket(new Rate(4, 3), now::get);

  private int taken() {
    int taken = 0;
    while (bucket.take().isEmpty()) {
      taken++;
    }
    return taken;
  }

  @Test
  void aBurstAndThenTheRate() {
    assertThat(taken()).isEqualTo(3);
    now.addAndGet(SECOND / 2);
    assertThat(taken()).isEqualTo(2);
  }

  @Test
  void itSaysWhenTheNextTokenComes() {
    taken();
    assertThat(bucket.take()).contains(Duration.ofMillis(250));
    now.addAndGet(SECOND / 5);
    assertThat(bucket.untilNext()).contains(Duration.ofMillis(50));
    now.addAndGet(SECOND / 20);
    assertThat(bucket.untilNext()).isEmpty();
    assertThat(bucket.take()).isEmpty();
  }

  @Test
  void noMoreIsSavedUpThanABurst() {
    taken();
    // Past the point at which nanoTime overflows.
    now.addAndGet(3600 * SECOND);
    assertThat(taken()).isEqualTo(3);
    for (int i = 0; i < 10; i++) {
      bucket.giveBack();
    }
    assertThat(taken()).isEqualTo(3);
  }

  @Test
  void whatIsGivenBackCanBeTakenAgain() {
    taken();
    bucket.giveBack();
    assertThat(taken()).isEqualTo(1);
  }

  @Test
  void aRateIsARate() {
    assertThatThrownBy(() -> new Rate(0, 1)).hasMessageContaining("above 0");
    assertThatThrownBy(() -> new Rate(Double.NaN, 1)).hasMessageContaining("above 0");
    assertThatThrownBy(() -> new Rate(1, 0)).hasMessageContaining("at least 1");
  }

  @Test
  void onlyTheRecentAreKeptInMind() {
    Recent<Integer, Integer> recent = new Recent<>(3);
    for (int i = 0; i < 1000; i++) {
      recent.get(0, key -> -1);
      recent.put(i + 1, i);
    }
    assertThat(recent.size()).isEqualTo(3);
    assertThat(recent.find(0)).contains(-1);
    assertThat(recent.find(1000)).contains(999);
    assertThat(recent.find(1)).isEmpty();
  }
}
