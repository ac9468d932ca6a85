package org.aureole.edp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.aureole.edp.LineEvents.lines;

import com.google.protobuf.ByteString;
import java.time.Duration;
import org.aureole.edp.eventgroup.EventFiles;
import org.aureole.model.error.DomainException;
import org.aureole.v1.Requisition;
import org.aureole.v1.Requisition.Refusal.Justification;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What waits for event files, or for a Kingdom, and what becomes of it. */
@Tag("store")
class AwaitedDataTest {
  private final TestMarket market = TestMarket.withCampaign();

  @AfterEach
  void close() {
    market.close();
  }

  @Test
  void dataOutsideAvailabilityAreWaitedFor() throws Exception {
    TestRequisitions requisition = new TestRequisitions(market, "1").reach().outsideAvailability();
    market.request(requisition.build());
    market.settle();
    assertThat(market.fulfillment(requisition.name()).getState()).isEqualTo("AWAITING_DATA");
    assertThat(market.ledger()).isEmpty();
    assertThat(market.kingdom.timeline.values())
        .allSatisfy(entry -> assertThat(entry.getMessage()).isEmpty());

    market.drop("campaign/day3.csv", lines(500, 500, "2026-02-03T10:00:00Z"));
    market.settle();

    assertThat(TestAnswers.result(market, requisition).getReach().getValue()).isEqualTo(400);
  }

  @Test
  void atTheDeadlineWhatStillWaitsForDataIsRefused() {
    TestRequisitions requisition = new TestRequisitions(market, "1").reach().outsideAvailability();
    market.request(requisition.build());
    market.settle();
    market.clock.advance(Duration.ofDays(20));
    market.provider().sweep();
    market.settle();

    Requisition refused = market.kingdom.requisition(requisition.name());
    assertThat(refused.getState()).isEqualTo(Requisition.State.REFUSED);
    assertThat(refused.getRefusal().getJustification()).isEqualTo(Justification.UNFULFILLABLE);
    assertThat(market.fulfillment(requisition.name()).getState()).isEqualTo("REFUSED");
  }

  @Test
  void aFileReplacedBetweenPinAndReadIsPinnedAnew() throws Exception {
    TestRequisitions requisition = new TestRequisitions(market, "1").reach();
    boolean[] replaced = {false};
    market.beforeRead =
        object -> {
          if (!replaced[0] && object.name().equals("campaign/day2.csv")) {
            replaced[0] = true;
            market.events.drop(
                object.name(), ByteString.copyFromUtf8(lines(200, 449, "2026-02-02T10:00:00Z")));
          }
        };
    market.request(requisition.build());
    market.settle();

    assertThat(replaced[0]).isTrue();
    assertThat(TestAnswers.result(market, requisition).getReach().getValue()).isEqualTo(449);
    assertThat(market.ledger()).containsExactly("r-1 CHARGE");
    assertThat(
            market
                .fulfillment(requisition.name())
                .getPinnedInputs()
                .getEventGroups(0)
                .getFilesList())
        .extracting(file -> Long.parseLong(file.getGeneration()))
        .contains(market.events.stat("campaign/day2.csv").orElseThrow().generation());
  }

  @Test
  void aProviderThatWasDownForAWeekCatchesUp() throws Exception {
    TestRequisitions first = new TestRequisitions(market, "1").reach();
    TestRequisitions second = new TestRequisitions(market, "2").impressions(9);
    market.kingdom.put(first.build());
    market.kingdom.put(second.build());
    market.events.drop(
        "late/day1.csv", ByteString.copyFromUtf8(lines(1, 5, "2026-02-01T10:00:00Z")));
    market.events.delete("campaign/day2.csv");
    market.clock.advance(Duration.ofDays(7));
    market.start(Crashes.never());
    market.provider().sweep();
    market.settle();

    assertThat(market.kingdom.eventGroups).containsKey(TestMarket.SELF + "/eventGroups/late");
    assertThat(market.kingdom.availability.getIntervalsCount()).isEqualTo(1);
    assertThat(market.fulfillment(first.name()).getState()).isEqualTo("AWAITING_DATA");
    market.drop("campaign/day2.csv", lines(200, 399, "2026-02-02T10:00:00Z"));
    market.settle();
    assertThat(TestAnswers.result(market, first).getReach().getValue()).isEqualTo(399);
    assertThat(TestAnswers.result(market, second).getImpressionCount().getValue()).isEqualTo(500);
  }

  @Test
  void aKingdomThatDoesNotAnswerIsWaitedFor() throws Exception {
    TestRequisitions requisition = new TestRequisitions(market, "1").reach();
    Requisition sent = requisition.build();
    market.kingdom.down = true;
    market.request(sent);
    market.settle();
    market.kingdom.down = false;
    market.settle();

    assertThat(TestAnswers.result(market, requisition).getReach().getValue()).isEqualTo(399);
  }

