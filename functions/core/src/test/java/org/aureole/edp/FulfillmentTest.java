package org.aureole.edp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.crypto.consent.Purpose;
import org.aureole.crypto.consent.SignedMessages;
import org.aureole.crypto.consent.SigningContext;
import org.aureole.crypto.consent.TrustStore;
import org.aureole.crypto.hmss.ResidueVector;
import org.aureole.crypto.prng.Seed;
import org.aureole.crypto.prng.UniformSequence;
import org.aureole.crypto.vid.IndexRange;
import org.aureole.crypto.vid.SamplingInterval;
import org.aureole.crypto.vid.VidOrder;
import org.aureole.crypto.vid.VidRange;
import org.aureole.crypto.vid.VidUniverse;
import org.aureole.edp.eventgroup.EventFiles;
import org.aureole.edp.fulfillment.FulfillJob;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.name.RequisitionName;
import org.aureole.platform.http.HttpMethod;
import org.aureole.platform.http.HttpReply;
import org.aureole.platform.identity.Role;
import org.aureole.platform.work.JobName;
import org.aureole.platform.work.JobRunner;
import org.aureole.v1.AnswerPolicy;
import org.aureole.v1.BudgetReport;
import org.aureole.v1.DataProviderCapabilities;
import org.aureole.v1.DeclineRequisitionRequest;
import org.aureole.v1.Fulfillment;
import org.aureole.v1.Manifest;
import org.aureole.v1.MeasurementResult;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.Requisition;
import org.aureole.v1.Requisition.Refusal.Justification;
import org.aureole.v1.SignedMessage;
import org.aureole.v1.VidSamplingInterval;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("store")
class FulfillmentTest {
  private TestMarket market = new TestMarket();

  @BeforeEach
  void dropEvents() {
    market.drop("campaign/day1.csv", lines(1, 300, "2026-02-01T10:00:00Z"));
    market.drop("campaign/day2.csv", lines(200, 399, "2026-02-02T10:00:00Z"));
    market.settle();
  }

  @AfterEach
  void close() {
    market.close();
  }

  @Test
  void reachIsAnsweredDirectly() throws Exception {
    TestRequisitions requisition = new TestRequisitions(market, "1").reach();
    MeasurementResult result = answered(requisition);

    assertThat(result.getReach().getValue()).isEqualTo(399);
    assertThat(result.getReach().getStandardDeviation()).isZero();
    assertThat(result.getMeasurement()).isEqualTo(requisition.measurement());
    assertThat(market.fulfillment(requisition.name()).getState()).isEqualTo("FULFILLED");
    assertThat(market.internal.contents()).isEmpty();
    assertThat(market.ledger()).containsExactly("r-1 CHARGE");
    assertThat(market.kingdom.timeline.values())
        .extracting(entry -> entry.getFromState() + ">" + entry.getToState())
        .containsExactlyInAnyOrder(
            ">RECEIVED", "RECEIVED>PREPARING", "PREPARING>DELIVERING", "DELIVERING>FULFILLED");
  }

  /** Another run takes over while it reads, and is through before it stores what it made. */
  @Test
  void aRunThatLostItsLeaseLeavesNoAnswerBehind() {
    Requisition requisition = new TestRequisitions(market, "1").reach().build();
    market.request(requisition);
    market.forgetStarts();
    JobName job = FulfillJob.name(RequisitionName.parse(requisition.getName()));
    List<JobRunner.Outcome> takenOver = new ArrayList<>();
    market.beforeRead =
        object -> {
          market.beforeRead = any -> {};
          market.clock.advance(Duration.ofMinutes(1));
          takenOver.add(market.run(job));
        };

    assertThat(market.run(job)).isEqualTo(JobRunner.Outcome.LEASE_LOST);
    assertThat(takenOver).containsExactly(JobRunner.Outcome.DONE);
    assertThat(market.fulfillment(requisition.getName()).getState()).isEqualTo("FULFILLED");
    assertThat(market.internal.contents()).isEmpty();
    assertThat(market.ledger()).containsExactly("r-1 CHARGE");
  }

  @Test
  void frequencyIsAnsweredDirectly() throws Exception {
    MeasurementResult result = answered(new TestRequisitions(market, "1").reachAndFrequency(3));

    assertThat(result.getReach().getValue()).isEqualTo(399);
    assertThat(result.getFrequencyList())
        .extracting(bucket -> Math.round(bucket.getCount().getValue()))
        .containsExactly(298L, 101L, 0L);
  }

