package org.aureole.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Empty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.aureole.consumer.MeasurementOrder;
import org.aureole.local.market.MarketSettings;
import org.aureole.local.market.PartyConfig;
import org.aureole.model.error.DomainException;
import org.aureole.model.lifecycle.MeasurementState;
import org.aureole.model.name.MeasurementName;
import org.aureole.platform.http.ApiClient;
import org.aureole.platform.http.HttpMethod;
import org.aureole.platform.keys.KeyPublication;
import org.aureole.platform.keys.StoredKeys;
import org.aureole.v1.Certificate;
import org.aureole.v1.ComputationParticipant;
import org.aureole.v1.FailParticipantRequest;
import org.aureole.v1.ListTrustedRootsResponse;
import org.aureole.v1.Measurement;
import org.aureole.v1.Requisition;
import org.aureole.v1.RevokeCertificateRequest;
import org.aureole.v1.TrustedRoot;
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
 * Duchies that cannot go on, and certificates that are revoked under pending Measurements. The last
 * two revocations are not made good, so they come last.
 */
@Tag("market")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FaultsTest {
  private TwoPublishers publishers;
  private MarketRehearsal market;
  private PartyViews views;
  private Measurement succeeded;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    publishers = TwoPublishers.start(folder, "faults", MarketSettings.usual());
    market = publishers.market();
    views = new PartyViews(market);
    succeeded = market.awaitEnd(create("succeeds").getName());
    assertThat(succeeded.getState())
        .as(succeeded.getFailure().getMessage())
        .isEqualTo(Measurement.State.SUCCEEDED);
  }

  @AfterAll
  void stop() {
    market.close();
  }

  @Test
  @Order(1)
  void workerWhoseSecretsWereAlteredFailsTheMeasurement() throws IOException {
    Measurement held;
    try (MeasurementStages stages = new MeasurementStages(market)) {
      held =
          stages.hold(
              MeasurementState.PENDING_REQUISITION_FULFILLMENT, () -> create("altered-secrets"));
      alterSecrets("worker1", held);
    }
    Measurement failed = assertFailedBy("worker1", held);
    assertThat(requisitions(failed))
        .containsExactly(Requisition.State.FULFILLED, Requisition.State.FULFILLED);
    awaitStage("worker1", failed, "FAILED");
    assertStopped(failed, "aggregator", "worker2");
    assertNothingChanges(failed);
  }

  @Test
  @Order(1)
  void duchyThatGivesUpWithdrawsWhatIsNotAnswered() {
    Measurement failed;
    try (MeasurementStages stages = new MeasurementStages(market)) {
      Measurement held =
          stages.hold(MeasurementState.PENDING_REQUISITION_FULFILLMENT, () -> create("gives-up"));
      views
          .kingdomAs("worker2")
          .call(
              HttpMethod.POST,
              "/v1/" + PartyViews.computationOf(held) + "/participants/worker2:fail",
              FailParticipantRequest.newBuilder().setMessage("the disk is full").build(),
              ComputationParticipant.getDefaultInstance());
      failed = assertFailedBy("worker2", held);
      assertThat(failed.getFailure().getMessage()).contains("the disk is full");
      assertThat(requisitions(failed))
          .containsExactly(Requisition.State.FULFILLED, Requisition.State.WITHDRAWN);
    }
    assertStopped(failed, "aggregator", "worker1", "worker2");
    assertNothingChanges(failed);
  }

  @Test
  @Order(1)
  void duchyThatDoesNotTrustTheConsumerFailsTheMeasurement() {
    ApiClient operator = views.operatorOf("worker2");
    TrustedRoot root =
        operator
            .call(HttpMethod.GET, "/v1/trustedRoots", ListTrustedRootsResponse.getDefaultInstance())
            .getTrustedRootsList()
            .stream()
            .filter(each -> each.getParty().equals("measurementConsumers/mc1"))
            .findFirst()
            .orElseThrow();
    operator.call(HttpMethod.POST, "/v1/trustedRoots:remove", root, Empty.getDefaultInstance());
    Measurement failed;
    try {
      failed = assertFailedBy("worker2", create("not-trusted"));
    } finally {
      operator.call(HttpMethod.POST, "/v1/trustedRoots", root, TrustedRoot.getDefaultInstance());
    }
    assertThat(requisitions(failed))
        .containsExactly(Requisition.State.WITHDRAWN, Requisition.State.WITHDRAWN);
    awaitStage("worker2", failed, "FAILED");
    assertStopped(failed, "aggregator", "worker1");
    assertNothingChanges(failed);
  }

  @Test
  @Order(2)
  void revokedByADataProviderThatGoesOnWithANewCertificate() {
    Measurement failed;
    try (MeasurementStages stages = new MeasurementStages(market)) {
      Measurement held =
          stages.hold(
              MeasurementState.PENDING_REQUISITION_FULFILLMENT, () -> create("provider-revoked"));
      String certificate = certificate("dataProviders/edp2");
      revoke(views.kingdomAs("edp2"), certificate);
      failed = assertRevoked(held, certificate);
      assertThat(requisitions(failed))
          .containsExactly(Requisition.State.FULFILLED, Requisition.State.WITHDRAWN);
      assertThatThrownBy(() -> create("without-key")).isInstanceOf(DomainException.class);
      publishNewCertificate("edp2");
    }
    assertStopped(failed, "aggregator", "worker1", "worker2");
    assertNothingChanges(failed);
    Measurement again = market.awaitEnd(create("new-certificate").getName());
    assertThat(again.getState())
        .as(again.getFailure().getMessage())
        .isEqualTo(Measurement.State.SUCCEEDED);
    assertThat(market.consumer().results(again).get(0).getReach().getValue())
        .isEqualTo(TwoPublishers.REACH);
  }

  @Test
  @Order(3)
  void duchyRevokedByTheMarketsOperatorWhileItComputes() {
    Measurement failed;
    try (MeasurementStages stages = new MeasurementStages(market)) {
      Measurement held =
          stages.hold(MeasurementState.PENDING_COMPUTATION, () -> create("worker-revoked"));
      String certificate = certificate("duchies/worker1");
      PartyConfig kingdom = market.market().config().kingdom();
      revoke(market.market().client(kingdom, kingdom.operatorSubject()), certificate);
      failed = assertRevoked(held, certificate);
      assertThat(requisitions(failed))
          .containsExactly(Requisition.State.FULFILLED, Requisition.State.FULFILLED);
    }
    assertStopped(failed, "aggregator", "worker1", "worker2");
    assertNothingChanges(failed);
  }

  @Test
  @Order(4)
  void consumerRevokesItsOwn() {
    Measurement failed;
    try (MeasurementStages stages = new MeasurementStages(market)) {
      stages.stop("edp1");
      Measurement created =
          market.consumer().create(publishers.reachOf("edp1", "consumer-revoked"));
      String certificate = certificate("measurementConsumers/mc1");
      revoke(views.kingdomAs("mc1"), certificate);
      failed = assertRevoked(created, certificate);
      assertThat(views.requisition("edp1", failed).getState())
          .isEqualTo(Requisition.State.WITHDRAWN);
    }
    assertThat(views.measurement(failed.getName())).isEqualTo(failed);
    assertThat(views.measurement(succeeded.getName())).isEqualTo(succeeded);
  }

  private Measurement create(String id) {
    MeasurementOrder order = publishers.reach(id);
    return market.consumer().create(order);
  }

  private List<Requisition.State> requisitions(Measurement measurement) {
    return List.of(
        views.requisition("edp1", measurement).getState(),
        views.requisition("edp2", measurement).getState());
  }

  private Measurement assertFailedBy(String duchy, Measurement measurement) {
    Measurement failed = market.awaitEnd(measurement.getName());
    assertThat(failed.getState()).isEqualTo(Measurement.State.FAILED);
    assertThat(failed.getFailure().getReason())
        .as(failed.getFailure().getMessage())
        .isEqualTo(Measurement.Failure.Reason.COMPUTATION_PARTICIPANT_FAILED);
    assertThat(failed.getFailure().getMessage()).contains("duchies/" + duchy);
    return failed;
  }

  private Measurement assertRevoked(Measurement measurement, String certificate) {
    Measurement failed = market.kingdomApi().get(MeasurementName.parse(measurement.getName()));
    assertThat(failed.getState()).isEqualTo(Measurement.State.FAILED);
    assertThat(failed.getFailure().getReason())
        .as(failed.getFailure().getMessage())
        .isEqualTo(Measurement.Failure.Reason.CERTIFICATE_REVOKED);
    assertThat(failed.getFailure().getMessage()).contains(certificate, "the key was lost");
    assertThat(views.measurement(succeeded.getName())).isEqualTo(succeeded);
    return failed;
  }

  private void assertStopped(Measurement failed, String... duchies) {
    try (MeasurementStages stages = new MeasurementStages(market)) {
      stages.awaitStopped(failed, duchies);
    }
  }

  private void assertNothingChanges(Measurement failed) {
    new LateAnswers(views, succeeded).assertChangeNothing(failed);
    assertThat(views.measurement(failed.getName())).isEqualTo(failed);
  }

  private void awaitStage(String duchy, Measurement measurement, String stage) {
    MarketRehearsal.await(
        duchy + " is " + stage + " in " + measurement.getName(),
        () -> views.stage(duchy, measurement).equals(stage));
  }

  /** Changes one bit of the wrapped secrets in a Duchy's bucket. */
  private void alterSecrets(String duchy, Measurement measurement) throws IOException {
    String computation = PartyViews.computationOf(measurement).computation();
    List<Path> secrets;
    try (Stream<Path> files = Files.walk(market.market().folder().bucket(duchy, "internal"))) {
      secrets =
          files
              .filter(Files::isRegularFile)
              .filter(file -> file.getParent().endsWith(computation))
              .filter(file -> file.getFileName().toString().startsWith("secrets"))
              .toList();
    }
    assertThat(secrets).hasSize(1);
    byte[] bytes = Files.readAllBytes(secrets.get(0));
    bytes[bytes.length / 2] ^= 1;
    Files.write(secrets.get(0), bytes);
  }

  private String certificate(String party) {
    return market.kingdomApi().party(party).getCertificate();
  }

  private static void revoke(ApiClient kingdom, String certificate) {
    Certificate revoked =
        kingdom.call(
            HttpMethod.POST,
            "/v1/" + certificate + ":revoke",
            RevokeCertificateRequest.newBuilder().setReason("the key was lost").build(),
            Certificate.getDefaultInstance());
    assertThat(revoked.getState()).isEqualTo(Certificate.State.REVOKED);
  }

  /** What a party's people do after a revocation. */
  private void publishNewCertificate(String id) {
    PartyConfig party = market.market().config().party(id);
    StoredKeys keys = market.keys(party);
    keys.rotateSigning(keys.signing().chain().fingerprint());
    KeyPublication.publish(views.kingdomAs(id), party.name(), keys);
  }
}
