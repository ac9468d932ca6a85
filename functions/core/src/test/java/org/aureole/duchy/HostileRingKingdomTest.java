package org.aureole.duchy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.aureole.crypto.consent.EncryptionPrivateKey;
import org.aureole.crypto.consent.Purpose;
import org.aureole.crypto.consent.SignedMessages;
import org.aureole.crypto.consent.SigningContext;
import org.aureole.crypto.curve.CurveKernels;
import org.aureole.crypto.curve.CurvePoints;
import org.aureole.crypto.llv2.DuchySecret;
import org.aureole.crypto.llv2.RingContext;
import org.aureole.crypto.prng.Seed;
import org.aureole.model.lifecycle.ComputationStage;
import org.aureole.model.lifecycle.MeasurementState;
import org.aureole.model.name.PartyName;
import org.aureole.v1.Computation;
import org.aureole.v1.ComputationParticipant;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.ProtocolConfig;
import org.aureole.v1.ProtocolConfig.LiquidLegionsV2;
import org.aureole.v1.RequisitionParams;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The Kingdom lies to one Duchy of a ring, alone or with another of the ring; the Duchy does not
 * compute, and says why. A fourth Duchy of the market is not in the ring.
 */
@Tag("store")
class HostileRingKingdomTest {
  private static final TestMarket MARKET = new TestMarket(3, 4);
  private static final PartyName LIED_TO = TestMarket.WORKER1;
  private static final String OUTSIDER = "duchies/worker3";
  private static final TestMeasurement.Question QUESTION =
      TestMeasurement.Question.exact(3, 3).inRingOf(3).noisy();

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
    NOISE(s -> legions(s).setNoiseMechanism(NoiseMechanism.NONE)),
    AGGREGATOR(s -> legions(s).setAggregator(OUTSIDER)),
    A_WORKER(s -> legions(s).setWorkers(1, OUTSIDER)),
    ONE_WORKER_LESS(
        s -> legions(s).clearWorkers().addWorkers(LIED_TO.toString()).setToleratedColluders(1)),
    ONE_WORKER_MORE(s -> legions(s).addWorkers(OUTSIDER).setToleratedColluders(3)),
    ROLES(s -> legions(s).setAggregator(LIED_TO.toString()).setWorkers(0, "duchies/aggregator")),
    SKETCH(s -> legions(s).getSketchBuilder().setRegisters(100)),
    BLIND_HISTOGRAM(s -> legions(s).getBlindHistogramPrivacyParamsBuilder().setDelta(1e-10)),
    PUBLISHER(s -> legions(s).getPublisherPrivacyParamsBuilder().setEpsilon(0.5)),
    EPSILON(s -> s.getReachAndFrequencyBuilder().getReachPrivacyParamsBuilder().setEpsilon(99)),
    MAXIMUM_FREQUENCY(s -> s.getReachAndFrequencyBuilder().setMaximumFrequency(2)),
    DIRECT(s ->
        s.setProtocol(
            ProtocolConfig.newBuilder()
                .setDirect(
                    ProtocolConfig.Direct.newBuilder().setNoiseMechanism(NoiseMechanism.NONE)))),
    SHARE_SHUFFLE(s ->
        s.setProtocol(
            ProtocolConfig.newBuilder()
                .setHonestMajorityShareShuffle(
                    ProtocolConfig.HonestMajorityShareShuffle.newBuilder()
                        .setNoiseMechanism(NoiseMechanism.DISCRETE_GAUSSIAN)
                        .setAggregator(TestMarket.AGGREGATOR.toString())
                        .setFirstWorker(TestMarket.WORKER1.toString())
                        .setSecondWorker(TestMarket.WORKER2.toString())
                        .setModulus(16))));

    private final Consumer<MeasurementSpec.Builder> change;

    SpecSwap(Consumer<MeasurementSpec.Builder> change) {
      this.change = change;
    }

