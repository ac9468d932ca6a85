package org.aureole.kingdom;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.aureole.crypto.consent.Nonce;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.lifecycle.MeasurementState;
import org.aureole.model.name.PartyName;
import org.aureole.platform.sql.Contenders;
import org.aureole.platform.sql.TestClock;
import org.aureole.v1.Computation;
import org.aureole.v1.ComputationParticipant;
import org.aureole.v1.FulfillDirectRequisitionRequest;
import org.aureole.v1.ListComputationsResponse;
import org.aureole.v1.ListRequisitionsResponse;
import org.aureole.v1.Measurement;
import org.aureole.v1.MeasurementConsumerCapabilities;
import org.aureole.v1.Requisition;
import org.junit.jupiter.api.Test;

/** The life of a Measurement at the Kingdom. */
public abstract class LifecycleContract extends KingdomContract {
  @Test
  void aDirectMeasurementSucceedsWithTheLastAnswer() {
    RunningMeasurement running =
        RunningMeasurement.create(
            market, new Order(market, "direct", market.edp1, market.edp2).impressions(10));
    assertThat(running.get().getState())
        .isEqualTo(Measurement.State.AWAITING_REQUISITION_FULFILLMENT);

    running.fulfillDirect(market.edp1, "answer of edp1");
    assertThat(running.get().getInternalState()).isEqualTo("PENDING_REQUISITION_FULFILLMENT");
    assertThat(running.get().getResultsList()).isEmpty();
    Requisition last = running.fulfillDirect(market.edp2, "answer of edp2");

    assertThat(last.getState()).isEqualTo(Requisition.State.FULFILLED);
    Measurement ended = running.get();
    assertThat(ended.getState()).isEqualTo(Measurement.State.SUCCEEDED);
    assertThat(ended.getResultsList())
        .extracting(r -> r.getParty() + ": " + r.getSealedResult().getCiphertext().toStringUtf8())
        .containsExactly(
            "dataProviders/edp1: answer of edp1", "dataProviders/edp2: answer of edp2");
  }

  @Test
  void aConsumerWithAWebhookIsToldOfTheEndAndNoOtherIs() {
    MarketParty told = market.party(PartyName.measurementConsumer("mc-told"));
    told.register(
        told.registration()
            .setMeasurementConsumer(MeasurementConsumerCapabilities.newBuilder().setWebhook(true)));
    market.approve(told);
    told.publishKeys();

    RunningMeasurement answered = direct(told, "answered");
    assertThat(toldOf(answered)).isEmpty();
    answered.fulfillDirect(market.edp1, "the answer");
    assertThat(toldOf(answered)).containsExactly(told.name() + " " + answered.name());
    RunningMeasurement cancelled = direct(told, "cancelled");
    cancelled.cancel();
    assertThat(toldOf(cancelled)).containsExactly(told.name() + " " + cancelled.name());

    RunningMeasurement silent = direct(market.consumer, "silent");
    silent.fulfillDirect(market.edp1, "the answer");
    assertThat(toldOf(silent)).isEmpty();
  }

  private RunningMeasurement direct(MarketParty consumer, String id) {
    return RunningMeasurement.create(
        market, new Order(market, consumer, "webhook-" + id, market.edp1).impressions(5));
  }

  private List<String> toldOf(RunningMeasurement running) {
    return market.told(running.name()).stream()
        .filter(told -> told.startsWith("measurementConsumers/"))
        .toList();
  }

