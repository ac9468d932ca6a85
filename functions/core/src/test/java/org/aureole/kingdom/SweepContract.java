package org.aureole.kingdom;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.aureole.kingdom.store.CertificateStore;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.lifecycle.MeasurementState;
import org.aureole.model.name.CertificateName;
import org.aureole.model.name.PartyName;
import org.aureole.platform.http.HttpMethod;
import org.aureole.platform.http.RouterClient;
import org.aureole.v1.Certificate;
import org.aureole.v1.Measurement;
import org.aureole.v1.Party;
import org.aureole.v1.Requisition;
import org.aureole.v1.RevokeCertificateRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What time and revocation do to Measurements that wait. */
public abstract class SweepContract extends KingdomContract {
  private static final Duration LIFE = Duration.ofDays(7);
  private static final Set<MeasurementState> ANSWERED =
      EnumSet.of(
          MeasurementState.PENDING_PARTICIPANT_CONFIRMATION, MeasurementState.PENDING_COMPUTATION);

  @ParameterizedTest
  @EnumSource(
      value = MeasurementState.class,
      names = {
        "PENDING_REQUISITION_PARAMS",
        "PENDING_REQUISITION_FULFILLMENT",
        "PENDING_PARTICIPANT_CONFIRMATION",
        "PENDING_COMPUTATION"
      })
  void aMeasurementExpiresInAnyState(MeasurementState state) {
    String id = "expires-" + state.name().toLowerCase(Locale.ROOT).replace('_', '-');
    RunningMeasurement running = RunningMeasurement.shuffled(market, id, state);
    String requisition = running.requisition(market.edp1);
    market.clock.advance(LIFE.minusSeconds(1));
    market.sweep();
    assertThat(running.get().getInternalState()).isEqualTo(state.name());
    market.clock.advance(Duration.ofSeconds(1));
    market.sweep();

    Measurement expired = running.get();
    assertThat(expired.getState()).isEqualTo(Measurement.State.FAILED);
    assertThat(expired.getFailure().getReason()).isEqualTo(Measurement.Failure.Reason.EXPIRED);
    assertThat(expired.getFailure().getMessage()).contains(state.name());
    Requisition withdrawn =
        market.edp1.client().get("/v1/" + requisition, Requisition.getDefaultInstance());
    boolean answered = ANSWERED.contains(state);
    assertThat(withdrawn.getState())
        .isEqualTo(answered ? Requisition.State.FULFILLED : Requisition.State.WITHDRAWN);

    refused(ErrorCode.FAILED_PRECONDITION, () -> running.setResult(market.aggregator, "late"));
    market.sweep();
    assertThat(running.get()).isEqualTo(expired);
  }

  @Test
  void whoKeepsAMeasurementWaitingIsToldAgainAndEverLessOften() {
    RunningMeasurement running =
        RunningMeasurement.create(
            market, new Order(market, "reminded", market.edp1, market.edp2).impressions(3));
    running.fulfillDirect(market.edp1, "an answer");
    String waitedFor = "dataProviders/edp2 " + running.requisition(market.edp2);
    market.sent.clear();
    market.sweep();
    assertThat(market.told(running.name())).as("before its patience ends").isEmpty();

    market.clock.advance(TestMarket.PATIENCE);
    market.sweep();
    assertThat(market.told(running.name())).containsExactly(waitedFor);
    market.sweep();
    assertThat(market.told(running.name())).containsExactly(waitedFor);

    market.sent.clear();
    for (int hour = 0; hour < Duration.ofDays(6).toHours(); hour++) {
      market.clock.advance(Duration.ofHours(1));
      market.sweep();
    }
    assertThat(market.told(running.name()))
        .as("down for most of a week: not flooded, not forgotten")
        .hasSizeBetween(45, 60)
        .containsOnly(waitedFor);
    running.fulfillDirect(market.edp2, "a late answer");
    assertThat(running.get().getState()).isEqualTo(Measurement.State.SUCCEEDED);
  }

