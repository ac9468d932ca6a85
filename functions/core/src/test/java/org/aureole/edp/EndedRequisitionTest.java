package org.aureole.edp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.Set;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.platform.http.HttpMethod;
import org.aureole.v1.BudgetReport;
import org.aureole.v1.DeclineRequisitionRequest;
import org.aureole.v1.Fulfillment;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.Requisition;
import org.aureole.v1.Requisition.Refusal.Justification;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Requisitions that end without an answer, or while it is made: what is charged and what is told.
 */
@Tag("store")
class EndedRequisitionTest {
  private final TestMarket market = TestMarket.withCampaign();

  @AfterEach
  void close() {
    market.close();
  }

  @Test
  void anAnswerBeyondTheBudgetIsRefusedAndLeavesNoTrace() throws Exception {
    TestRequisitions first =
        new TestRequisitions(market, "1")
            .noise(NoiseMechanism.DISCRETE_GAUSSIAN)
            .spec(spec -> reach(spec, 0.9));
    assertThat(TestAnswers.answered(market, first).getReach().getStandardDeviation()).isPositive();

    TestRequisitions second =
        new TestRequisitions(market, "2")
            .noise(NoiseMechanism.DISCRETE_GAUSSIAN)
            .spec(spec -> reach(spec, 0.9));
    assertThat(TestAnswers.refused(market, second))
        .isEqualTo(Justification.INSUFFICIENT_PRIVACY_BUDGET);
    assertThat(market.ledger()).containsExactly("r-1 CHARGE");
  }

  @Test
  void aRequisitionWithdrawnBeforeEventsAreReadIsRefunded() {
    TestRequisitions requisition =
        new TestRequisitions(market, "1").reach().noise(NoiseMechanism.DISCRETE_GAUSSIAN);
    withdrawnBeforeReading(requisition);

    assertThat(market.fulfillment(requisition.name()).getState()).isEqualTo("WITHDRAWN");
    assertThat(market.ledger()).containsExactly("r-1 CHARGE", "r-1 REFUND");
    assertThat(market.kingdom.answers).isEmpty();
    assertThat(market.operator("/v1/budget", BudgetReport.getDefaultInstance()).getDaysList())
        .allSatisfy(day -> assertThat(day.getUsedDelta()).isZero());
  }

  @Test
  void aRequisitionWithdrawnWhileItsAnswerIsMadeStaysCharged() {
    TestRequisitions requisition =
        new TestRequisitions(market, "1").reach().noise(NoiseMechanism.DISCRETE_GAUSSIAN);
    market.beforeRead =
        object -> {
          market.kingdom.setState(requisition.name(), Requisition.State.WITHDRAWN);
          throw DomainException.unavailable("the bucket is away", null);
        };
    market.request(requisition.build());
    market.settle();

    assertThat(market.fulfillment(requisition.name()).getState()).isEqualTo("WITHDRAWN");
    assertThat(market.ledger()).containsExactly("r-1 CHARGE");
  }

  @Test
  void aRequisitionWithdrawnWhileItsAnswerIsDeliveredStaysCharged() {
    market.inboxes.confirm = false;
    TestRequisitions requisition = new TestRequisitions(market, "1").reach().shareShuffle();
    market.request(requisition.build());
    market.runJobs();
    assertThat(market.fulfillment(requisition.name()).getState()).isEqualTo("DELIVERING");
    market.kingdom.setState(requisition.name(), Requisition.State.WITHDRAWN);
    market.notify(requisition.name());
    market.settle();

    assertThat(market.fulfillment(requisition.name()).getState()).isEqualTo("WITHDRAWN");
    assertThat(market.ledger()).containsExactly("r-1 CHARGE");
    assertThat(market.internal.contents()).isEmpty();
  }