  /** An answer may be on its way for long; under what it was signed may have expired meanwhile. */
  @Test
  void anAnswerSignedInTimeIsTakenAfterItsCertificateExpired() {
    MarketParty provider = market.edp1;
    provider.newIdentity(Duration.between(TestClock.START, market.clock.instant()).plusMinutes(10));
    provider.publishKeys();
    String shortlived = provider.certificate();
    RunningMeasurement running =
        RunningMeasurement.create(
            market, new Order(market, "answered-late", provider).impressions(5));
    market.clock.advance(Duration.ofMinutes(20));
    running.fulfillDirect(provider, "signed in time");
    assertThat(running.get().getState()).isEqualTo(Measurement.State.SUCCEEDED);

    provider.newIdentity(Duration.ofDays(365));
    provider.publishKeys();
    RunningMeasurement later =
        RunningMeasurement.create(
            market, new Order(market, "asked-after-it-expired", provider).impressions(5));
    refused(
        ErrorCode.CERTIFICATE_INVALID,
        () ->
            later.fulfillDirect(
                provider,
                FulfillDirectRequisitionRequest.newBuilder()
                    .setNonce(Order.bytes(later.order().nonce(provider).bytes()))
                    .setSealedResult(RunningMeasurement.sealed("signed too late"))
                    .setCertificate(shortlived)
                    .build()));
    later.fulfillDirect(provider, "signed in time, too");
    assertThat(later.get().getState()).isEqualTo(Measurement.State.SUCCEEDED);
  }

  @Test
  void aShuffledMeasurementGoesThroughEveryStateToTheAggregatorsResult() {
    RunningMeasurement running =
        RunningMeasurement.create(
            market,
            new Order(market, "shuffled", market.edp1, market.edp2, market.edp3)
                .reachAndFrequency(5));
    assertThat(running.get().getInternalState()).isEqualTo("PENDING_REQUISITION_PARAMS");
    market.duchies().forEach(running::setParams);
    assertThat(running.get().getInternalState()).isEqualTo("PENDING_REQUISITION_FULFILLMENT");
    running.fulfill(market.edp1);
    running.fulfill(market.edp3);
    assertThat(running.get().getState())
        .isEqualTo(Measurement.State.AWAITING_REQUISITION_FULFILLMENT);
    running.fulfill(market.edp2);
    assertThat(running.get().getInternalState()).isEqualTo("PENDING_PARTICIPANT_CONFIRMATION");
    market.duchies().forEach(running::confirm);
    assertThat(running.get().getInternalState()).isEqualTo("PENDING_COMPUTATION");
    assertThat(running.get().getState()).isEqualTo(Measurement.State.COMPUTING);

    running.setResult(market.aggregator, "the result");

    Measurement ended = running.get();
    assertThat(ended.getState()).isEqualTo(Measurement.State.SUCCEEDED);
    assertThat(ended.getResultsList())
        .singleElement()
        .satisfies(result -> {
          assertThat(result.getParty()).isEqualTo("duchies/aggregator");
          assertThat(result.getCertificate()).isEqualTo(market.aggregator.certificate());
          assertThat(result.getSealedResult().getCiphertext().toStringUtf8())
              .isEqualTo("the result");
        });
  }

  @Test
  void partiesAreToldWhereToLookWhenItIsTheirTurn() {
    market.sent.clear();
    RunningMeasurement running =
        RunningMeasurement.shuffled(market, "told", MeasurementState.PENDING_REQUISITION_PARAMS);
    assertThat(market.told(running.name()))
        .containsExactly(
            "duchies/aggregator " + running.computation(),
            "duchies/worker1 " + running.computation(),
            "duchies/worker2 " + running.computation());

    running.setParams(market.worker1);
    running.setParams(market.worker2);
    market.sent.clear();
    running.setParams(market.aggregator);
    assertThat(market.told(running.name()))
        .containsExactly(
            "dataProviders/edp1 " + running.requisition(market.edp1),
            "dataProviders/edp2 " + running.requisition(market.edp2),
            "duchies/aggregator " + running.computation(),
            "duchies/worker1 " + running.computation(),
            "duchies/worker2 " + running.computation());

    market.sent.clear();
    running.fulfill(market.edp1);
    assertThat(market.told(running.name())).isEmpty();
    running.cancel();
    assertThat(market.told(running.name()))
        .containsExactly(
            "dataProviders/edp2 " + running.requisition(market.edp2),
            "duchies/aggregator " + running.computation(),
            "duchies/worker1 " + running.computation(),
            "duchies/worker2 " + running.computation());
  }

