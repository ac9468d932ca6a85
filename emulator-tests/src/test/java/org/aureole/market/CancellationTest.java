package org.aureole.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.aureole.local.market.MarketSettings;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.lifecycle.MeasurementState;
import org.aureole.model.name.MeasurementName;
import org.aureole.platform.http.HttpMethod;
import org.aureole.v1.Computation;
import org.aureole.v1.FulfillDirectRequisitionRequest;
import org.aureole.v1.Measurement;
import org.aureole.v1.Requisition;
import org.aureole.v1.SetComputationResultRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Measurements that their consumer cancels, in every state: what is unanswered is withdrawn, the
 * Duchies stop and destroy what they hold, and nothing that comes late changes anything.
 */
@Tag("market")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CancellationTest {
  /** The states of the Requisitions of edp1 and edp2 after the end, by the state before it. */
  private static final Map<MeasurementState, List<Requisition.State>> REQUISITIONS =
      Map.of(
          MeasurementState.PENDING_REQUISITION_PARAMS,
          List.of(Requisition.State.WITHDRAWN, Requisition.State.WITHDRAWN),
          MeasurementState.PENDING_REQUISITION_FULFILLMENT,
          List.of(Requisition.State.FULFILLED, Requisition.State.WITHDRAWN),
          MeasurementState.PENDING_PARTICIPANT_CONFIRMATION,
          List.of(Requisition.State.FULFILLED, Requisition.State.FULFILLED),
          MeasurementState.PENDING_COMPUTATION,
          List.of(Requisition.State.FULFILLED, Requisition.State.FULFILLED));

  private TwoPublishers publishers;
  private MarketRehearsal market;
  private PartyViews views;
  private Measurement succeeded;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    publishers = TwoPublishers.start(folder, "cancel", MarketSettings.usual());
    market = publishers.market();
    views = new PartyViews(market);
    succeeded = market.awaitEnd(market.consumer().create(publishers.reach("succeeds")).getName());
    assertThat(succeeded.getState())
        .as(succeeded.getFailure().getMessage())
        .isEqualTo(Measurement.State.SUCCEEDED);
  }

  @AfterAll
  void stop() {
    market.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = MeasurementState.class,
      names = "PENDING_.*",
      mode = EnumSource.Mode.MATCH_ALL)
  void cancelledInEachState(MeasurementState state) throws IOException {
    String id = "cancelled-" + state.name().toLowerCase(Locale.ROOT).replace('_', '-');
    Measurement cancelled;
    try (MeasurementStages stages = new MeasurementStages(market)) {
      Measurement held = stages.hold(state, () -> market.consumer().create(publishers.reach(id)));
      cancelled = market.kingdomApi().cancel(MeasurementName.parse(held.getName()));
      assertThat(cancelled.getState()).isEqualTo(Measurement.State.CANCELLED);
      assertThat(cancelled.hasFailure()).isFalse();
      assertThat(requisitions(cancelled)).isEqualTo(REQUISITIONS.get(state));
      new LateAnswers(views, succeeded).assertChangeNothing(cancelled);
    }
    try (MeasurementStages stages = new MeasurementStages(market)) {
      stages.awaitStopped(cancelled, "aggregator", "worker1", "worker2");
    }
    for (String duchy : PartyViews.DUCHIES) {
      awaitDestroyed(duchy, cancelled);
    }
    new LateAnswers(views, succeeded).assertChangeNothing(cancelled);
    assertThat(views.measurement(cancelled.getName())).isEqualTo(cancelled);
    assertThat(requisitions(cancelled)).isEqualTo(REQUISITIONS.get(state));
  }

  @Test
  void cancelledWhileOneProviderIsAskedDirectly() {
    Measurement answered =
        market.awaitEnd(market.consumer().create(publishers.reachOf("edp2", "direct")).getName());
    assertThat(answered.getState()).isEqualTo(Measurement.State.SUCCEEDED);
    Measurement cancelled;
    try (MeasurementStages stages = new MeasurementStages(market)) {
      stages.stop("edp2");
      Measurement created =
          market.consumer().create(publishers.reachOf("edp2", "direct-cancelled"));
      cancelled = market.kingdomApi().cancel(MeasurementName.parse(created.getName()));
    }
    assertThat(cancelled.getState()).isEqualTo(Measurement.State.CANCELLED);
    Requisition requisition = views.requisition("edp2", cancelled);
    assertThat(requisition.getState()).isEqualTo(Requisition.State.WITHDRAWN);
    assertTooLate(() ->
        views
            .kingdomAs("edp2")
            .call(
                HttpMethod.POST,
                "/v1/" + requisition.getName() + ":fulfillDirect",
                FulfillDirectRequisitionRequest.newBuilder()
                    .setNonce(views.opened("edp2", cancelled).getNonce())
                    .setSealedResult(answered.getResults(0).getSealedResult())
                    .setCertificate(answered.getResults(0).getCertificate())
                    .build(),
                Requisition.getDefaultInstance()));
    assertThat(views.measurement(cancelled.getName())).isEqualTo(cancelled);
  }

  @Test
  void whatSucceededStaysSo() {
    Measurement other =
        market.awaitEnd(market.consumer().create(publishers.reach("succeeds-too")).getName());
    new LateAnswers(views, other).assertChangeNothing(succeeded);
    assertTooLate(() -> market.kingdomApi().cancel(MeasurementName.parse(succeeded.getName())));
    Measurement.Result result = succeeded.getResults(0);
    views
        .kingdomAs("aggregator")
        .call(
            HttpMethod.POST,
            "/v1/" + PartyViews.computationOf(succeeded) + ":setResult",
            SetComputationResultRequest.newBuilder()
                .setSealedResult(result.getSealedResult())
                .setCertificate(result.getCertificate())
                .build(),
            Computation.getDefaultInstance());
    assertThat(views.measurement(succeeded.getName())).isEqualTo(succeeded);
    assertThat(market.consumer().results(succeeded).get(0).getReach().getValue())
        .isEqualTo(TwoPublishers.REACH);
  }

  private List<Requisition.State> requisitions(Measurement measurement) {
    return List.of(
        views.requisition("edp1", measurement).getState(),
        views.requisition("edp2", measurement).getState());
  }

  /** Keys, seeds and shares of the computation are gone from a Duchy's buckets. */
  private void awaitDestroyed(String duchy, Measurement measurement) {
    String computation = PartyViews.computationOf(measurement).computation();
    MarketRehearsal.await(
        duchy + " destroys what it holds of " + measurement.getName(),
        () -> !holds(duchy, "internal", computation) && !holds(duchy, "inbox", computation));
  }

  private boolean holds(String duchy, String bucket, String computation) {
    Path folder = market.market().folder().bucket(duchy, bucket);
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .anyMatch(file -> folder.relativize(file).toString().contains(computation));
    } catch (IOException e) {
      return true;
    }
  }

  private static void assertTooLate(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            DomainException.class,
            e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(ErrorCode.FAILED_PRECONDITION));
  }
}