  @Test
  void theDuchiesAreRemindedWhereItIsTheirTurn() {
    RunningMeasurement running =
        RunningMeasurement.shuffled(
            market, "reminded-duchies", MeasurementState.PENDING_PARTICIPANT_CONFIRMATION);
    market.sent.clear();
    market.clock.advance(TestMarket.PATIENCE);
    market.sweep();
    assertThat(market.told(running.name()))
        .containsExactly(
            "duchies/aggregator " + running.computation(),
            "duchies/worker1 " + running.computation(),
            "duchies/worker2 " + running.computation());
  }

  @Test
  void whatCouldNotBeSentIsSentByTheSweep() {
    market.sent.clear();
    market.topicsAreDown = true;
    RunningMeasurement running;
    try {
      running = RunningMeasurement.create(market, new Order(market, "unsent", market.edp1).reach());
    } finally {
      market.topicsAreDown = false;
    }
    assertThat(market.told(running.name())).isEmpty();
    market.clock.advance(Duration.ofMinutes(1));
    market.sweep();
    assertThat(market.told(running.name()))
        .containsExactly("dataProviders/edp1 " + running.requisition(market.edp1));
  }

  @Test
  void aDamagedRowDoesNotKeepTheOthersFromExpiring() {
    RunningMeasurement damaged =
        RunningMeasurement.create(market, new Order(market, "damaged", market.edp1).reach());
    RunningMeasurement sound =
        RunningMeasurement.create(market, new Order(market, "sound", market.edp1).reach());
    String details = damage(damaged, "no JSON");
    market.clock.advance(LIFE);
    refused(ErrorCode.INTERNAL, market::sweep);
    assertThat(sound.get().getFailure().getReason()).isEqualTo(Measurement.Failure.Reason.EXPIRED);
    damage(damaged, details);
    market.clock.advance(TestMarket.PATIENCE);
    market.sweep();
    assertThat(damaged.get().getFailure().getReason())
        .isEqualTo(Measurement.Failure.Reason.EXPIRED);
  }

  private String damage(RunningMeasurement running, String details) {
    return market.database.inTransaction(
        "damage",
        tx -> {
          String before =
              tx.one(
                      "select details from measurements where name = ?",
                      row -> row.string("details"),
                      running.name())
                  .orElseThrow();
          tx.update("update measurements set details = ? where name = ?", details, running.name());
          return before;
        });
  }

  @Test
  void revokingACertificateFailsWhatRestsOnItAndNothingElse() {
    MarketParty provider = market.onboard(market.party(PartyName.dataProvider("careless")));
    RunningMeasurement resting =
        RunningMeasurement.create(
            market, new Order(market, "rests", provider, market.edp1).impressions(3));
    RunningMeasurement ended =
        RunningMeasurement.create(market, new Order(market, "ended", provider).reach());
    ended.fulfillDirect(provider, "in time");
    RunningMeasurement other =
        RunningMeasurement.create(market, new Order(market, "other", market.edp1).reach());
    Measurement before = ended.get();

    Certificate revoked = revoke(provider.client(), provider.certificate(), "key lost");
    assertThat(revoked.getState()).isEqualTo(Certificate.State.REVOKED);
    assertThat(revoked.getRevocationReason()).isEqualTo("key lost");
    Measurement failed = resting.get();
    assertThat(failed.getFailure().getReason())
        .isEqualTo(Measurement.Failure.Reason.CERTIFICATE_REVOKED);
    assertThat(failed.getFailure().getMessage()).contains(provider.certificate(), "key lost");
    assertThat(resting.get(market.edp1).getState()).isEqualTo(Requisition.State.WITHDRAWN);
    assertThat(ended.get()).isEqualTo(before);
    assertThat(other.get().getInternalState()).isEqualTo("PENDING_REQUISITION_FULFILLMENT");
    assertThat(revoke(provider.client(), provider.certificate(), "again")).isEqualTo(revoked);

    Party shown = market.operator.get("/v1/" + provider.name(), Party.getDefaultInstance());
    assertThat(shown.getCertificate()).isEmpty();
    assertThat(shown.hasEncryptionPublicKey()).isFalse();
    refusedAt(
        "measurement.dataProviders[0].certificate",
        ErrorCode.FAILED_PRECONDITION,
        () -> new Order(market, "rests-again", provider).reach().create());
    provider.newIdentity(Duration.ofDays(300));
    provider.publishKeys();
    new Order(market, "rests-anew", provider).reach().create();
  }

