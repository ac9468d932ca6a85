package org.aureole.duchy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.time.Instant;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.aureole.crypto.consent.EncryptionPrivateKey;
import org.aureole.crypto.consent.Purpose;
import org.aureole.crypto.consent.SignedMessages;
import org.aureole.crypto.consent.SigningContext;
import org.aureole.crypto.vid.SamplingInterval;
import org.aureole.model.lifecycle.ComputationStage;
import org.aureole.model.lifecycle.MeasurementState;
import org.aureole.model.name.ComputationName;
import org.aureole.model.name.PartyName;
import org.aureole.platform.http.HttpMethod;
import org.aureole.v1.Computation;
import org.aureole.v1.ComputationParticipant;
import org.aureole.v1.DifferentialPrivacyParams;
import org.aureole.v1.DistrustedCertificate;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.ProtocolConfig;
import org.aureole.v1.ProtocolConfig.HonestMajorityShareShuffle;
import org.aureole.v1.RequisitionParams;
import org.aureole.v1.SignedMessage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The Kingdom lies to one worker; the worker does not compute, and says why. */
@Tag("store")
class HostileKingdomTest {
  private static final TestMarket MARKET = new TestMarket(3);
  private static final PartyName LIED_TO = TestMarket.WORKER1;
  private static final TestMeasurement.Question QUESTION =
      new TestMeasurement.Question(2, 3, NoiseMechanism.DISCRETE_GAUSSIAN, 1L << 32);

  @AfterAll
  static void close() {
    MARKET.close();
  }

  @AfterEach
  void honestAgain() {
    MARKET.kingdom.lie((to, truth) -> truth);
  }

  /** What a swapped specification says, each signed by the consumer's impostor or by nobody. */
  enum SpecSwap {
    RESULT_KEY(s ->
        s.setResultPublicKey(
            ByteString.copyFrom(EncryptionPrivateKey.generate(MARKET.random).publicKey().bytes()))),
    NOISE(s -> shuffle(s).setNoiseMechanism(NoiseMechanism.NONE)),
    EPSILON(s ->
        s.getReachAndFrequencyBuilder()
            .setReachPrivacyParams(
                DifferentialPrivacyParams.newBuilder().setEpsilon(99).setDelta(0.1))),
    MAXIMUM_FREQUENCY(s -> s.getReachAndFrequencyBuilder().setMaximumFrequency(2)),
    DUCHY_SET(s -> shuffle(s).setAggregator("duchies/mallory")),
    DUCHY_ROLES(s ->
        shuffle(s)
            .setFirstWorker(TestMarket.WORKER2.toString())
            .setSecondWorker(TestMarket.WORKER1.toString())),
    DATA_PROVIDER(s -> s.getDataProvidersBuilder(0).setDataProvider("dataProviders/edp3")),
    NONCE_HASH(s -> s.getDataProvidersBuilder(0).setNonceHash(ByteString.copyFrom(new byte[32]))),
    PROTOCOL(s ->
        s.setProtocol(
            ProtocolConfig.newBuilder()
                .setDirect(
                    ProtocolConfig.Direct.newBuilder().setNoiseMechanism(NoiseMechanism.NONE)))),
    SAMPLING(s -> s.getVidSamplingIntervalBuilder().setWidth(5)),
    EXPIRY(s -> s.getExpireTimeBuilder().setSeconds(Long.MAX_VALUE / 2_000_000_000));

    private final Consumer<MeasurementSpec.Builder> change;

    SpecSwap(Consumer<MeasurementSpec.Builder> change) {
      this.change = change;
    }

    private static HonestMajorityShareShuffle.Builder shuffle(MeasurementSpec.Builder spec) {
      return spec.getProtocolBuilder().getHonestMajorityShareShuffleBuilder();
    }