  /**
   * The Duchy's inbox holds other bytes, so the job is given up; then the Kingdom's news is lost.
   */
  @Test
  void aDeliveryThatWasGivenUpEndsWithItsRequisition() {
    TestRequisitions requisition =
        new TestRequisitions(market, "1")
            .reach()
            .shareShuffle()
            .noise(NoiseMechanism.DISCRETE_GAUSSIAN);
    market.inboxes.objects.put(
        TestRequisitions.url("duchies/worker1") + " requisition-r-1/share",
        ByteString.copyFromUtf8("other bytes"));
    market.request(requisition.build());
    market.settle();
    assertThat(market.fulfillment(requisition.name()).getState()).isEqualTo("DELIVERING");
    assertThat(jobState(requisition.name())).isEqualTo("ABANDONED");
    assertThat(market.internal.contents()).isNotEmpty();

    market.kingdom.setState(requisition.name(), Requisition.State.WITHDRAWN);
    market.clock.advance(DataProviderConfig.USUAL_PATIENCE);
    market.provider().sweep();
    market.settle();

    assertThat(market.fulfillment(requisition.name()).getState()).isEqualTo("WITHDRAWN");
    assertThat(market.internal.contents()).isEmpty();
  }

  /** A run that lost its lease may store an answer after the requisition has ended. */
  @Test
  void aSweepDestroysAnswersOfWhatHasEndedAndNoOthers() {
    TestRequisitions ended = new TestRequisitions(market, "1").reach();
    market.request(ended.build());
    market.settle();
    assertThat(market.fulfillment(ended.name()).getState()).isEqualTo("FULFILLED");
    market.inboxes.confirm = false;
    TestRequisitions open = new TestRequisitions(market, "2").reach().shareShuffle();
    market.request(open.build());
    market.runJobs();
    assertThat(market.fulfillment(open.name()).getState()).isEqualTo("DELIVERING");
    Set<String> delivered = market.internal.contents().keySet();
    assertThat(delivered).isNotEmpty();

    market.internal.create("answers/r-1/late/answer", ByteString.copyFromUtf8("late"));
    market.provider().sweep();

    assertThat(market.internal.contents().keySet()).isEqualTo(delivered);
  }

  @Test
  void theOperatorMayDecline() {
    TestRequisitions requisition = new TestRequisitions(market, "1").reach().outsideAvailability();
    market.request(requisition.build());
    market.settle();
    for (int i = 0; i < 2; i++) {
      market.operator(
          HttpMethod.POST,
          "/v1/requisitions/r-1:refuse",
          DeclineRequisitionRequest.newBuilder().setMessage("not this one").build(),
          Fulfillment.getDefaultInstance());
    }
    market.settle();

    Requisition.Refusal refusal = market.kingdom.requisition(requisition.name()).getRefusal();
    assertThat(refusal.getJustification()).isEqualTo(Justification.DECLINED);
    assertThat(refusal.getMessage()).isEqualTo("not this one");
    assertThat(market.fulfillment(requisition.name()).getState()).isEqualTo("REFUSED");
  }

  @Test
  void whatIsDeclinedWhileItsAnswerIsMadeStaysChargedAndLeavesNothing() {
    TestRequisitions requisition = new TestRequisitions(market, "1").reach().shareShuffle();
    market.beforeRead =
        object ->
            market.operator(
                HttpMethod.POST,
                "/v1/requisitions/r-1:refuse",
                DeclineRequisitionRequest.getDefaultInstance(),
                Fulfillment.getDefaultInstance());
    market.request(requisition.build());
    market.settle();

    assertThat(market.fulfillment(requisition.name()).getState()).isEqualTo("REFUSED");
    assertThat(market.ledger()).containsExactly("r-1 CHARGE");
    assertThat(market.inboxes.objects).isEmpty();
    assertThat(market.internal.contents()).isEmpty();
  }

