package org.aureole.edp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.aureole.edp.fulfillment.FulfillJob;
import org.aureole.interleaving.Actor;
import org.aureole.interleaving.Orders;
import org.aureole.interleaving.PausingDatabases;
import org.aureole.interleaving.Played;
import org.aureole.interleaving.Turns;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.lifecycle.FulfillmentState;
import org.aureole.model.lifecycle.Lifecycles;
import org.aureole.model.name.RequisitionName;
import org.aureole.platform.sql.History;
import org.aureole.platform.sql.PostgresTestDatabases;
import org.aureole.platform.work.JobRunner;
import org.aureole.v1.DataProviderCapabilities;
import org.aureole.v1.DifferentialPrivacyParams;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.Requisition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * One requisition at a data provider, on which a job works while somebody else acts: the ledger
 * holds one charge if events may have been read for it, and no second answer ever leaves.
 */
@Tag("store")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FulfillmentInterleavingTest {
  /** So little that a market can pay for hundreds of answers. */
  private static final DifferentialPrivacyParams LITTLE =
      DifferentialPrivacyParams.newBuilder().setEpsilon(0.001).setDelta(1e-14).build();

  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final String CHARGE = "CHARGE";

  private final Turns turns = new Turns();
  private final Orders orders = new Orders(turns);
  private TestMarket market;
  private int played;

  @BeforeAll
  void openMarket() {
    market =
        new TestMarket(
            DataProviderCapabilities.Kind.EVENT_DATA_PROVIDER,
            new PausingDatabases(new PostgresTestDatabases(), turns));
    market.drop("campaign/day1.csv", LineEvents.lines(1, 30, "2026-02-01T10:00:00Z"));
    market.drop("campaign/day2.csv", LineEvents.lines(1, 30, "2026-02-02T10:00:00Z"));
    market.settle();
  }

  @AfterAll
  void closeMarket() {
    market.close();
    System.out.println(
        "lane part: orders of transactions, PostgreSQL: "
            + played
            + " of requisitions at a data"
            + " provider");
  }

  @Test
  void wheneverTheOperatorDeclinesTheLedgerHoldsWhatLeft() {
    Orders.Tally tally = orders.all(DeclineRace::new);
    played += tally.orders();
    assertThat(tally.orders()).isEqualTo(113);
  }

  /** Of two dozen steps each there are too many orders: these have one change of turns. */
  @Test
  void wheneverALeaseRunsOutOneAnswerLeaves() {
    Orders.Tally tally = orders.all(1, TakeOverRace::new);
    played += tally.orders();
    assertThat(tally.orders()).isEqualTo(51);
  }

  /** A requisition with noise, so that an answer made twice would be another one. */
  private abstract class Race implements Orders.Race {
    final TestRequisitions wanted;
    final RequisitionName name;

    Race(String id) {
      wanted =
          new TestRequisitions(market, id)
              .noise(NoiseMechanism.DISCRETE_GAUSSIAN)
              .spec(spec -> spec.getReachBuilder().setPrivacyParams(LITTLE));
      name = RequisitionName.parse(wanted.name());
      market.request(wanted.build());
      market.forgetStarts();
    }

    /**
     * @param kinds of its entries, in their order
     */
    void checkLedger(boolean left, String... kinds) {
      assertThat(market.ledger())
          .filteredOn(entry -> entry.startsWith(name.requisition() + " "))
          .containsExactly(
              Stream.of(kinds).map(kind -> name.requisition() + " " + kind).toArray(String[]::new));
      assertThat(market.kingdom.answers.containsKey(wanted.name())).isEqualTo(left);
      assertThat(market.internal.contents()).as("answers kept").isEmpty();
    }

    void checkHistory(FulfillmentState end) {
      Optional<String> at = Optional.empty();
      for (History.Change step :
          market.database.read("readHistory", tx -> History.of(tx, wanted.name()))) {
        assertThat(step.from()).isEqualTo(at);
        FulfillmentState to = FulfillmentState.valueOf(step.to());
        step.from()
            .ifPresent(from ->
                assertThat(Lifecycles.FULFILLMENT.allows(FulfillmentState.valueOf(from), to))
                    .isTrue());
        at = Optional.of(step.to());
      }
      assertThat(at).contains(end.name());
      assertThat(market.fulfillment(wanted.name()).getState()).isEqualTo(end.name());
    }
  }

  private final class DeclineRace extends Race {
    DeclineRace(int number) {
      super("declined-" + number);
    }

    @Override
    public List<Actor> actors() {
      return List.of(
          new Actor("job", () -> market.run(FulfillJob.name(name))),
          new Actor("operator", () -> market.decline(name.requisition(), "no")));
    }

    @Override
    public void judge(Played played) {
      market.settle();
      Optional<ErrorCode> refused = played.reply("operator").code();
      assertThat(played.reply("job").code()).isEmpty();
      boolean left = refused.isPresent();
      if (left) {
        assertThat(refused.get()).isIn(ErrorCode.NOT_FOUND, ErrorCode.FAILED_PRECONDITION);
      }
      assertThat(market.kingdom.requisition(wanted.name()).getState())
          .isEqualTo(left ? Requisition.State.FULFILLED : Requisition.State.REFUSED);
      checkLedger(left, entries(played, left));
      checkHistory(left ? FulfillmentState.FULFILLED : FulfillmentState.REFUSED);
    }

    /** A charge stays once events may have been read for it, also where no answer leaves. */
    private String[] entries(Played played, boolean left) {
      List<String> commits = played.commits().stream().map(Played.Commit::transaction).toList();
      List<String> before =
          left ? commits : commits.subList(0, commits.indexOf("declineRequisition"));
      if (!before.contains("prepareAnswer")) {
        return new String[0];
      }
      return before.contains("beginReading")
          ? new String[] {CHARGE}
          : new String[] {CHARGE, "REFUND"};
    }
  }

  private final class TakeOverRace extends Race {
    TakeOverRace(int number) {
      super("taken-over-" + number);
    }

    @Override
    public List<Actor> actors() {
      return List.of(
          new Actor("slow", () -> market.run(FulfillJob.name(name))),
          new Actor(
              "next",
              () -> {
                turns.step("the lease runs out", () -> market.clock.advance(LEASE));
                return market.run(FulfillJob.name(name));
              }));
    }

    @Override
    public void judge(Played played) {
      assertThat(played.replies())
          .filteredOn(reply -> reply.answer().equals(Optional.of(JobRunner.Outcome.DONE)))
          .as("runs that count as done")
          .hasSize(1);
      market.settle();
      checkLedger(true, CHARGE);
      checkHistory(FulfillmentState.FULFILLED);
    }
  }
}
