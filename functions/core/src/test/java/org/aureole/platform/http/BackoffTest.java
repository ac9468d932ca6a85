package org.aureole.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private final List<Long> slept = new ArrayList<>();

  private Backoff backoff(int attempts) {
    return new Backoff(attempts, Duration.ofMillis(100), slept::add);
  }

  @Test
  void pausesDoubleAndEnd() {
    Backoff backoff = backoff(4);
    assertThat(backoff.pause()).isTrue();
    assertThat(backoff.pause()).isTrue();
    assertThat(backoff.pause()).isTrue();
    assertThat(backoff.pause()).isFalse();
    assertThat(slept).hasSize(3);
    assertThat(slept.get(0)).isBetween(50L, 100L);
    assertThat(slept.get(1)).isBetween(100L, 200L);
    assertThat(slept.get(2)).isBetween(200L, 400L);
  }

  @Test
  void nobodyComesBackBeforeThePeerSaid() {
    assertThat(backoff(2).pause(Duration.ofSeconds(7))).isTrue();
    assertThat(slept.get(0)).isBetween(7050L, 7100L);
  }

  @Test
  void aPeerCannotHoldACallerUp() {
    assertThat(backoff(2).pause(Duration.ofDays(365))).isFalse();
    assertThat(slept).isEmpty();
  }
}
