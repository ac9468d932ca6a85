package org.aureole.edp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.aureole.v1.DifferentialPrivacyParams;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.Requisition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The process is killed before and after its calls to database, buckets, Kingdom, Duchies and job
 * starter, one kill in each run, until a run has no moment left; each time it is started again. The
 * long tests go through every moment, the short one through a sample.
 */
@Tag("store")
class CrashTest {
  /** So small that the budget covers an answer for each moment. */
  private static final DifferentialPrivacyParams PRIVACY =
      DifferentialPrivacyParams.newBuilder().setEpsilon(0.01).setDelta(1e-14).build();

  private final TestMarket market = new TestMarket();

  @AfterEach
  void close() {
    market.close();
  }

  @Test
  void sharesAreHandedOverOnceAtSomeMoments() {
    int kills = answeredAtMoments(9, TestRequisitions::shareShuffle);

    assertThat(kills).isGreaterThan(5);
    assertThat(market.inboxes.objects).hasSize(2 * (kills + 1));
  }

  @Test
  void registersAreHandedOverOnceAtSomeMoments() {
    int kills = answeredAtMoments(9, TestRequisitions::liquidLegions);

    assertThat(kills).isGreaterThan(5);
    assertThat(market.inboxes.objects).hasSize(2 * (kills + 1));
  }

  @Test
  @Tag("long")
  void registersAreHandedOverOnceWheneverTheProcessIsKilled() {
    int kills = answeredAtMoments(1, TestRequisitions::liquidLegions);

    assertThat(kills).isGreaterThan(50);
    assertThat(market.inboxes.objects).hasSize(2 * (kills + 1));
  }

  @Test
  @Tag("long")
  void aDirectAnswerIsGivenOnceWheneverTheProcessIsKilled() {
    int kills = answeredAtMoments(1, requisition -> requisition);

    assertThat(kills).isGreaterThan(50);
    assertThat(market.kingdom.answers).hasSize(kills + 1);
  }

  @Test
  @Tag("long")
  void sharesAreHandedOverOnceWheneverTheProcessIsKilled() {
    int kills = answeredAtMoments(1, TestRequisitions::shareShuffle);

    assertThat(kills).isGreaterThan(50);
    assertThat(market.inboxes.objects).hasSize(2 * (kills + 1));
  }

  @Test
  @Tag("long")
  void aRefusalIsGivenOnceWheneverTheProcessIsKilled() {
    int kills =
        killedAtMoments(
            1,
            moment -> {
              Requisition requisition =
                  requisition(moment)
                      .own(own -> own.getEventGroupsBuilder(0).setFilter("no filter"))
                      .build();
              runUntilKilled(moment, () -> market.request(requisition));
              assertThat(market.kingdom.requisition(requisition.getName()).getState())
                  .isEqualTo(Requisition.State.REFUSED);
              assertThat(market.fulfillment(requisition.getName()).getState()).isEqualTo("REFUSED");
            });

    assertThat(kills).isGreaterThan(30);
    assertThat(market.ledger()).isEmpty();
  }

  @Test
  @Tag("long")
  void anEventFileIsPublishedWheneverTheProcessIsKilled() {
    int kills =
        killedAtMoments(
            1,
            moment -> {
              String name = "group" + moment + "/events.csv";
              market.events.drop(
                  name, ByteString.copyFromUtf8(LineEvents.lines(1, 3, "2026-02-01T10:00:00Z")));
              runUntilKilled(moment, () -> market.storageEvent(name));
              assertThat(market.kingdom.eventGroups)
                  .containsKey(TestMarket.SELF + "/eventGroups/group" + moment);
            });

    assertThat(kills).isGreaterThan(15);
  }

  private int answeredAtMoments(int stride, Function<TestRequisitions, TestRequisitions> kind) {
    market.drop("campaign/day1.csv", LineEvents.lines(1, 30, "2026-02-01T10:00:00Z"));
    market.drop("campaign/day2.csv", LineEvents.lines(1, 30, "2026-02-02T10:00:00Z"));
    market.settle();
    int kills =
        killedAtMoments(
            stride,
            moment -> {
              Requisition requisition = kind.apply(requisition(moment)).build();
              runUntilKilled(moment, () -> market.request(requisition));
              assertThat(market.fulfillment(requisition.getName()).getState())
                  .as("killed at moment " + moment)
                  .isEqualTo("FULFILLED");
            });
    assertThat(market.ledger()).hasSize(kills + 1).allMatch(entry -> entry.endsWith("CHARGE"));
    assertThat(market.internal.contents()).isEmpty();
    return kills;
  }

  private TestRequisitions requisition(int moment) {
    return new TestRequisitions(market, Integer.toString(moment))
        .noise(NoiseMechanism.DISCRETE_GAUSSIAN)
        .spec(spec -> spec.getReachBuilder().setPrivacyParams(PRIVACY));
  }

  private boolean killed;

  /** How many times the process was killed. */
  private int killedAtMoments(int stride, IntConsumer run) {
    int kills = -1;
    int moment = 1;
    do {
      kills++;
      run.accept(moment);
      moment += stride;
    } while (killed);
    return kills;
  }

  /** Runs a process that is killed at that moment, then another one that is not. */
  private void runUntilKilled(int moment, Runnable trigger) {
    market.start(Crashes.at(moment));
    try {
      trigger.run();
      market.settle();
      killed = false;
    } catch (Crashes.Killed e) {
      killed = true;
    }
    market.start(Crashes.never());
    market.clock.advance(Duration.ofMinutes(10));
    market.provider().sweep();
    market.settle();
  }
}
