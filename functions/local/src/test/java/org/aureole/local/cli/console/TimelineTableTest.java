package org.aureole.local.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Timestamps;
import java.util.List;
import org.aureole.v1.Timeline;
import org.aureole.v1.TimelineEntry;
import org.junit.jupiter.api.Test;

class TimelineTableTest {
  private static TimelineEntry.Builder entry(long millis, String party, String resource) {
    return TimelineEntry.newBuilder()
        .setTime(Timestamps.fromMillis(1_000_000 + millis))
        .setParty(party)
        .setResource(resource);
  }

  @Test
  void whatHappenedAtOneMomentToSeveralAlikeIsOneRow() {
    Timeline timeline =
        Timeline.newBuilder()
            .addEntries(
                entry(0, "kingdom", "dataProviders/edp2/requisitions/r2")
                    .setToState("UNFULFILLED")
                    .setMessage("by duchies/worker1"))
            .addEntries(
                entry(0, "kingdom", "dataProviders/edp1/requisitions/r1")
                    .setToState("UNFULFILLED")
                    .setMessage("by duchies/worker1"))
            .addEntries(
                entry(0, "kingdom", "computations/c")
                    .setPeer("duchies/worker2")
                    .setMessage("notified duchies/worker2: READY"))
            .addEntries(
                entry(0, "kingdom", "computations/c")
                    .setPeer("duchies/worker1")
                    .setMessage("notified duchies/worker1: READY"))
            .addEntries(
                entry(1250, "duchies/worker1", "computations/c")
                    .setFromState("SETUP")
                    .setToState("SHUFFLE")
                    .setPeer("duchies/worker2")
                    .setMessage("both have opened"))
            .build();

    assertThat(TimelineTable.of(timeline).lines())
        .containsExactly(
            "    TIME  PARTY    WHAT                    STATE        NOTE",
            "+0.000 s  kingdom  requisition edp1, edp2  UNFULFILLED  by duchies/worker1",
            "+0.000 s  kingdom  computation                          notified worker1, worker2: READY",
            "+1.250 s  worker1  computation             SHUFFLE      both have opened (worker2)");
  }

  @Test
  void theSameTwiceAtDifferentMomentsIsTwoRows() {
    Timeline timeline =
        Timeline.newBuilder()
            .addEntries(entry(0, "kingdom", "computations/c").setMessage("a"))
            .addEntries(entry(1, "kingdom", "computations/c").setMessage("a"))
            .build();

    assertThat(TimelineTable.of(timeline).lines()).hasSize(3);
  }

  @Test
  void aLongNoteIsCut() {
    Timeline timeline =
        Timeline.newBuilder()
            .addEntries(entry(0, "kingdom", "computations/c").setMessage("x".repeat(300)))
            .build();

    List<String> lines = TimelineTable.of(timeline).lines();
    assertThat(lines.get(1)).endsWith("x".repeat(100) + "...").doesNotContain("x".repeat(101));
  }

  @Test
  void anEmptyTimelineIsAHeader() {
    assertThat(TimelineTable.of(Timeline.getDefaultInstance()).lines()).hasSize(1);
  }
}
