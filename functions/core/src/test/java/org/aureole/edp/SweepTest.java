package org.aureole.edp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a sweep and a new file cost does not grow with the requisitions that wait. */
@Tag("store")
class SweepTest {
  private static final Instant LATER = TestRequisitions.END.plus(Duration.ofDays(1));

  private final TestMarket market = new TestMarket();

  @BeforeEach
  void dropEvents() {
    market.drop("campaign/day1.csv", LineEvents.lines(1, 30, "2026-02-01T10:00:00Z"));
    market.drop("campaign/day2.csv", LineEvents.lines(1, 30, "2026-02-02T10:00:00Z"));
    market.drop("other/day1.csv", LineEvents.lines(1, 30, "2026-02-01T10:00:00Z"));
    market.settle();
  }

  @AfterEach
  void close() {
    market.close();
  }

  @Test
  void aSweepReadsNoPageAfterOneThatIsKnown() {
    for (int i = 1; i <= 5; i++) {
      market.request(waitingForADay(Integer.toString(i)).build());
    }
    market.settle();
    market.kingdom.calls.clear();

    sweep();
    assertThat(market.kingdom.calls).containsExactly("listRequisitions");
  }

  @Test
  void whatNoMessageToldIsFound() {
    TestRequisitions requisition = new TestRequisitions(market, "1").reach();
    market.kingdom.put(requisition.build());

    sweep();
    market.settle();
    assertThat(market.fulfillment(requisition.name()).getState()).isEqualTo("FULFILLED");
  }

  @Test
  void whatWaitsIsLookedAtAfterAPauseAndThenMoreRarely() {
    market.request(waitingForADay("1").build());
    market.runJobs();

    assertThat(looksOfASweepAfter(Duration.ofMinutes(4))).isZero();
    assertThat(looksOfASweepAfter(Duration.ofMinutes(2))).isEqualTo(1);
    assertThat(looksOfASweepAfter(Duration.ofMinutes(5))).isZero();
    assertThat(looksOfASweepAfter(Duration.ofMinutes(2))).isEqualTo(1);
    assertThat(looksOfASweepAfter(Duration.ofMinutes(10))).isZero();
    assertThat(looksOfASweepAfter(Duration.ofMinutes(5))).isEqualTo(1);
  }

  @Test
  void aFileWakesOnlyWhatWaitsForIt() {
    market.events.delete("other/day1.csv");
    market.storageEvent("other/day1.csv");
    market.settle();
    TestRequisitions day = waitingForADay("1");
    TestRequisitions group = waitingForAGroup("2");
    market.request(day.build());
    market.request(group.build());
    market.settle();
    assertThat(market.fulfillment(day.name()).getState()).isEqualTo("AWAITING_DATA");
    assertThat(market.fulfillment(group.name()).getState()).isEqualTo("AWAITING_DATA");
    market.kingdom.calls.clear();

    market.drop("third/day1.csv", LineEvents.lines(1, 30, "2026-02-01T11:00:00Z"));
    market.drop("campaign/more.csv", LineEvents.lines(1, 30, "2026-02-01T11:00:00Z"));
    market.settle();
    assertThat(market.kingdom.calls).doesNotContain("getRequisition");

    market.drop("other/again.csv", LineEvents.lines(1, 30, "2026-02-01T11:00:00Z"));
    market.drop("other/day2.csv", LineEvents.lines(1, 30, "2026-02-02T11:00:00Z"));
    market.settle();
    assertThat(market.fulfillment(group.name()).getState()).isEqualTo("FULFILLED");
    assertThat(market.fulfillment(day.name()).getState()).isEqualTo("AWAITING_DATA");

    market.drop("campaign/day3.csv", LineEvents.lines(1, 30, "2026-02-03T10:00:00Z"));
    market.settle();
    assertThat(market.fulfillment(day.name()).getState()).isEqualTo("FULFILLED");
  }

  @Test
  void aFileWakesAllThatWaitForItHoweverMany() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 203; i++) {
      TestRequisitions waiting = waitingForADay(Integer.toString(i));
      market.request(waiting.build());
      names.add(waiting.name());
    }
    market.settle();

    market.drop("campaign/day3.csv", LineEvents.lines(1, 30, "2026-02-03T10:00:00Z"));
    market.settle();

    assertThat(names).allMatch(name -> market.fulfillment(name).getState().equals("FULFILLED"));
  }

  @Test
  void aSweepOfTheBucketInspectsOnlyWhatChanged() {
    market.events.drop(
        "campaign/day2.csv",
        ByteString.copyFromUtf8(LineEvents.lines(1, 9, "2026-02-02T10:00:00Z")));
    int[] reads = {0};
    market.beforeRead =
        object -> {
          assertThat(object.name()).isEqualTo("campaign/day2.csv");
          reads[0]++;
        };

    sweep();
    sweep();
    assertThat(reads[0]).isEqualTo(1);
  }

  private int looksOfASweepAfter(Duration pause) {
    market.clock.advance(pause);
    market.kingdom.calls.clear();
    sweep();
    return (int) market.kingdom.calls.stream().filter("getRequisition"::equals).count();
  }

  private void sweep() {
    market.provider().sweep();
    market.runJobs();
  }

  private TestRequisitions waitingForADay(String id) {
    return new TestRequisitions(market, id)
        .reach()
        .own(own ->
            own.getEventGroupsBuilder(0)
                .setCollectionInterval(Timestamps.interval(TestRequisitions.START, LATER)));
  }

  private TestRequisitions waitingForAGroup(String id) {
    return new TestRequisitions(market, id)
        .reach()
        .own(own -> own.getEventGroupsBuilder(0).setEventGroup(group("other")));
  }

  private static String group(String id) {
    return TestMarket.SELF + "/eventGroups/" + id;
  }
}