  @Test
  void aRequisitionIsHiddenUntilTheDuchiesAreReady() {
    RunningMeasurement running =
        RunningMeasurement.shuffled(market, "hidden", MeasurementState.PENDING_REQUISITION_PARAMS);
    refused(ErrorCode.NOT_FOUND, () -> running.get(market.edp1));
    assertThat(RunningMeasurement.requisitionsOf(market.edp1))
        .extracting(Requisition::getMeasurement)
        .doesNotContain(running.name());

    market.duchies().forEach(running::setParams);
    Requisition shown = running.get(market.edp1);
    assertThat(shown.getState()).isEqualTo(Requisition.State.UNFULFILLED);
    assertThat(shown.getMeasurementSpec()).isEqualTo(running.get().getMeasurementSpec());
    assertThat(shown.getDuchiesList())
        .extracting(Requisition.DuchyEntry::getDuchy)
        .containsExactly("duchies/aggregator", "duchies/worker1", "duchies/worker2");
    assertThat(shown.getDuchiesList())
        .allSatisfy(duchy -> {
          assertThat(duchy.hasRequisitionParams()).isTrue();
          assertThat(duchy.getApiUrl()).endsWith(".example");
        });
    assertThat(shown.getReceivingDuchy()).isIn("duchies/worker1", "duchies/worker2");
  }

  @Test
  void aDataProviderListsItsRequisitionsNewestFirst() {
    MarketParty provider = market.onboard(market.party(PartyName.dataProvider("lister")));
    for (String id : List.of("list-a", "list-b", "list-c")) {
      market.clock.advance(Duration.ofSeconds(1));
      RunningMeasurement.create(market, new Order(market, id, provider).reach());
    }
    market.clock.advance(Duration.ofSeconds(1));
    RunningMeasurement last =
        RunningMeasurement.create(
            market, new Order(market, "list-d", provider, market.edp1).reach());
    market.duchies().forEach(last::setParams);
    String list = "/v1/dataProviders/lister/requisitions";
    ListRequisitionsResponse first = requisitions(provider, list + "?pageSize=3");
    ListRequisitionsResponse rest =
        requisitions(provider, list + "?pageSize=3&pageToken=" + first.getNextPageToken());
    assertThat(first.getRequisitionsList())
        .extracting(Requisition::getMeasurement)
        .containsExactly(
            "measurementConsumers/mc1/measurements/list-d",
            "measurementConsumers/mc1/measurements/list-c",
            "measurementConsumers/mc1/measurements/list-b");
    assertThat(first.getRequisitions(0)).isEqualTo(last.get(provider));
    assertThat(first.getRequisitions(0).getDuchiesCount()).isEqualTo(3);
    assertThat(first.getRequisitions(1).getDuchiesCount()).isZero();
    assertThat(rest.getRequisitionsList())
        .extracting(Requisition::getMeasurement)
        .containsExactly("measurementConsumers/mc1/measurements/list-a");
    assertThat(rest.getNextPageToken()).isEmpty();

    last.refuse(provider, "no");
    assertThat(requisitions(provider, list + "?state=REFUSED").getRequisitionsList())
        .containsExactly(last.get(provider));
    assertThat(requisitions(provider, list + "?state=UNFULFILLED").getRequisitionsCount())
        .isEqualTo(3);
    refusedAt(
        "state",
        ErrorCode.INVALID_ARGUMENT,
        () -> requisitions(provider, list + "?state=PENDING_PARAMS"));
  }

  private static ListRequisitionsResponse requisitions(MarketParty provider, String path) {
    return provider.client().get(path, ListRequisitionsResponse.getDefaultInstance());
  }