  /** Whatever fails while events are read, refused alike and charged: else it were an oracle. */
  @ParameterizedTest
  @EnumSource(
      value = ErrorCode.class,
      names = {
        "EVENT_FILE_INVALID",
        "INVALID_FILTER",
        "INVALID_ARGUMENT",
        "SPEC_INVALID",
        "INTERNAL"
      })
  void anErrorWhileEventsAreReadIsNotToldAndNotRefunded(ErrorCode code) {
    market.beforeRead =
        object -> {
          throw DomainException.of(code, "row 7 is secret");
        };
    TestRequisitions requisition =
        new TestRequisitions(market, "1").reach().noise(NoiseMechanism.DISCRETE_GAUSSIAN);
    assertThat(TestAnswers.refused(market, requisition)).isEqualTo(Justification.UNFULFILLABLE);

    assertThat(market.kingdom.requisition(requisition.name()).getRefusal().getMessage())
        .isEqualTo("the data provider could not make the answer; its operator knows why");
    assertThat(market.fulfillment(requisition.name()).getMessage()).contains("row 7 is secret");
    assertThat(market.ledger()).containsExactly("r-1 CHARGE");
    assertThat(market.kingdom.timeline.values())
        .allSatisfy(entry -> assertThat(entry.getMessage()).doesNotContain("secret"));
  }

  @Test
  void aRefusalRepeatsNothingOfTheSealedSpecification() {
    TestRequisitions requisition =
        new TestRequisitions(market, "1")
            .reach()
            .own(own -> own.getEventGroupsBuilder(0).setFilter("brand == 'secret'"));
    assertThat(TestAnswers.refused(market, requisition)).isEqualTo(Justification.SPEC_INVALID);

    assertThat(market.kingdom.requisition(requisition.name()).getRefusal().getMessage())
        .contains("filter")
        .doesNotContain("secret");
    assertThat(market.fulfillment(requisition.name()).getMessage()).contains("secret");
    assertThat(market.kingdom.timeline.values())
        .allSatisfy(entry -> assertThat(entry.getMessage()).doesNotContain("secret"));
  }

  /** A provider that was away for longer than the Kingdom keeps what has ended. */
  @Test
  void anAnswerOnItsWayEndsWhenTheKingdomHasForgottenTheRequisition() {
    market.inboxes.confirm = false;
    TestRequisitions requisition = new TestRequisitions(market, "1").reach().shareShuffle();
    market.request(requisition.build());
    market.runJobs();
    assertThat(market.fulfillment(requisition.name()).getState()).isEqualTo("DELIVERING");
    market.kingdom.requisitions.clear();
    market.notify(requisition.name());
    market.settle();

    assertThat(market.fulfillment(requisition.name()).getState()).isEqualTo("WITHDRAWN");
    assertThat(market.internal.contents()).isEmpty();
    assertThat(market.ledger()).containsExactly("r-1 CHARGE");
  }

  @Test
  void aRefusalOnItsWayEndsWhenTheKingdomHasForgottenTheRequisition() {
    TestRequisitions requisition = new TestRequisitions(market, "1").reach();
    market.beforeTransaction =
        name -> {
          if (name.equals("beginReading")) {
            market.kingdom.requisitions.clear();
            throw DomainException.invalid("events", "are not as they should be");
          }
        };
    market.request(requisition.build());
    market.settle();

    assertThat(market.fulfillment(requisition.name()).getState()).isEqualTo("WITHDRAWN");
  }

  private void withdrawnBeforeReading(TestRequisitions requisition) {
    market.beforeTransaction =
        name -> {
          if (name.equals("beginReading")) {
            market.kingdom.setState(requisition.name(), Requisition.State.WITHDRAWN);
            throw DomainException.unavailable("the database is away", null);
          }
        };
    market.request(requisition.build());
    market.settle();
  }

  private String jobState(String requisition) {
    return market.database.read(
        "readJobState",
        tx ->
            tx.one(
                    "select state from jobs where name = ?",
                    row -> row.string("state"),
                    "fulfill/" + requisition)
                .orElseThrow());
  }

  private static void reach(MeasurementSpec.Builder spec, double epsilon) {
    spec.getReachBuilder()
        .setPrivacyParams(TestRequisitions.PRIVACY.toBuilder().setEpsilon(epsilon).setDelta(1e-10));
  }
}