  @Test
  void theCertificatesOfConsumerAndDuchiesCountToo() {
    MarketParty worker = market.worker2;
    RunningMeasurement onWorker =
        RunningMeasurement.shuffled(market, "on-worker", MeasurementState.PENDING_COMPUTATION);
    RunningMeasurement notYet =
        RunningMeasurement.shuffled(market, "not-yet", MeasurementState.PENDING_REQUISITION_PARAMS);
    revoke(market.operator, worker.certificate(), "found on the street");
    assertThat(onWorker.get().getFailure().getReason())
        .isEqualTo(Measurement.Failure.Reason.CERTIFICATE_REVOKED);
    assertThat(notYet.get().getState())
        .as("it has published nothing for this one")
        .isEqualTo(Measurement.State.AWAITING_REQUISITION_FULFILLMENT);
    refusedAt(
        "requisitionParams.certificate",
        ErrorCode.CERTIFICATE_INVALID,
        () -> notYet.setParams(worker));
    worker.newIdentity(Duration.ofDays(300));
    worker.publishKeys();
    market.duchies().forEach(notYet::setParams);

    MarketParty consumer = market.consumer;
    revoke(consumer.client(), consumer.certificate(), "rotated in a hurry");
    assertThat(notYet.get().getFailure().getReason())
        .isEqualTo(Measurement.Failure.Reason.CERTIFICATE_REVOKED);
    refusedAt(
        "measurement.measurementSpec.certificate",
        ErrorCode.CERTIFICATE_INVALID,
        () -> new Order(market, "revoked-signer", market.edp1).reach().create());
    consumer.newIdentity(Duration.ofDays(300));
    consumer.publishKeys();
  }

  @Test
  void anyNumberOfMeasurementsMayRestOnACertificate() {
    MarketParty provider = market.onboard(market.party(PartyName.dataProvider("popular")));
    List<RunningMeasurement> many = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      many.add(RunningMeasurement.create(market, new Order(market, "many-" + i, provider).reach()));
    }
    revoke(provider.client(), provider.certificate(), "key lost");
    assertThat(many)
        .allSatisfy(running ->
            assertThat(running.get().getFailure().getReason())
                .isEqualTo(Measurement.Failure.Reason.CERTIFICATE_REVOKED));
  }

  @Test
  void theSweepFinishesARevocationThatACrashLeft() {
    MarketParty provider = market.onboard(market.party(PartyName.dataProvider("crashed")));
    RunningMeasurement running =
        RunningMeasurement.create(market, new Order(market, "half-revoked", provider).reach());
    market.database.run(
        "revokeOnly",
        tx ->
            new CertificateStore()
                .revoke(tx, CertificateName.parse(provider.certificate()), "test", "half"));
    assertThat(running.get().getInternalState()).isEqualTo("PENDING_REQUISITION_FULFILLMENT");
    market.sweep();
    assertThat(running.get().getFailure().getReason())
        .isEqualTo(Measurement.Failure.Reason.CERTIFICATE_REVOKED);
  }

  private static Certificate revoke(RouterClient caller, String certificate, String reason) {
    return caller.call(
        HttpMethod.POST,
        "/v1/" + certificate + ":revoke",
        RevokeCertificateRequest.newBuilder().setReason(reason).build(),
        Certificate.getDefaultInstance());
  }
}
