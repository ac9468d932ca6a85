package org.aureole.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.aureole.consumer.MeasurementOrder;
import org.aureole.local.market.MarketSettings;
import org.aureole.model.name.RequisitionName;
import org.aureole.platform.http.HttpMethod;
import org.aureole.v1.AnswerPolicy;
import org.aureole.v1.DeclineRequisitionRequest;
import org.aureole.v1.DifferentialPrivacyParams;
import org.aureole.v1.Fulfillment;
import org.aureole.v1.Measurement;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.Requisition;
import org.aureole.v1.RequisitionSpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * What data providers do with requisitions that they will not or cannot answer. The last test
 * brings the data that the others are refused over, so it comes last.
 */
@Tag("market")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ProviderAnswersTest {
  private TwoPublishers publishers;
  private MarketRehearsal market;
  private PartyViews views;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    publishers = TwoPublishers.start(folder, "answers", MarketSettings.usual());
    market = publishers.market();
    views = new PartyViews(market);
  }

  @AfterAll
  void stop() {
    market.close();
  }

  @Test
  @Order(1)
  void operatorDeclines() {
    Measurement created = market.consumer().create(beyondTheData("declined"));
    awaitFulfillment("edp1", created, "AWAITING_DATA");
    awaitFulfillment("edp2", created, "AWAITING_DATA");
    RequisitionName name = RequisitionName.parse(views.requisition("edp1", created).getName());
    views
        .operatorOf("edp1")
        .call(
            HttpMethod.POST,
            "/v1/requisitions/" + name.requisition() + ":refuse",
            DeclineRequisitionRequest.newBuilder().setMessage("not this campaign").build(),
            Fulfillment.getDefaultInstance());
    Measurement failed = assertRefused(created, "edp1", Requisition.Refusal.Justification.DECLINED);
    assertThat(failed.getFailure().getMessage()).contains("not this campaign");
    assertThat(views.requisition("edp2", failed).getState()).isEqualTo(Requisition.State.WITHDRAWN);
    awaitFulfillment("edp1", failed, "REFUSED");
    awaitFulfillment("edp2", failed, "WITHDRAWN");
    assertStopped(failed);
  }

  @Test
  @Order(1)
  void filterThatFitsNoTemplateIsRefused() {
    MeasurementOrder order = publishers.reach("bad-filter");
    MeasurementOrder.Part first = order.parts().get(0);
    RequisitionSpec.EventGroupEntry entry =
        first.eventGroups().get(0).toBuilder().setFilter("no.such_field == 7").build();
    MeasurementOrder bad =
        new MeasurementOrder(
            order.name(),
            order.displayName(),
            order.question(),
            order.noise(),
            List.of(
                new MeasurementOrder.Part(first.dataProvider(), List.of(entry), ""),
                order.parts().get(1)));
    Measurement failed;
    try (MeasurementStages stages = new MeasurementStages(market)) {
      stages.stop("edp2");
      failed =
          assertRefused(
              market.consumer().create(bad),
              "edp1",
              Requisition.Refusal.Justification.SPEC_INVALID);
    }
    assertThat(views.requisition("edp2", failed).getState()).isEqualTo(Requisition.State.WITHDRAWN);
    assertThat(failed.getFailure().getMessage())
        .as("the sealed filter does not leak through the refusal")
        .contains("requisitionSpec")
        .doesNotContain("no.such_field");
    assertStopped(failed);
  }

  @Test
  @Order(1)
  void whatCostsMoreThanTheBudgetIsRefused() {
    AnswerPolicy policy =
        views
            .operatorOf("edp1")
            .call(HttpMethod.GET, "/v1/policy", AnswerPolicy.getDefaultInstance());
    replacePolicy(
        policy.toBuilder()
            .setPrivacyBudget(
                DifferentialPrivacyParams.newBuilder().setEpsilon(0.01).setDelta(1e-12))
            .build());
    try {
      Measurement created =
          market
              .consumer()
              .create(
                  publishers.order(
                      "too-dear",
                      NoiseMechanism.DISCRETE_GAUSSIAN,
                      TwoPublishers.FIRST_WEEK,
                      question -> {},
                      "edp1/part"));
      assertRefused(created, "edp1", Requisition.Refusal.Justification.INSUFFICIENT_PRIVACY_BUDGET);
    } finally {
      replacePolicy(policy);
    }
  }

  @Test
  @Order(2)
  void requisitionBeyondTheDataWaitsUntilAFileCoversIt() throws IOException {
    Measurement created = market.consumer().create(beyondTheData("waits"));
    awaitFulfillment("edp1", created, "AWAITING_DATA");
    awaitFulfillment("edp2", created, "AWAITING_DATA");
    assertThat(views.fulfillment("edp1", created).getMessage())
        .contains("dataProviders/edp1/eventGroups/part");
    publishers.drop(1, "second-week.csv", 1);
    awaitFulfillment("edp1", created, "FULFILLED");
    assertThat(views.requisition("edp2", created).getState())
        .isEqualTo(Requisition.State.UNFULFILLED);
    publishers.drop(2, "second-week.csv", 1);
    Measurement ended = market.awaitEnd(created.getName());
    assertThat(ended.getState())
        .as(ended.getFailure().getMessage())
        .isEqualTo(Measurement.State.SUCCEEDED);
    assertThat(market.consumer().results(ended).get(0).getReach().getValue())
        .isEqualTo(TwoPublishers.REACH);
    assertThat(views.fulfillment("edp1", ended).getPinnedInputs().getEventGroups(0).getFilesList())
        .extracting(org.aureole.v1.PinnedInputs.File::getObject)
        .containsExactlyInAnyOrder("part/first-week.csv", "part/second-week.csv");
  }

  private MeasurementOrder beyondTheData(String id) {
    return publishers.reach(id, TwoPublishers.BOTH_WEEKS, question -> {});
  }

  private void replacePolicy(AnswerPolicy policy) {
    views
        .operatorOf("edp1")
        .call(HttpMethod.PUT, "/v1/policy", policy, AnswerPolicy.getDefaultInstance());
  }

  private Measurement assertRefused(
      Measurement created, String dataProvider, Requisition.Refusal.Justification justification) {
    Measurement failed = market.awaitEnd(created.getName());
    assertThat(failed.getState()).isEqualTo(Measurement.State.FAILED);
    assertThat(failed.getFailure().getReason())
        .as(failed.getFailure().getMessage())
        .isEqualTo(Measurement.Failure.Reason.REQUISITION_REFUSED);
    Requisition refused = views.requisition(dataProvider, failed);
    assertThat(refused.getState()).isEqualTo(Requisition.State.REFUSED);
    assertThat(refused.getRefusal().getJustification())
        .as(refused.getRefusal().getMessage())
        .isEqualTo(justification);
    assertThat(failed.getFailure().getMessage())
        .contains(refused.getName(), justification.name(), refused.getRefusal().getMessage());
    return failed;
  }

  private void assertStopped(Measurement failed) {
    try (MeasurementStages stages = new MeasurementStages(market)) {
      stages.awaitStopped(failed, "aggregator", "worker1", "worker2");
    }
    assertThat(views.measurement(failed.getName())).isEqualTo(failed);
  }

  private void awaitFulfillment(String dataProvider, Measurement measurement, String state) {
    MarketRehearsal.await(
        dataProvider + " is " + state + " with " + measurement.getName(),
        () -> views.fulfillmentState(dataProvider, measurement).equals(state));
  }
}