    MeasurementSpec of(MeasurementSpec spec) {
      MeasurementSpec.Builder builder = spec.toBuilder();
      change.accept(builder);
      return builder.build();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSpecificationWithTheOldSignatureIsRefused(SpecSwap swap) {
    assertRefusedAtOnce(
        m ->
            c ->
                c.setMeasurementSpec(
                    m.signedSpec.toBuilder().setPayload(swap.of(m.spec).toByteString())),
        "CONSENT_SIGNAL_INVALID");
  }

  @ParameterizedTest
  @EnumSource
  void aSpecificationThatAnImpostorSignedIsRefused(SpecSwap swap) {
    Instant now = MARKET.clock.instant();
    TestKeys impostor = new TestKeys("mc1", now);
    assertRefusedAtOnce(
        m ->
            c ->
                c.setMeasurementSpec(
                    SignedMessages.sign(
                        impostor.signing(),
                        m.signedSpec.getCertificate(),
                        SigningContext.published(
                            Purpose.MEASUREMENT_SPEC,
                            TestMarket.CONSUMER.toString(),
                            m.name.toString()),
                        swap.of(m.spec).toByteArray())),
        "CERTIFICATE_INVALID");
  }

  @Test
  void aSpecificationOfAnotherMeasurementIsRefused() {
    TestMeasurement other = new TestMeasurement(MARKET, QUESTION);
    assertRefusedAtOnce(m -> c -> c.setMeasurementSpec(other.signedSpec), "CONSENT_SIGNAL_INVALID");
  }

  @Test
  void aCertificateOfAnotherPartyIsRefused() {
    assertRefusedAtOnce(
        m ->
            c ->
                c.setMeasurementSpec(
                    SignedMessages.sign(
                        MARKET.keys.get(PartyName.dataProvider("edp1")).signing(),
                        "",
                        SigningContext.published(
                            Purpose.MEASUREMENT_SPEC,
                            TestMarket.CONSUMER.toString(),
                            m.name.toString()),
                        m.spec.toByteArray())),
        "CERTIFICATE_INVALID");
  }

  /** The operators heard that the consumer's key was stolen; the Kingdom says nothing of it. */
  @Test
  void aCertificateThatTheOperatorDistrustsIsRefused() {
    try (TestMarket market = new TestMarket(2)) {
      TestDuchy duchy = market.duchy(LIED_TO);
      duchy.call(
          "operator",
          HttpMethod.POST,
          "/v1/distrustedCertificates",
          DistrustedCertificate.newBuilder()
              .setFingerprint(
                  market.keys.get(TestMarket.CONSUMER).signing().chain().fingerprint().hex())
              .setReason("stolen")
              .build(),
          DistrustedCertificate.getDefaultInstance());
      TestMeasurement measurement = new TestMeasurement(market, QUESTION).create();
      market.settle(measurement.computation);

      assertThat(market.kingdom.failures(measurement.computation))
          .singleElement()
          .asString()
          .startsWith(LIED_TO.toString())
          .contains("CERTIFICATE_INVALID")
          .contains("is revoked");
      assertThat(market.kingdom.get(measurement.computation).getParticipantsList())
          .filteredOn(participant -> participant.getDuchy().equals(LIED_TO.toString()))
          .noneMatch(ComputationParticipant::hasRequisitionParams);
    }
  }

  /** A Kingdom that lets it pass must not be able to stop a Duchy for lack of memory. */
  @Test
  void aSpecificationWhoseNoiseFitsNoMemoryIsRefused() {
    DifferentialPrivacyParams tiny =
        DifferentialPrivacyParams.newBuilder().setEpsilon(1e-7).setDelta(1e-12).build();
    TestMeasurement measurement =
        new TestMeasurement(
                MARKET,
                new TestMeasurement.Question(
                    2, 1, NoiseMechanism.DISCRETE_GAUSSIAN, SamplingInterval.CIRCLE),
                spec -> spec.setReach(MeasurementSpec.Reach.newBuilder().setPrivacyParams(tiny)))
            .create();
    MARKET.settle(measurement.computation);

    assertThat(MARKET.kingdom.state(measurement.computation)).isEqualTo(MeasurementState.FAILED);
    assertThat(MARKET.kingdom.failures(measurement.computation).toString())
        .contains("SPEC_INVALID", "above the limit of 536870912");
  }

  @Test
  void aSpecificationIsServedOnce() {
    TestMeasurement measurement = new TestMeasurement(MARKET, QUESTION).run();
    assertThat(MARKET.kingdom.state(measurement.computation)).isEqualTo(MeasurementState.SUCCEEDED);

    Computation again =
        measurement.view().toBuilder().setName(measurement.computation + "-again").build();
    MARKET.kingdom.create(again);
    ComputationName name = ComputationName.parse(again.getName());
    MARKET.settle(name);

    assertThat(MARKET.kingdom.state(name)).isEqualTo(MeasurementState.FAILED);
    assertThat(MARKET.kingdom.failures(name)).singleElement().asString().contains("ALREADY_EXISTS");
    assertThat(MARKET.kingdom.get(name).getParticipantsList())
        .noneMatch(ComputationParticipant::hasRequisitionParams);
  }

  /** Who is said to answer, and to whom. */
  enum RequisitionSwap {
    LEFT_OUT("has no requisition", c -> c.removeRequisitions(0)),
    ADDED(
        "is not in the signed specification",
        c -> c.addRequisitions(entry("dataProviders/edp3", "dataProviders/edp3"))),
    TWICE(
        "has two requisitions",
        c -> c.addRequisitions(entry("dataProviders/edp1", "dataProviders/edp1"))),
    SWAPPED(
        "is not of the data provider",
        c -> c.setRequisitions(0, entry("dataProviders/edp1", "dataProviders/edp3"))),
    TO_THE_AGGREGATOR(
        "does not take it",
        c -> c.getRequisitionsBuilder(0).setReceivingDuchy(TestMarket.AGGREGATOR.toString()));

    private final String noticed;
    private final Consumer<Computation.Builder> change;

    RequisitionSwap(String noticed, Consumer<Computation.Builder> change) {
      this.noticed = noticed;
      this.change = change;
    }

    private static Computation.RequisitionEntry entry(String named, String provider) {
      return Computation.RequisitionEntry.newBuilder()
          .setRequisition(named + "/requisitions/another")
          .setDataProvider(provider)
          .setReceivingDuchy(LIED_TO.toString())
          .build();
    }
  }

  @ParameterizedTest
  @EnumSource
  void otherRequisitionsThanTheConsumersAreRefused(RequisitionSwap swap) {
    assertRefusedAtOnce(
        m ->
            c -> {
              swap.change.accept(c);
              return c;
            },
        swap.noticed);
  }

  /** What the Kingdom says once all have answered. */
  enum LateLie {
    NONCE(
        "the nonce of dataProviders/edp1",
        (m, c) -> c.getRequisitionsBuilder(0).setNonce(ByteString.copyFrom(new byte[16]))),
    NO_NONCE("the nonce has 0 bytes", (m, c) -> c.getRequisitionsBuilder(0).clearNonce()),
    ANOTHERS_NONCE(
        "the nonce of dataProviders/edp1",
        (m, c) -> c.getRequisitionsBuilder(0).setNonce(c.getRequisitions(1).getNonce())),
    OTHER_REQUISITION(
        "is not what it was",
        (m, c) ->
            c.getRequisitionsBuilder(1).setRequisition("dataProviders/edp2/requisitions/another")),
    OTHER_RECEIVER(
        "is not what it was",
        (m, c) -> c.getRequisitionsBuilder(1).setReceivingDuchy(LIED_TO.toString())),
    DUCHY_LEFT_OUT("do not take part", (m, c) -> c.removeParticipants(2)),
    DUCHY_ADDED(
        "takes part, but not by the signed specification",
        (m, c) -> c.addParticipants(c.getParticipants(2).toBuilder().setDuchy("duchies/mallory"))),
    DUCHY_SWAPPED(
        "takes part, but not by the signed specification",
        (m, c) -> c.getParticipantsBuilder(2).setDuchy("duchies/mallory")),
    PARAMS_OF_ANOTHER_DUCHY(
        "CERTIFICATE_INVALID",
        (m, c) ->
            c.getParticipantsBuilder(2)
                .setRequisitionParams(c.getParticipants(0).getRequisitionParams())),
    NO_PARAMS(
        "CERTIFICATE_INVALID", (m, c) -> c.getParticipantsBuilder(2).clearRequisitionParams()),
    DUCHY_KEY(
        "CONSENT_SIGNAL_INVALID",
        (m, c) ->
            params(
                c,
                p ->
                    p.setPublicKey(
                        ByteString.copyFrom(
                            EncryptionPrivateKey.generate(MARKET.random).publicKey().bytes())))),
    SEED_COMMITMENT(
        "CONSENT_SIGNAL_INVALID",
        (m, c) -> params(c, p -> p.setSeedCommitment(ByteString.copyFrom(new byte[32])))),
    API_URL(
        "CONSENT_SIGNAL_INVALID", (m, c) -> params(c, p -> p.setApiUrl("https://mallory.example"))),
    INNER_ADDRESS(
        "leads from another machine into this network",
        (m, c) ->
            signed(
                m,
                c,
                MARKET.keys.get(TestMarket.WORKER2),
                p -> p.setApiUrl("https://169.254.169.254"))),
    DUCHY_KEY_OF_AN_IMPOSTOR("CERTIFICATE_INVALID", LateLie::impostor);

    private final String noticed;
    private final BiConsumer<TestMeasurement, Computation.Builder> change;

    LateLie(String noticed, BiConsumer<TestMeasurement, Computation.Builder> change) {
      this.noticed = noticed;
      this.change = change;
    }

    /** Changes the second worker's parameters under their old signature. */
    private static void params(
        Computation.Builder computation, UnaryOperator<RequisitionParams.Builder> change) {
      SignedMessage.Builder signed =
          computation.getParticipantsBuilder(2).getRequisitionParamsBuilder();
      signed.setPayload(change.apply(parsed(signed)).build().toByteString());
    }

    private static RequisitionParams.Builder parsed(SignedMessage.Builder signed) {
      return TestMarket.parse(signed.getPayload(), RequisitionParams.getDefaultInstance())
          .toBuilder();
    }

    private static void impostor(TestMeasurement measurement, Computation.Builder computation) {
      signed(
          measurement,
          computation,
          new TestKeys("worker2", MARKET.clock.instant()),
          p ->
              p.setPublicKey(
                  ByteString.copyFrom(
                      EncryptionPrivateKey.generate(MARKET.random).publicKey().bytes())));
    }

    private static void signed(
        TestMeasurement measurement,
        Computation.Builder computation,
        TestKeys keys,
        UnaryOperator<RequisitionParams.Builder> change) {
      ComputationParticipant.Builder participant = computation.getParticipantsBuilder(2);
      participant.setRequisitionParams(
          SignedMessages.sign(
              keys.signing(),
              "",
              SigningContext.published(
                  Purpose.REQUISITION_PARAMS,
                  TestMarket.WORKER2.toString(),
                  measurement.computation.toString(),
                  measurement.fingerprint()),
              change
                  .apply(parsed(participant.getRequisitionParamsBuilder()))
                  .build()
                  .toByteArray()));
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsConfirmedAfterALie(LateLie lie) {
    TestMeasurement measurement = new TestMeasurement(MARKET, QUESTION).create();
    measurement.awaitParams();
    MARKET.kingdom.lie((to, truth) -> {
      if (!to.equals(LIED_TO) || !isConfirming(truth)) {
        return truth;
      }
      Computation.Builder lied = truth.toBuilder();
      lie.change.accept(measurement, lied);
      return lied.build();
    });
    measurement.fulfillAll();
    MARKET.settle(measurement.computation);

    assertFailed(measurement, lie.noticed);
    assertThat(MARKET.kingdom.get(measurement.computation).getParticipants(1).getState())
        .isNotEqualTo(ComputationParticipant.State.READY);
  }

  @Test
  void aComputationThatIsDeclaredReadyBeforeTheSharesAreThereIsRefused() {
    TestMeasurement measurement = new TestMeasurement(MARKET, QUESTION).create();
    measurement.awaitParams();
    MARKET.kingdom.move(measurement.computation, MeasurementState.PENDING_COMPUTATION);
    MARKET.settle(measurement.computation);

    assertThat(MARKET.kingdom.state(measurement.computation)).isEqualTo(MeasurementState.FAILED);
    assertThat(MARKET.kingdom.result(measurement.computation)).isNull();
  }

  @Test
  void aMeasurementThatEndsElsewhereStopsEverywhereAndLeavesNothing() {
    TestMeasurement measurement = new TestMeasurement(MARKET, QUESTION).create();
    measurement.awaitParams();
    measurement.fulfill(PartyName.dataProvider("edp1"));
    MARKET.pump();
    MARKET.kingdom.move(measurement.computation, MeasurementState.CANCELLED);
    MARKET.settle(measurement.computation);

    for (TestDuchy duchy : MARKET.duchies.values()) {
      assertThat(duchy.stage(measurement.computation)).contains(ComputationStage.STOPPED);
      assertThat(duchy.objects(measurement.computation)).isZero();
    }
    assertThat(MARKET.kingdom.failures(measurement.computation)).isEmpty();
  }

  private static boolean isConfirming(Computation computation) {
    return computation
        .getMeasurementState()
        .equals(MeasurementState.PENDING_PARTICIPANT_CONFIRMATION.name());
  }

  private interface Lie {
    UnaryOperator<Computation.Builder> about(TestMeasurement measurement);
  }

  /** The worker that is lied to from the start publishes nothing and fails the Measurement. */
  private static void assertRefusedAtOnce(Lie lie, String noticed) {
    TestMeasurement measurement = new TestMeasurement(MARKET, QUESTION);
    MARKET.kingdom.lie((to, truth) ->
        to.equals(LIED_TO) && truth.getName().equals(measurement.computation.toString())
            ? lie.about(measurement).apply(truth.toBuilder()).build()
            : truth);
    measurement.create();
    MARKET.settle(measurement.computation);

    assertFailed(measurement, noticed);
    assertThat(
            MARKET.kingdom.get(measurement.computation).getParticipants(1).hasRequisitionParams())
        .isFalse();
  }

  private static void assertFailed(TestMeasurement measurement, String noticed) {
    assertThat(MARKET.kingdom.state(measurement.computation)).isEqualTo(MeasurementState.FAILED);
    assertThat(MARKET.kingdom.failures(measurement.computation))
        .singleElement()
        .asString()
        .startsWith(LIED_TO + ": ")
        .contains(noticed);
    assertThat(MARKET.duchy(LIED_TO).stage(measurement.computation))
        .contains(ComputationStage.FAILED);
    MARKET.duchies.values().forEach(d -> assertThat(d.rests(measurement.computation)).isTrue());
  }
}
