package org.aureole.platform.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RemindersTest {
  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

  private final Reminders reminders = new Reminders(Duration.ofMinutes(5));

  @Test
  void theFirstPauseIsTheConfiguredOne() {
    assertThat(next(0)).isEqualTo(5);
    assertThat(next(3)).isEqualTo(8);
  }

  @Test
  void aPauseIsAsLongAsItHasWaitedUpToALimit() {
    assertThat(next(5)).isEqualTo(10);
    assertThat(next(10)).isEqualTo(20);
    assertThat(next(60)).isEqualTo(120);
    assertThat(next(100)).isEqualTo(180);
    assertThat(next(10_000)).isEqualTo(10_080);
  }

  @Test
  void aWeekOfWaitingCostsFewLooks() {
    Instant now = START;
    int looks = 0;
    while (now.isBefore(START.plus(Duration.ofDays(7)))) {
      now = reminders.next(START, now);
      looks++;
    }
    // Five doublings, then one every eighty minutes.
    assertThat(looks).isEqualTo(130);
  }

  @Test
  void aPauseIsPositive() {
    for (Duration pause : new Duration[] {Duration.ZERO, Duration.ofSeconds(-1)}) {
      assertThatThrownBy(() -> new Reminders(pause))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("must be positive");
    }
  }

  /** Minutes after the start at which a look comes next. */
  private long next(long minutes) {
    return Duration.between(START, reminders.next(START, START.plus(Duration.ofMinutes(minutes))))
        .toMinutes();
  }
}