  /** A Kingdom that is down, or lists what cannot be read, holds up nothing else of a sweep. */
  @Test
  void aSweepLooksAtWhatIsOpenHereWhateverTheKingdomDoes() {
    TestRequisitions asked = new TestRequisitions(market, "1").reach().outsideAvailability();
    market.request(asked.build());
    market.settle();
    assertThat(market.fulfillment(asked.name()).getState()).isEqualTo("AWAITING_DATA");
    long before = requested(asked.name());

    market.clock.advance(DataProviderConfig.USUAL_PATIENCE);
    market.kingdom.down = true;
    assertThatThrownBy(() -> market.provider().sweep()).hasMessageContaining("does not answer");
    assertThat(requested(asked.name())).isGreaterThan(before);

    market.kingdom.down = false;
    market.kingdom.put(asked.build().toBuilder().setName("a name of nothing").build());
    long then = requested(asked.name());
    market.clock.advance(DataProviderConfig.USUAL_PATIENCE.multipliedBy(2));
    assertThatThrownBy(() -> market.provider().sweep()).isInstanceOf(DomainException.class);
    assertThat(requested(asked.name())).isGreaterThan(then);

    market.kingdom.endless = true;
    long last = requested(asked.name());
    market.clock.advance(DataProviderConfig.USUAL_PATIENCE.multipliedBy(4));
    assertThatThrownBy(() -> market.provider().sweep()).hasMessageContaining("after 1000 pages");
    assertThat(requested(asked.name())).isGreaterThan(last);
  }

  @Test
  void anEventGroupThatNeverWasIsRefused() {
    TestRequisitions requisition =
        new TestRequisitions(market, "1")
            .reach()
            .own(own ->
                own.getEventGroupsBuilder(0).setEventGroup(TestMarket.SELF + "/eventGroups/typo"));

    assertThat(TestAnswers.refused(market, requisition)).isEqualTo(Justification.SPEC_INVALID);
    assertThat(market.kingdom.requisition(requisition.name()).getRefusal().getMessage())
        .contains("requisitionSpec.eventGroups[0].eventGroup")
        .doesNotContain("typo");
  }

  @Test
  void anEventGroupWhoseFilesAreGoneIsWaitedFor() throws Exception {
    market.drop("other/day1.csv", lines(1, 1, "2026-02-01T10:00:00Z"));
    market.drop("other/day2.csv", lines(1, 1, "2026-02-02T10:00:00Z"));
    market.events.delete("campaign/day1.csv");
    market.events.delete("campaign/day2.csv");
    market.provider().sweep();
    market.settle();
    TestRequisitions requisition = new TestRequisitions(market, "1").reach();
    market.request(requisition.build());
    market.settle();
    assertThat(market.fulfillment(requisition.name()).getState()).isEqualTo("AWAITING_DATA");

    market.drop("campaign/again1.csv", lines(1, 7, "2026-02-01T10:00:00Z"));
    market.settle();
    assertThat(market.fulfillment(requisition.name()).getState())
        .as("the other group's second day is no word on this one's")
        .isEqualTo("AWAITING_DATA");
    assertThat(market.ledger()).isEmpty();

    market.drop("campaign/again2.csv", lines(3, 7, "2026-02-02T10:00:00Z"));
    market.settle();
    assertThat(TestAnswers.result(market, requisition).getReach().getValue()).isEqualTo(7);
  }

  @Test
  void aFileFoundBadBeforeItIsPinnedIsWaitedFor() throws Exception {
    TestRequisitions requisition = new TestRequisitions(market, "1").reach();
    market.beforeTransaction =
        name -> {
          if (name.equals("prepareAnswer")) {
            market.beforeTransaction = none -> {};
            market.database.run(
                "foundBad",
                tx ->
                    EventFiles.put(
                        tx,
                        EventFiles.find(tx, "campaign/day2.csv").orElseThrow().toBuilder()
                            .setGeneration("99")
                            .setError("row 7 is broken")
                            .build()));
          }
        };
    market.request(requisition.build());
    market.settle();
    assertThat(market.fulfillment(requisition.name()).getState()).isEqualTo("AWAITING_DATA");
    assertThat(market.ledger()).isEmpty();

    market.provider().sweep();
    market.settle();
    assertThat(TestAnswers.result(market, requisition).getReach().getValue()).isEqualTo(399);
  }

  private long requested(String requisition) {
    return market.database.read(
        "readRequested",
        tx ->
            tx.one(
                    "select requested from jobs where name = ?",
                    row -> row.longValue("requested"),
                    "fulfill/" + requisition)
                .orElseThrow());
  }
}