  @Test
  void impressionsAreCappedForEachPerson() throws Exception {
    assertThat(
            answered(new TestRequisitions(market, "1").impressions(1))
                .getImpressionCount()
                .getValue())
        .isEqualTo(399);
    assertThat(
            answered(new TestRequisitions(market, "2").impressions(5))
                .getImpressionCount()
                .getValue())
        .isEqualTo(500);
  }

  @Test
  void watchDurationIsCappedForEachPerson() throws Exception {
    MeasurementResult result = answered(new TestRequisitions(market, "1").watchDuration(15));

    assertThat(result.getWatchDurationSeconds().getValue()).isEqualTo(298 * 10 + 101 * 15);
  }

  @Test
  void filterAndIntervalDecideWhatCounts() throws Exception {
    MeasurementResult result =
        answered(
            new TestRequisitions(market, "1")
                .reach()
                .own(own ->
                    own.getEventGroupsBuilder(0)
                        .setFilter("odd")
                        .setCollectionInterval(
                            Timestamps.interval(
                                TestRequisitions.START,
                                TestRequisitions.START.plus(Duration.ofDays(1))))));

    assertThat(result.getReach().getValue()).isEqualTo(150);
  }

  @Test
  void noiseIsChargedAndStatedAndTheBudgetShown() throws Exception {
    MeasurementResult result =
        answered(new TestRequisitions(market, "1").reach().noise(NoiseMechanism.DISCRETE_GAUSSIAN));

    assertThat(result.getReach().getStandardDeviation()).isBetween(60.0, 80.0);
    BudgetReport report = market.operator("/v1/budget", BudgetReport.getDefaultInstance());
    assertThat(report.getDaysList())
        .extracting(day -> day.getDay() + " " + (day.getRho() > 0) + " " + day.getTheta())
        .containsExactly("2026-02-01 true 0.0", "2026-02-02 true 0.0");
  }

  @Test
  void consumersThatTheOperatorDoesNotNameNeitherSeeNorMeasure() throws Exception {
    AnswerPolicy others =
        TestMarket.POLICY.toBuilder().addMeasurementConsumers("measurementConsumers/mc2").build();
    market.operator(HttpMethod.PUT, "/v1/policy", others, AnswerPolicy.getDefaultInstance());
    market.settle();
    assertThat(market.kingdom.eventGroups.values())
        .allSatisfy(group ->
            assertThat(group.getMeasurementConsumersList())
                .containsExactly("measurementConsumers/mc2"));
    assertThat(refused(new TestRequisitions(market, "1").reach()))
        .isEqualTo(Justification.SPEC_INVALID);
    assertThat(market.ledger()).isEmpty();

    AnswerPolicy both = others.toBuilder().addMeasurementConsumers(TestMarket.CONSUMER).build();
    market.operator(HttpMethod.PUT, "/v1/policy", both, AnswerPolicy.getDefaultInstance());
    assertThat(answered(new TestRequisitions(market, "2").reach()).getReach().getValue())
        .isEqualTo(399);
  }