  @Test
  void aRefusalFailsTheMeasurementAndWithdrawsTheOthers() {
    RunningMeasurement running =
        RunningMeasurement.create(
            market,
            new Order(market, "refused", market.edp1, market.edp2, market.edp3).watchDuration(60));
    running.fulfillDirect(market.edp2, "an answer in vain");
    running.refuse(market.edp1, "no such campaign");

    Measurement failed = running.get();
    assertThat(failed.getState()).isEqualTo(Measurement.State.FAILED);
    assertThat(failed.getFailure().getReason())
        .isEqualTo(Measurement.Failure.Reason.REQUISITION_REFUSED);
    assertThat(failed.getFailure().getMessage())
        .contains(running.requisition(market.edp1), "DECLINED", "no such campaign");
    assertThat(failed.getResultsList()).as("no half of a result").isEmpty();
    assertThat(running.get(market.edp1).getState()).isEqualTo(Requisition.State.REFUSED);
    assertThat(running.get(market.edp1).getRefusal().getMessage()).isEqualTo("no such campaign");
    assertThat(running.get(market.edp2).getState()).isEqualTo(Requisition.State.FULFILLED);
    assertThat(running.get(market.edp3).getState()).isEqualTo(Requisition.State.WITHDRAWN);
    refused(ErrorCode.FAILED_PRECONDITION, () -> running.fulfillDirect(market.edp3, "too late"));
    refused(ErrorCode.FAILED_PRECONDITION, () -> running.refuse(market.edp1, "another reason"));
  }

  @Test
  void aFailingDuchyFailsTheMeasurementAndSaysWhy() {
    RunningMeasurement running =
        RunningMeasurement.shuffled(market, "failing", MeasurementState.PENDING_COMPUTATION);
    running.fail(market.worker2, "disk full");
    assertThat(running.get().getFailure().getReason())
        .isEqualTo(Measurement.Failure.Reason.COMPUTATION_PARTICIPANT_FAILED);
    assertThat(running.get().getFailure().getMessage()).contains("duchies/worker2", "disk full");
    Computation seen = running.computationSeenBy(market.worker1);
    assertThat(seen.getMeasurementState()).isEqualTo("FAILED");
    assertThat(seen.getParticipantsList())
        .extracting(ComputationParticipant::getState)
        .containsExactly(
            ComputationParticipant.State.READY,
            ComputationParticipant.State.READY,
            ComputationParticipant.State.FAILED);
  }

  @Test
  void theNonceMustBeTheOneOfTheSignedSpecification() {
    RunningMeasurement running =
        RunningMeasurement.shuffled(
            market, "nonces", MeasurementState.PENDING_REQUISITION_FULFILLMENT);
    refusedAt(
        "nonce",
        ErrorCode.CONSENT_SIGNAL_INVALID,
        () -> running.fulfill(market.edp1, Order.bytes(Nonce.random(MarketParty.RANDOM).bytes())));
    refusedAt(
        "nonce",
        ErrorCode.CONSENT_SIGNAL_INVALID,
        () ->
            running.fulfill(market.edp1, Order.bytes(running.order().nonce(market.edp2).bytes())));
    refusedAt(
        "nonce",
        ErrorCode.INVALID_ARGUMENT,
        () -> running.fulfill(market.edp1, Order.bytes(new byte[3])));
    assertThat(running.computationSeenBy(market.worker1).getRequisitionsList())
        .allSatisfy(entry -> assertThat(entry.getNonce().isEmpty()).isTrue());

    running.fulfill(market.edp1);
    assertThat(running.computationSeenBy(market.worker1).getRequisitions(0).getNonce())
        .isEqualTo(Order.bytes(running.order().nonce(market.edp1).bytes()));

    RunningMeasurement direct =
        RunningMeasurement.create(market, new Order(market, "direct-nonce", market.edp1).reach());
    refusedAt(
        "nonce",
        ErrorCode.CONSENT_SIGNAL_INVALID,
        () ->
            direct.fulfillDirect(
                market.edp1,
                FulfillDirectRequisitionRequest.newBuilder()
                    .setNonce(Order.bytes(running.order().nonce(market.edp1).bytes()))
                    .setSealedResult(RunningMeasurement.sealed("guessed"))
                    .setCertificate(market.edp1.certificate())
                    .build()));
    assertThat(direct.get().getInternalState()).isEqualTo("PENDING_REQUISITION_FULFILLMENT");
  }

