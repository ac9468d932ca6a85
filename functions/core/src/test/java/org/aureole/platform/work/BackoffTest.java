package org.aureole.platform.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5));

  @Test
  void pausesDoubleUpToTheLongestAndAreShortenedByHalfAtMost() {
    assertThat(BACKOFF.after(1, "a")).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
    assertThat(BACKOFF.after(4, "a")).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(8));
    assertThat(BACKOFF.after(Long.MAX_VALUE, "a"))
        .isBetween(Duration.ofMillis(150_000), Duration.ofMinutes(5));
  }

  @Test
  void aPauseIsTheSameEachTimeAndAnotherForOthers() {
    assertThat(BACKOFF.after(7, "a")).isEqualTo(BACKOFF.after(7, "a"));
    // Of a hundred that failed together, nearly all come back at a millisecond of their own.
    assertThat(
            IntStream.range(0, 100).mapToObj(i -> BACKOFF.after(7, "jobs/" + i)).distinct().count())
        .isGreaterThan(95);
  }
}
