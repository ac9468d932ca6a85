package org.aureole.edp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import java.util.List;
import org.aureole.platform.http.HttpMethod;
import org.aureole.platform.http.HttpReply;
import org.aureole.platform.identity.Role;
import org.aureole.v1.ApprovePopulationRequest;
import org.aureole.v1.ApprovedPopulation;
import org.aureole.v1.ListApprovedPopulationsResponse;
import org.aureole.v1.ListEventFilesResponse;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.PopulationSpec;
import org.aureole.v1.Requisition.Refusal.Justification;
import org.aureole.v1.WithdrawPopulationRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A provider counts on the population that its operator approved, whatever the Kingdom has. */
@Tag("store")
class PopulationApprovalTest {
  private static final String PATH = "/v1/approvedPopulations";

  private final TestMarket market = new TestMarket();
  private final PopulationSpec another =
      market.populationSpec.toBuilder()
          .addSubpopulations(
              PopulationSpec.SubPopulation.newBuilder()
                  .addVidRanges(
                      PopulationSpec.VidRange.newBuilder()
                          .setStartVid(5000)
                          .setEndVidInclusive(5000)))
          .build();

  @AfterEach
  void close() {
    market.close();
  }

  @Test
  void filesWaitForAnApprovedPopulation() {
    withdraw(market.populationSpec);
    dropEvents();
    assertThat(files()).isEmpty();
    assertThat(market.kingdom.eventGroups).isEmpty();

    approve(market.populationSpec, false);
    market.settle();
    assertThat(files()).containsExactly("campaign/day1.csv", "campaign/day2.csv");
    assertThat(market.kingdom.eventGroups).hasSize(1);
  }

  @Test
  void filesWaitWhileTheKingdomHasAnotherPopulationThanTheApprovedOne() {
    market.swapPopulation(another, 1001);
    dropEvents();
    assertThat(files()).isEmpty();

    market.swapPopulation(market.populationSpec, 1000);
    market.settle();
    assertThat(files()).hasSize(2);
  }

  @Test
  void withoutAnApprovedPopulationNothingIsAnswered() {
    dropEvents();
    withdraw(market.populationSpec);
    TestRequisitions requisition = new TestRequisitions(market, "1").reach();
    market.request(requisition.build());
    market.settle();

    assertThat(market.kingdom.requisition(requisition.name()).getRefusal().getJustification())
        .isEqualTo(Justification.SPEC_INVALID);
    assertThat(market.ledger()).isEmpty();
    assertThat(send(PATH + ":withdraw", withdrawal(market.populationSpec)).status()).isEqualTo(404);
  }

  /**
   * What was charged stays in the old buckets and cells: people who move are asked about afresh.
   */
  @Test
  void anotherPopulationIsNotApprovedByTheWayOnceThereAreCharges() {
    dropEvents();
    approve(another, false);
    approve(market.populationSpec, false);
    TestRequisitions first =
        new TestRequisitions(market, "1").reach().noise(NoiseMechanism.DISCRETE_GAUSSIAN);
    market.request(first.build());
    market.settle();
    assertThat(market.fulfillment(first.name()).getState()).isEqualTo("FULFILLED");

    HttpReply refused = send(PATH, approval(another, false));
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.body().toStringUtf8()).contains("moved budgets");
    assertThat(approved().get(0).getPopulationSpecDigest())
        .isEqualTo(TestMarket.digest(market.populationSpec));
    approve(market.populationSpec, false);

    market.swapPopulation(another, 1001);
    approve(another, true);
    market.settle();
    assertThat(approved())
        .extracting(ApprovedPopulation::hasWithdrawTime)
        .containsExactly(false, true);
    assertThat(files()).hasSize(2);
    TestRequisitions old =
        new TestRequisitions(market, "2").reach().noise(NoiseMechanism.DISCRETE_GAUSSIAN);
    market.request(old.build());
    market.settle();
    assertThat(market.fulfillment(old.name()).getState()).isEqualTo("REFUSED");
    assertThat(market.ledger()).containsExactly("r-1 CHARGE");
  }

  @Test
  void whatIsNoPopulationOfThisProviderIsNotApproved() {
    assertThat(
            send(PATH, approval(another, false).toBuilder().setPopulation("populations/x").build())
                .status())
        .isEqualTo(400);
    assertThat(
            send(
                    PATH,
                    approval(another, false).toBuilder()
                        .setPopulationSpecDigest(ByteString.copyFromUtf8("short"))
                        .build())
                .status())
        .isEqualTo(400);
    assertThat(approved()).hasSize(1);
  }

  private void dropEvents() {
    market.drop("campaign/day1.csv", LineEvents.lines(1, 300, "2026-02-01T10:00:00Z"));
    market.drop("campaign/day2.csv", LineEvents.lines(1, 300, "2026-02-02T10:00:00Z"));
    market.settle();
  }

  private void approve(PopulationSpec spec, boolean acceptMovedBudgets) {
    market.operator(
        HttpMethod.POST,
        PATH,
        approval(spec, acceptMovedBudgets),
        ApprovedPopulation.getDefaultInstance());
  }

  private void withdraw(PopulationSpec spec) {
    market.operator(
        HttpMethod.POST, PATH + ":withdraw", withdrawal(spec), Empty.getDefaultInstance());
  }

  private HttpReply send(String path, com.google.protobuf.Message body) {
    return market.send(HttpMethod.POST, path, Role.OPERATOR, body.toByteArray(), "x-protobuf");
  }

  private List<ApprovedPopulation> approved() {
    return market
        .operator(PATH, ListApprovedPopulationsResponse.getDefaultInstance())
        .getApprovedPopulationsList();
  }

  private List<String> files() {
    return market
        .operator("/v1/eventFiles", ListEventFilesResponse.getDefaultInstance())
        .getEventFilesList()
        .stream()
        .filter(file -> file.getError().isEmpty())
        .map(file -> file.getObject())
        .toList();
  }

  private static ApprovePopulationRequest approval(
      PopulationSpec spec, boolean acceptMovedBudgets) {
    return ApprovePopulationRequest.newBuilder()
        .setPopulation(TestMarket.POPULATION)
        .setPopulationSpecDigest(TestMarket.digest(spec))
        .setAcceptMovedBudgets(acceptMovedBudgets)
        .build();
  }

  private static WithdrawPopulationRequest withdrawal(PopulationSpec spec) {
    return WithdrawPopulationRequest.newBuilder()
        .setPopulation(TestMarket.POPULATION)
        .setPopulationSpecDigest(TestMarket.digest(spec))
        .build();
  }
}