  @Test
  void aDirectAnswerIsTakenOnceAndUnderTheProvidersOwnCertificate() {
    RunningMeasurement running =
        RunningMeasurement.create(
            market, new Order(market, "own", market.edp1, market.edp2).impressions(3));
    FulfillDirectRequisitionRequest.Builder request =
        FulfillDirectRequisitionRequest.newBuilder()
            .setNonce(Order.bytes(running.order().nonce(market.edp1).bytes()))
            .setSealedResult(RunningMeasurement.sealed("an answer"));
    refusedAt(
        "certificate",
        ErrorCode.INVALID_ARGUMENT,
        () -> running.fulfillDirect(market.edp1, request.build()));
    refusedAt(
        "certificate",
        ErrorCode.INVALID_ARGUMENT,
        () ->
            running.fulfillDirect(
                market.edp1, request.setCertificate(market.edp2.certificate()).build()));
    request.setCertificate(market.edp1.certificate());
    running.fulfillDirect(market.edp1, request.build());
    running.fulfillDirect(market.edp1, request.build());
    refused(
        ErrorCode.FAILED_PRECONDITION, () -> running.fulfillDirect(market.edp1, "another answer"));
  }

  @Test
  void aShuffledRequisitionTakesNoDirectAnswer() {
    RunningMeasurement running =
        RunningMeasurement.shuffled(
            market, "no-direct", MeasurementState.PENDING_REQUISITION_FULFILLMENT);
    refused(ErrorCode.FAILED_PRECONDITION, () -> running.fulfillDirect(market.edp1, "in clear"));
    assertThat(running.get(market.edp1).getState()).isEqualTo(Requisition.State.UNFULFILLED);
  }

  @Test
  void onlyOneOfManyLastAnswersAtOnceEndsTheMeasurement() throws Exception {
    RunningMeasurement running =
        RunningMeasurement.create(
            market,
            new Order(market, "at-once", market.edp1, market.edp2, market.edp3).impressions(7));
    Queue<MarketParty> providers =
        new ConcurrentLinkedQueue<>(List.of(market.edp1, market.edp2, market.edp3));
    Contenders.run(3, () -> running.fulfillDirect(providers.remove(), "an answer"));
    assertThat(running.get().getState()).isEqualTo(Measurement.State.SUCCEEDED);
    assertThat(running.get().getResultsCount()).isEqualTo(3);
  }

  @Test
  void aDuchyListsItsComputationsUntilTheyEnd() {
    RunningMeasurement first =
        RunningMeasurement.shuffled(market, "listed", MeasurementState.PENDING_REQUISITION_PARAMS);
    RunningMeasurement second =
        RunningMeasurement.shuffled(market, "listed-too", MeasurementState.PENDING_COMPUTATION);
    assertThat(computationsOf(market.worker1)).contains(first.computation(), second.computation());
    first.cancel();
    assertThat(computationsOf(market.worker1))
        .contains(second.computation())
        .doesNotContain(first.computation());
    second.setResult(market.aggregator, "done");
    assertThat(computationsOf(market.worker1)).doesNotContain(second.computation());
  }

  private static Set<String> computationsOf(MarketParty duchy) {
    Set<String> names = new TreeSet<>();
    String token = "";
    do {
      ListComputationsResponse page =
          duchy
              .client()
              .get(
                  "/v1/computations?pageSize=2&pageToken=" + token,
                  ListComputationsResponse.getDefaultInstance());
      page.getComputationsList().forEach(c -> assertThat(names.add(c.getName())).isTrue());
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    return names;
  }
}