    MeasurementSpec of(MeasurementSpec spec) {
      MeasurementSpec.Builder builder = spec.toBuilder();
      change.accept(builder);
      assertThat(builder.build()).isNotEqualTo(spec);
      return builder.build();
    }
  }

  private static LiquidLegionsV2.Builder legions(MeasurementSpec.Builder spec) {
    return spec.getProtocolBuilder().getLiquidLegionsV2Builder();
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
    TestKeys impostor = new TestKeys("mc1", MARKET.clock.instant());
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

  /** What a consumer really signed, and a Kingdom let pass, that no Duchy takes part in. */
  enum Unlawful {
    FEW_COLLUDERS("toleratedColluders", s -> legions(s).setToleratedColluders(1)),
    ALL_COLLUDE("toleratedColluders", s -> legions(s).setToleratedColluders(3)),
    WEAK_BLIND_HISTOGRAM(
        "blindHistogramPrivacyParams.epsilon",
        s -> legions(s).getBlindHistogramPrivacyParamsBuilder().setEpsilon(1.5)),
    WEAK_PUBLISHER(
        "publisherPrivacyParams.delta",
        s -> legions(s).getPublisherPrivacyParamsBuilder().setDelta(1e-6)),
    NO_PUBLISHER("publisherPrivacyParams", s -> legions(s).clearPublisherPrivacyParams()),
    A_DUCHY_TWICE("3 different Duchies", s -> legions(s).setWorkers(1, LIED_TO.toString())),
    NO_SKETCH("decayRate", s -> legions(s).clearSketch()),
    NOISE_THAT_FITS_NO_MEMORY(
        "more than a stage can hold",
        s -> s.getReachAndFrequencyBuilder().getReachPrivacyParamsBuilder().setEpsilon(1e-7)),
    A_SKETCH_THAT_FITS_NO_MEMORY(
        "above the limit of", s -> legions(s).getSketchBuilder().setRegisters(1 << 24)),
    NO_PART_IN_IT(
        "has no part in the signed specification", s -> legions(s).setWorkers(0, OUTSIDER));

    private final String noticed;
    private final Consumer<MeasurementSpec.Builder> change;

    Unlawful(String noticed, Consumer<MeasurementSpec.Builder> change) {
      this.noticed = noticed;
      this.change = change;
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatTheConsumerMayNotSignIsRefusedAllTheSame(Unlawful unlawful) {
    TestMeasurement measurement = new TestMeasurement(MARKET, QUESTION);
    MeasurementSpec.Builder changed = measurement.spec.toBuilder();
    unlawful.change.accept(changed);
    Computation.Builder view =
        measurement.view().toBuilder().setMeasurementSpec(measurement.sign(changed.build()));
    view.getRequisitionsBuilderList()
        .forEach(requisition -> requisition.setReceivingDuchy(TestMarket.WORKER2.toString()));
    MARKET.kingdom.create(view.build());
    MARKET.settle(measurement.computation);

    assertThat(MARKET.kingdom.state(measurement.computation)).isEqualTo(MeasurementState.FAILED);
    assertThat(MARKET.kingdom.failures(measurement.computation).toString())
        .contains("SPEC_INVALID")
        .contains(unlawful.noticed);
    assertThat(MARKET.duchy(LIED_TO).stage(measurement.computation).orElseThrow())
        .isIn(ComputationStage.FAILED, ComputationStage.STOPPED);
    assertThat(MARKET.kingdom.get(measurement.computation).getParticipants(1))
        .matches(participant -> !participant.hasRequisitionParams());
  }

  /** To whom the Kingdom has a data provider send. */
  @ParameterizedTest
  @ValueSource(strings = {OUTSIDER, "duchies/mallory", "dataProviders/edp1", ""})
  void aReceiverThatIsNotInTheRingIsRefused(String receiver) {
    assertRefusedAtOnce(
        m ->
            c -> {
              c.getRequisitionsBuilder(1).setReceivingDuchy(receiver);
              return c;
            },
        "does not take it");
  }

  /** What the Kingdom says once all have answered. */
  enum LateLie {
    OTHER_RECEIVER(
        "is not what it was",
        (m, c) -> c.getRequisitionsBuilder(1).setReceivingDuchy("duchies/aggregator")),
    DUCHY_LEFT_OUT("do not take part", (m, c) -> c.removeParticipants(2)),
    DUCHY_ADDED(
        "takes part, but not by the signed specification",
        (m, c) -> c.addParticipants(c.getParticipants(2).toBuilder().setDuchy(OUTSIDER))),
    DUCHY_SWAPPED(
        "takes part, but not by the signed specification",
        (m, c) -> {
          c.getParticipantsBuilder(2).setDuchy(OUTSIDER);
          params(m, c, OUTSIDER, p -> p.setDuchy(OUTSIDER));
        }),
    SHARE_OF_ANOTHER_DUCHY(
        "CERTIFICATE_INVALID",
        (m, c) ->
            c.getParticipantsBuilder(2)
                .setRequisitionParams(c.getParticipants(0).getRequisitionParams())),
    NO_PARAMS(
        "CERTIFICATE_INVALID", (m, c) -> c.getParticipantsBuilder(2).clearRequisitionParams()),
    OTHER_SHARE_UNDER_THE_OLD_SIGNATURE(
        "CONSENT_SIGNAL_INVALID",
        (m, c) -> {
          var signed = c.getParticipantsBuilder(2).getRequisitionParamsBuilder();
          RequisitionParams.Builder swapped =
              TestMarket.parse(signed.getPayload(), RequisitionParams.getDefaultInstance())
                  .toBuilder();
          signed.setPayload(
              swapped.setPublicKey(share(m, m.computation.toString())).build().toByteString());
        }),
    OTHER_SHARE_OF_AN_IMPOSTOR(
        "CERTIFICATE_INVALID",
        (m, c) ->
            params(
                m,
                c,
                new TestKeys("worker2", MARKET.clock.instant()),
                p -> p.setPublicKey(share(m, m.computation.toString()))));

    private final String noticed;
    private final BiConsumer<TestMeasurement, Computation.Builder> change;

    LateLie(String noticed, BiConsumer<TestMeasurement, Computation.Builder> change) {
      this.noticed = noticed;
      this.change = change;
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsConfirmedAfterALie(LateLie lie) {
    assertNotConfirmed(lie.change, lie.noticed);
  }

  /** Shares that the second worker itself signs, together with the Kingdom. */
  enum RogueShare {
    A_POINT_WITHOUT_PROOF("hold no share of the composite key", m -> point(ownShare(m))),
    A_POINT_WITH_AN_EMPTY_PROOF(
        "PROTOCOL_VIOLATION", m -> point(ownShare(m)).concat(ByteString.copyFrom(new byte[65]))),
    THE_PROOF_OF_ANOTHER_POINT(
        "PROTOCOL_VIOLATION",
        m -> point(share(m, m.computation.toString())).concat(proof(ownShare(m)))),
    PROVEN_FOR_ANOTHER_COMPUTATION("PROTOCOL_VIOLATION", m -> share(m, "computations/another")),
    PROVEN_BY_ANOTHER_DUCHY(
        "PROTOCOL_VIOLATION", m -> shareOf(OUTSIDER, m, m.computation.toString())),
    THE_SHARE_OF_THE_ONE_WHO_IS_LIED_TO(
        "must be each Duchy's another", m -> m.params(LIED_TO).getPublicKey()),
    CANCELS_THE_OTHERS("PROTOCOL_VIOLATION", RogueShare::cancelling),
    NO_POINT("PROTOCOL_VIOLATION", m -> RingBreach.noPoint(share(m, m.computation.toString()))),
    AN_X25519_KEY(
        "hold no share of the composite key",
        m -> ByteString.copyFrom(EncryptionPrivateKey.generate(MARKET.random).publicKey().bytes()));

    private final String noticed;
    private final Function<TestMeasurement, ByteString> key;

    RogueShare(String noticed, Function<TestMeasurement, ByteString> key) {
      this.noticed = noticed;
      this.key = key;
    }

    private static ByteString ownShare(TestMeasurement measurement) {
      return measurement.params(TestMarket.WORKER2).getPublicKey();
    }

    /**
     * Of a key that it knows, less the shares of both others: the sum of all would be the key that
     * it knows. The proof is of that key.
     */
    private static ByteString cancelling(TestMeasurement measurement) {
      ByteString known = share(measurement, measurement.computation.toString());
      byte[] rogue =
          CurvePoints.sum(
              point(known)
                  .concat(negative(measurement.params(TestMarket.WORKER1).getPublicKey()))
                  .concat(negative(measurement.params(TestMarket.AGGREGATOR).getPublicKey()))
                  .toByteArray());
      return ByteString.copyFrom(rogue).concat(proof(known));
    }

    private static ByteString negative(ByteString share) {
      byte[] point = point(share).toByteArray();
      point[0] ^= 1;
      return ByteString.copyFrom(point);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aShareThatItsDuchyDoesNotKnowIsNotConfirmed(RogueShare rogue) {
    assertNotConfirmed(
        (m, c) ->
            params(m, c, TestMarket.WORKER2.toString(), p -> p.setPublicKey(rogue.key.apply(m))),
        rogue.noticed);
  }

  @Test
  void aSeedCommitmentHasNoPlaceInARing() {
    assertNotConfirmed(
        (m, c) ->
            params(
                m,
                c,
                TestMarket.WORKER2.toString(),
                p -> p.setSeedCommitment(ByteString.copyFrom(new byte[32]))),
        "for which there is no use");
  }

  /** Else what a liar changed above were not what is refused. */
  @Test
  void parametersThatAreSignedAnewAndRightAreConfirmed() {
    TestMeasurement measurement = begun();
    MARKET.kingdom.lie((to, truth) -> {
      if (!to.equals(LIED_TO) || !isConfirming(truth)) {
        return truth;
      }
      Computation.Builder same = truth.toBuilder();
      params(measurement, same, TestMarket.WORKER2.toString(), p -> p);
      return same.build();
    });
    measurement.fulfillAll();
    MARKET.settle(measurement.computation);

    assertThat(MARKET.kingdom.state(measurement.computation)).isEqualTo(MeasurementState.SUCCEEDED);
  }

  @Test
  void aComputationThatIsDeclaredReadyBeforeTheRegistersAreThereIsRefused() {
    TestMeasurement measurement = begun();
    MARKET.kingdom.move(measurement.computation, MeasurementState.PENDING_COMPUTATION);
    MARKET.settle(measurement.computation);

    assertThat(MARKET.kingdom.state(measurement.computation)).isEqualTo(MeasurementState.FAILED);
    assertThat(MARKET.kingdom.result(measurement.computation)).isNull();
  }

  private static TestMeasurement begun() {
    TestMeasurement measurement = new TestMeasurement(MARKET, QUESTION).create();
    measurement.awaitParams();
    return measurement;
  }

  /** A fresh share of the second worker, proven for a computation. */
  private static ByteString share(TestMeasurement measurement, String computation) {
    return shareOf(TestMarket.WORKER2.toString(), measurement, computation);
  }

  private static ByteString shareOf(String duchy, TestMeasurement measurement, String computation) {
    DuchySecret secret =
        new DuchySecret(
            Seed.random(MARKET.random),
            duchy,
            new RingContext(computation, measurement.fingerprint()));
    return ByteString.copyFrom(secret.publicKeyShare(CurveKernels.chosen()).toBytes());
  }

  private static ByteString point(ByteString share) {
    return share.substring(0, 33);
  }

  private static ByteString proof(ByteString share) {
    return share.substring(33);
  }

  /** Changes the second worker's parameters, which a Duchy of the market signs anew. */
  private static void params(
      TestMeasurement measurement,
      Computation.Builder computation,
      String signer,
      UnaryOperator<RequisitionParams.Builder> change) {
    params(measurement, computation, MARKET.keys.get(PartyName.parse(signer)), change);
  }

  private static void params(
      TestMeasurement measurement,
      Computation.Builder computation,
      TestKeys signer,
      UnaryOperator<RequisitionParams.Builder> change) {
    ComputationParticipant.Builder participant = computation.getParticipantsBuilder(2);
    RequisitionParams.Builder params =
        TestMarket.parse(
            participant.getRequisitionParams().getPayload(), RequisitionParams.getDefaultInstance())
            .toBuilder();
    participant.setRequisitionParams(
        SignedMessages.sign(
            signer.signing(),
            "",
            SigningContext.published(
                Purpose.REQUISITION_PARAMS,
                participant.getDuchy(),
                measurement.computation.toString(),
                measurement.fingerprint()),
            change.apply(params).build().toByteArray()));
  }

  private static boolean isConfirming(Computation computation) {
    return computation
        .getMeasurementState()
        .equals(MeasurementState.PENDING_PARTICIPANT_CONFIRMATION.name());
  }

  /** Lied to after all have answered, the worker does not confirm. */
  private static void assertNotConfirmed(
      BiConsumer<TestMeasurement, Computation.Builder> lie, String noticed) {
    TestMeasurement measurement = begun();
    MARKET.kingdom.lie((to, truth) -> {
      if (!to.equals(LIED_TO) || !isConfirming(truth)) {
        return truth;
      }
      Computation.Builder lied = truth.toBuilder();
      lie.accept(measurement, lied);
      return lied.build();
    });
    measurement.fulfillAll();
    MARKET.settle(measurement.computation);

    assertFailed(measurement, noticed);
    assertThat(MARKET.kingdom.get(measurement.computation).getParticipants(1).getState())
        .isNotEqualTo(ComputationParticipant.State.READY);
  }

  /** The worker that is lied to from the start publishes nothing and fails the Measurement. */
  private static void assertRefusedAtOnce(
      Function<TestMeasurement, UnaryOperator<Computation.Builder>> lie, String noticed) {
    TestMeasurement measurement = new TestMeasurement(MARKET, QUESTION);
    MARKET.kingdom.lie((to, truth) ->
        to.equals(LIED_TO) && truth.getName().equals(measurement.computation.toString())
            ? lie.apply(measurement).apply(truth.toBuilder()).build()
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
    assertThat(MARKET.kingdom.result(measurement.computation)).isNull();
    assertThat(MARKET.kingdom.failures(measurement.computation))
        .singleElement()
        .asString()
        .startsWith(LIED_TO + ": ")
        .contains(noticed);
    assertThat(MARKET.duchy(LIED_TO).stage(measurement.computation))
        .contains(ComputationStage.FAILED);
    measurement
        .duchies()
        .forEach(d -> assertThat(MARKET.duchy(d).rests(measurement.computation)).isTrue());
  }
}
