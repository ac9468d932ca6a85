package org.aureole.edp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.aureole.edp.eventgroup.Availability;
import org.aureole.v1.EventFile;
import org.junit.jupiter.api.Test;

/** How availability reads in what a consumer is told of a requisition that waits. */
class AvailabilityWordsTest {
  private static EventFile file(String first, String end) {
    return EventFile.newBuilder()
        .setEventInterval(Timestamps.interval(Instant.parse(first), Instant.parse(end)))
        .build();
  }

  @Test
  void daysAreNamedFromTheFirstToTheLast() {
    assertThat(
            Availability.of(
                List.of(
                    file("2026-03-02T10:00:00Z", "2026-03-04T00:00:00Z"),
                    file("2026-03-07T23:59:59Z", "2026-03-07T23:59:59.000001Z"))))
        .hasToString("2026-03-02 to 2026-03-03, 2026-03-07");
    assertThat(Availability.of(List.of())).hasToString("no day");
  }
}