  @Test
  void aPolicyNamesConsumersByTheirResourceNames() {
    AnswerPolicy wrong = TestMarket.POLICY.toBuilder().addMeasurementConsumers("mc1").build();
    HttpReply reply =
        market.send(HttpMethod.PUT, "/v1/policy", Role.OPERATOR, wrong.toByteArray(), "x-protobuf");
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body().toStringUtf8()).contains("measurementConsumers");
  }

  @Test
  void aPopulationProviderCountsPeople() throws Exception {
    market.close();
    market = new TestMarket(DataProviderCapabilities.Kind.POPULATION_DATA_PROVIDER);

    MeasurementResult all = answered(new TestRequisitions(market, "1").populationCount(""));
    MeasurementResult odd = answered(new TestRequisitions(market, "2").populationCount("odd"));

    assertThat(all.getPopulationCount().getValue()).isEqualTo(1000);
    assertThat(odd.getPopulationCount().getValue()).isEqualTo(500);
    assertThat(market.ledger()).isEmpty();
    assertThat(refused(new TestRequisitions(market, "3").reach()))
        .isEqualTo(Justification.SPEC_INVALID);
  }

  @Test
  void sharesAddUpToTheFrequencyVector() throws Exception {
    for (String receiver : new String[] {"duchies/worker1", "duchies/worker2"}) {
      TestRequisitions requisition =
          new TestRequisitions(market, receiver.replaceAll(".*/", ""))
              .reachAndFrequency(3)
              .shareShuffle()
              .receiver(receiver)
              .spec(spec ->
                  spec.setVidSamplingInterval(
                      VidSamplingInterval.newBuilder().setStart(3L << 30).setWidth(1L << 31)));
      Requisition sent = requisition.build();
      market.request(sent);
      market.settle();

      assertThat(market.fulfillment(requisition.name()).getState()).isEqualTo("FULFILLED");
      assertSharesAddUp(requisition, sent, receiver);
    }
    assertThat(market.internal.contents()).isEmpty();
  }

  @Test
  void sharesOfAReachAreOfOnesAndZeros() throws Exception {
    TestRequisitions requisition = new TestRequisitions(market, "1").reach().shareShuffle();
    Requisition sent = requisition.build();
    market.request(sent);
    market.settle();

    int[] vector = openedVector(requisition, sent, "duchies/worker1");
    assertThat(vector).hasSize(1000).containsOnly(0, 1);
    assertThat(Arrays.stream(vector).sum()).isEqualTo(399);
  }

  @Test
  void dataOutsideAvailabilityAreWaitedFor() throws Exception {
    TestRequisitions requisition = outsideAvailability();
    market.request(requisition.build());
    market.settle();
    assertThat(market.fulfillment(requisition.name()).getState()).isEqualTo("AWAITING_DATA");
    assertThat(market.ledger()).isEmpty();
    assertThat(market.kingdom.timeline.values())
        .allSatisfy(entry -> assertThat(entry.getMessage()).isEmpty());

    market.drop("campaign/day3.csv", lines(500, 500, "2026-02-03T10:00:00Z"));
    market.settle();

    assertThat(result(requisition).getReach().getValue()).isEqualTo(400);
  }

  @Test
  void atTheDeadlineWhatStillWaitsForDataIsRefused() {
    TestRequisitions requisition = outsideAvailability();
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
    assertThat(result(requisition).getReach().getValue()).isEqualTo(449);
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
  void anAnswerBeyondTheBudgetIsRefusedAndLeavesNoTrace() throws Exception {
    TestRequisitions first =
        new TestRequisitions(market, "1")
            .noise(NoiseMechanism.DISCRETE_GAUSSIAN)
            .spec(spec -> reach(spec, 0.9));
    assertThat(answered(first).getReach().getStandardDeviation()).isPositive();

    TestRequisitions second =
        new TestRequisitions(market, "2")
            .noise(NoiseMechanism.DISCRETE_GAUSSIAN)
            .spec(spec -> reach(spec, 0.9));
    assertThat(refused(second)).isEqualTo(Justification.INSUFFICIENT_PRIVACY_BUDGET);
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
    TestRequisitions requisition = outsideAvailability();
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

  /** The consumer signed the specification, the Kingdom alone names requisitions. */
  @Test
  void oneConsentIsAnsweredAndChargedOnceUnderWhateverNames() throws Exception {
    TestRequisitions requisition =
        new TestRequisitions(market, "1").reach().noise(NoiseMechanism.DISCRETE_GAUSSIAN);
    Requisition sent = requisition.build();
    market.request(sent);
    market.settle();
    assertThat(result(requisition).getReach().getStandardDeviation()).isPositive();

    String copy = TestMarket.SELF + "/requisitions/copy";
    market.request(sent.toBuilder().setName(copy).build());
    market.settle();

    assertThat(market.kingdom.requisition(copy).getRefusal().getJustification())
        .isEqualTo(Justification.CONSENT_SIGNAL_INVALID);
    assertThat(market.ledger()).containsExactly("r-1 CHARGE");
    assertThat(market.kingdom.answers).containsOnlyKeys(requisition.name());
  }

  @Test
  void twoRequisitionsOfOneConsentAtTheSameTimeGetOneAnswer() {
    TestRequisitions requisition = new TestRequisitions(market, "1").reach().shareShuffle();
    Requisition sent = requisition.build();
    String copy = TestMarket.SELF + "/requisitions/copy";
    market.kingdom.put(sent.toBuilder().setName(copy).build());
    market.request(sent);
    market.notify(copy);
    market.settle();

    assertThat(List.of(sent.getName(), copy))
        .extracting(name -> market.fulfillment(name).getState())
        .containsExactlyInAnyOrder("FULFILLED", "REFUSED");
    assertThat(market.ledger()).hasSize(1);
  }

  @Test
  void duplicatesAndLateNotificationsChangeNothing() throws Exception {
    TestRequisitions requisition = new TestRequisitions(market, "1").reach();
    market.request(requisition.build());
    market.notify(requisition.name());
    market.notify(requisition.name());
    market.settle();
    market.notify(requisition.name());
    market.storageEvent("campaign/day1.csv");
    market.settle();

    assertThat(result(requisition).getReach().getValue()).isEqualTo(399);
    assertThat(market.ledger()).containsExactly("r-1 CHARGE");
    assertThat(market.kingdom.calls).filteredOn("fulfillDirect"::equals).hasSize(1);
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
    assertThat(result(first).getReach().getValue()).isEqualTo(399);
    assertThat(result(second).getImpressionCount().getValue()).isEqualTo(500);
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

    assertThat(result(requisition).getReach().getValue()).isEqualTo(399);
  }

  /** A Kingdom that is down, or lists what cannot be read, holds up nothing else of a sweep. */
  @Test
  void aSweepLooksAtWhatIsOpenHereWhateverTheKingdomDoes() {
    TestRequisitions asked = outsideAvailability();
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

  private TestRequisitions outsideAvailability() {
    return new TestRequisitions(market, "1")
        .reach()
        .own(own ->
            own.getEventGroupsBuilder(0)
                .setCollectionInterval(
                    Timestamps.interval(
                        TestRequisitions.START, TestRequisitions.END.plus(Duration.ofDays(1)))));
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

  @Test
  void theOperatorsPolicyDecides() throws Exception {
    market.operator(
        HttpMethod.PUT,
        "/v1/policy",
        TestMarket.POLICY.toBuilder()
            .clearNoiseMechanisms()
            .addNoiseMechanisms(NoiseMechanism.DISCRETE_GAUSSIAN)
            .build(),
        AnswerPolicy.getDefaultInstance());
    market.settle();

    assertThat(refused(new TestRequisitions(market, "1").reach()))
        .isEqualTo(Justification.SPEC_INVALID);
    assertThat(market.kingdom.capabilities.getNoiseMechanismsList())
        .containsExactly(NoiseMechanism.DISCRETE_GAUSSIAN);
    assertThat(
            answered(
                    new TestRequisitions(market, "2")
                        .reach()
                        .noise(NoiseMechanism.DISCRETE_GAUSSIAN))
                .hasReach())
        .isTrue();
  }

  @Test
  void anEventGroupThatNeverWasIsRefused() {
    TestRequisitions requisition =
        new TestRequisitions(market, "1")
            .reach()
            .own(own ->
                own.getEventGroupsBuilder(0).setEventGroup(TestMarket.SELF + "/eventGroups/typo"));

    assertThat(refused(requisition)).isEqualTo(Justification.SPEC_INVALID);
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
    assertThat(result(requisition).getReach().getValue()).isEqualTo(7);
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
    assertThat(result(requisition).getReach().getValue()).isEqualTo(399);
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
    assertThat(refused(requisition)).isEqualTo(Justification.UNFULFILLABLE);

    assertThat(market.kingdom.requisition(requisition.name()).getRefusal().getMessage())
        .isEqualTo("the data provider could not make the answer; its operator knows why");
    assertThat(market.fulfillment(requisition.name()).getMessage()).contains("row 7 is secret");
    assertThat(market.ledger()).containsExactly("r-1 CHARGE");
    assertThat(market.kingdom.timeline.values())
        .allSatisfy(entry -> assertThat(entry.getMessage()).doesNotContain("secret"));
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
  void aRefusalRepeatsNothingOfTheSealedSpecification() {
    TestRequisitions requisition =
        new TestRequisitions(market, "1")
            .reach()
            .own(own -> own.getEventGroupsBuilder(0).setFilter("brand == 'secret'"));
    assertThat(refused(requisition)).isEqualTo(Justification.SPEC_INVALID);

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

  private void assertSharesAddUp(TestRequisitions requisition, Requisition sent, String receiver)
      throws Exception {
    VidOrder order = VidOrder.of(VidUniverse.of(List.of(new VidRange(1, 1000))));
    IndexRange sample = new SamplingInterval(3L << 30, 1L << 31).indices(1000);
    int[] expected =
        IntStream.range(0, sample.length())
            .map(position -> order.vids()[sample.indexAt(position)])
            .map(vid -> (vid <= 300 ? 1 : 0) + (vid >= 200 && vid <= 399 ? 1 : 0))
            .toArray();

    assertThat(openedVector(requisition, sent, receiver)).isEqualTo(expected);
  }

  /** What both workers together learn, which in the protocol they never are. */
  private int[] openedVector(TestRequisitions requisition, Requisition sent, String receiver)
      throws Exception {
    String stage =
        TestRequisitions.url(receiver)
            + " requisition-"
            + requisition.name().replaceAll(".*/", "")
            + "/";
    Fingerprint fingerprint = Fingerprint.of(sent.getMeasurementSpec().getPayload().toByteArray());
    TrustStore trust =
        TrustStore.of(
            Map.of(
                TestMarket.SELF,
                List.of(market.self.trustedRoot().getRootCertificate().toByteArray())),
            Set.of());
    SignedMessage signed = SignedMessage.parseFrom(market.inboxes.objects.get(stage + "manifest"));
    Manifest manifest =
        Manifest.parseFrom(
            SignedMessages.verify(
                trust,
                signed,
                SigningContext.addressed(
                    Purpose.MANIFEST,
                    TestMarket.SELF,
                    receiver,
                    TestRequisitions.COMPUTATION,
                    fingerprint),
                market.clock.instant()));
    ByteString share = market.inboxes.objects.get(stage + "share");
    assertThat(manifest.getObjects(0).getSha256().toByteArray())
        .isEqualTo(Fingerprint.of(share.toByteArray()).bytes());
    TestParty other =
        market.duchies.stream()
            .filter(duchy -> duchy.name().startsWith("duchies/worker"))
            .filter(duchy -> !duchy.name().equals(receiver))
            .findFirst()
            .orElseThrow();
    Manifest.RequisitionShare parameters = manifest.getRequisitionShare();
    Seed seed =
        Seed.of(
            SignedMessages.openAndVerify(
                other,
                trust,
                SigningContext.addressed(
                    Purpose.SHARE_SEED,
                    TestMarket.SELF,
                    other.name(),
                    requisition.name(),
                    fingerprint),
                parameters.getSealedSeed(),
                market.clock.instant()));
    int length = Math.toIntExact(parameters.getVectorLength());
    ResidueVector sum = ResidueVector.ofBytes(share.toByteArray(), length, parameters.getModulus());
    sum.add(new UniformSequence(seed.stream(), length, parameters.getModulus()));
    return IntStream.range(0, length).map(sum::get).toArray();
  }

  private MeasurementResult answered(TestRequisitions requisition) throws Exception {
    market.request(requisition.build());
    market.settle();
    return result(requisition);
  }

  private MeasurementResult result(TestRequisitions requisition) throws Exception {
    Requisition sent = market.kingdom.requisition(requisition.name());
    assertThat(sent.getState())
        .as(() -> market.fulfillment(requisition.name()).toString())
        .isEqualTo(Requisition.State.FULFILLED);
    TrustStore trust =
        TrustStore.of(
            Map.of(
                TestMarket.SELF,
                List.of(market.self.trustedRoot().getRootCertificate().toByteArray())),
            Set.of());
    return MeasurementResult.parseFrom(
        SignedMessages.openAndVerify(
            market.consumer,
            trust,
            SigningContext.addressed(
                Purpose.DIRECT_RESULT,
                TestMarket.SELF,
                TestMarket.CONSUMER,
                requisition.measurement(),
                Fingerprint.of(sent.getMeasurementSpec().getPayload().toByteArray())),
            market.kingdom.answers.get(requisition.name()).getSealedResult(),
            market.clock.instant()));
  }

  private Justification refused(TestRequisitions requisition) {
    market.request(requisition.build());
    market.settle();
    Requisition refused = market.kingdom.requisition(requisition.name());
    assertThat(refused.getState()).isEqualTo(Requisition.State.REFUSED);
    assertThat(market.fulfillment(requisition.name()).getState()).isEqualTo("REFUSED");
    return refused.getRefusal().getJustification();
  }

  private static void reach(MeasurementSpec.Builder spec, double epsilon) {
    spec.getReachBuilder()
        .setPrivacyParams(TestRequisitions.PRIVACY.toBuilder().setEpsilon(epsilon).setDelta(1e-10));
  }

  static String lines(int firstVid, int lastVid, String time) {
    StringBuilder lines = new StringBuilder();
    for (int vid = firstVid; vid <= lastVid; vid++) {
      lines.append(vid).append(',').append(time).append(",10\n");
    }
    return lines.toString();
  }
}
