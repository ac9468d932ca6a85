package org.aureole.edp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.aureole.crypto.vid.IndexRange;
import org.aureole.crypto.vid.SamplingInterval;
import org.aureole.crypto.vid.VidOrder;
import org.aureole.crypto.vid.VidRange;
import org.aureole.crypto.vid.VidUniverse;
import org.aureole.edp.fulfillment.FulfillJob;
import org.aureole.model.name.RequisitionName;
import org.aureole.platform.http.HttpMethod;
import org.aureole.platform.http.HttpReply;
import org.aureole.platform.identity.Role;
import org.aureole.platform.work.JobName;
import org.aureole.platform.work.JobRunner;
import org.aureole.v1.AnswerPolicy;
import org.aureole.v1.BudgetReport;
import org.aureole.v1.DataProviderCapabilities;
import org.aureole.v1.MeasurementResult;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.Requisition;
import org.aureole.v1.Requisition.Refusal.Justification;
import org.aureole.v1.VidSamplingInterval;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What requisitions are answered with, each once. */
@Tag("store")
class FulfillmentTest {
  private TestMarket market = TestMarket.withCampaign();

  @AfterEach
  void close() {
    market.close();
  }

  @Test
  void reachIsAnsweredDirectly() throws Exception {
    TestRequisitions requisition = new TestRequisitions(market, "1").reach();
    MeasurementResult result = TestAnswers.answered(market, requisition);

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
    MeasurementResult result =
        TestAnswers.answered(market, new TestRequisitions(market, "1").reachAndFrequency(3));

    assertThat(result.getReach().getValue()).isEqualTo(399);
    assertThat(result.getFrequencyList())
        .extracting(bucket -> Math.round(bucket.getCount().getValue()))
        .containsExactly(298L, 101L, 0L);
  }

  @Test
  void impressionsAreCappedForEachPerson() throws Exception {
    assertThat(
            TestAnswers.answered(market, new TestRequisitions(market, "1").impressions(1))
                .getImpressionCount()
                .getValue())
        .isEqualTo(399);
    assertThat(
            TestAnswers.answered(market, new TestRequisitions(market, "2").impressions(5))
                .getImpressionCount()
                .getValue())
        .isEqualTo(500);
  }

  @Test
  void watchDurationIsCappedForEachPerson() throws Exception {
    MeasurementResult result =
        TestAnswers.answered(market, new TestRequisitions(market, "1").watchDuration(15));

    assertThat(result.getWatchDurationSeconds().getValue()).isEqualTo(298 * 10 + 101 * 15);
  }

  @Test
  void filterAndIntervalDecideWhatCounts() throws Exception {
    MeasurementResult result =
        TestAnswers.answered(
            market,
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
        TestAnswers.answered(
            market,
            new TestRequisitions(market, "1").reach().noise(NoiseMechanism.DISCRETE_GAUSSIAN));

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
    assertThat(TestAnswers.refused(market, new TestRequisitions(market, "1").reach()))
        .isEqualTo(Justification.SPEC_INVALID);
    assertThat(market.ledger()).isEmpty();

    AnswerPolicy both = others.toBuilder().addMeasurementConsumers(TestMarket.CONSUMER).build();
    market.operator(HttpMethod.PUT, "/v1/policy", both, AnswerPolicy.getDefaultInstance());
    assertThat(
            TestAnswers.answered(market, new TestRequisitions(market, "2").reach())
                .getReach()
                .getValue())
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

    MeasurementResult all =
        TestAnswers.answered(market, new TestRequisitions(market, "1").populationCount(""));
    MeasurementResult odd =
        TestAnswers.answered(market, new TestRequisitions(market, "2").populationCount("odd"));

    assertThat(all.getPopulationCount().getValue()).isEqualTo(1000);
    assertThat(odd.getPopulationCount().getValue()).isEqualTo(500);
    assertThat(market.ledger()).isEmpty();
    assertThat(TestAnswers.refused(market, new TestRequisitions(market, "3").reach()))
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

    int[] vector = TestAnswers.openedVector(market, requisition, sent, "duchies/worker1");
    assertThat(vector).hasSize(1000).containsOnly(0, 1);
    assertThat(Arrays.stream(vector).sum()).isEqualTo(399);
  }

  /** The consumer signed the specification, the Kingdom alone names requisitions. */
  @Test
  void oneConsentIsAnsweredAndChargedOnceUnderWhateverNames() throws Exception {
    TestRequisitions requisition =
        new TestRequisitions(market, "1").reach().noise(NoiseMechanism.DISCRETE_GAUSSIAN);
    Requisition sent = requisition.build();
    market.request(sent);
    market.settle();
    assertThat(TestAnswers.result(market, requisition).getReach().getStandardDeviation())
        .isPositive();

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

    assertThat(TestAnswers.result(market, requisition).getReach().getValue()).isEqualTo(399);
    assertThat(market.ledger()).containsExactly("r-1 CHARGE");
    assertThat(market.kingdom.calls).filteredOn("fulfillDirect"::equals).hasSize(1);
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

    assertThat(TestAnswers.refused(market, new TestRequisitions(market, "1").reach()))
        .isEqualTo(Justification.SPEC_INVALID);
    assertThat(market.kingdom.capabilities.getNoiseMechanismsList())
        .containsExactly(NoiseMechanism.DISCRETE_GAUSSIAN);
    assertThat(
            TestAnswers.answered(
                    market,
                    new TestRequisitions(market, "2")
                        .reach()
                        .noise(NoiseMechanism.DISCRETE_GAUSSIAN))
                .hasReach())
        .isTrue();
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

    assertThat(TestAnswers.openedVector(market, requisition, sent, receiver)).isEqualTo(expected);
  }
}
