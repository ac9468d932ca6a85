package org.aureole.edp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.crypto.curve.CurvePoints;
import org.aureole.platform.http.HttpMethod;
import org.aureole.platform.trust.TrustedRoots;
import org.aureole.v1.AnswerPolicy;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.ProtocolConfig;
import org.aureole.v1.ProtocolConfig.LiquidLegionsV2;
import org.aureole.v1.Requisition;
import org.aureole.v1.Requisition.Refusal.Justification;
import org.aureole.v1.RequisitionParams;
import org.aureole.v1.SignedMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever a Kingdom swaps of a requisition for Liquid Legions V2, alone or with a Duchy, nothing
 * is answered, charged or sent.
 */
@Tag("store")
class HostileRingKingdomTest {
  private final TestMarket market = new TestMarket();
  private final TestRequisitions honest =
      new TestRequisitions(market, "1")
          .reachAndFrequency(3)
          .liquidLegions()
          .noise(NoiseMechanism.DISCRETE_GAUSSIAN);

  @BeforeEach
  void dropEvents() {
    market.drop("campaign/day1.csv", LineEvents.lines(1, 300, "2026-02-01T10:00:00Z"));
    market.drop("campaign/day2.csv", LineEvents.lines(1, 300, "2026-02-02T10:00:00Z"));
    market.settle();
  }

  @AfterEach
  void close() {
    market.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"duchies/worker2", "duchies/aggregator"})
  void theHonestRequisitionIsAnswered(String receiver) {
    market.request(honest.receiver(receiver).build());
    market.settle();

    assertThat(market.fulfillment(honest.name()).getState()).isEqualTo("FULFILLED");
    assertThat(market.inboxes.objects.keySet())
        .hasSize(2)
        .allMatch(name -> name.startsWith(TestRequisitions.url(receiver)));
  }

  /** What a Kingdom changes of what the consumer signed. */
  enum SpecSwap {
    NOISE(legions -> legions.setNoiseMechanism(NoiseMechanism.NONE)),
    AGGREGATOR(legions -> legions.setAggregator("duchies/worker3")),
    A_WORKER(legions -> legions.setWorkers(1, "duchies/worker3")),
    ONE_DUCHY_LESS(
        legions -> legions.clearWorkers().addWorkers("duchies/worker1").setToleratedColluders(1)),
    DECAY_RATE(legions -> legions.getSketchBuilder().setDecayRate(2)),
    REGISTERS(legions -> legions.getSketchBuilder().setRegisters(1 << 20)),
    KEYS(legions -> legions.getSketchBuilder().setKeys(2)),
    BLIND_HISTOGRAM(legions -> legions.getBlindHistogramPrivacyParamsBuilder().setEpsilon(0.5)),
    PUBLISHER(legions -> legions.getPublisherPrivacyParamsBuilder().setDelta(1e-10));

    private final Consumer<LiquidLegionsV2.Builder> change;

    SpecSwap(Consumer<LiquidLegionsV2.Builder> change) {
      this.change = change;
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSwappedProtocol(SpecSwap swap) {
    refused(
        altered(spec -> swap.change.accept(legions(spec))), Justification.CONSENT_SIGNAL_INVALID);
  }

  @Test
  void shareShuffleInstead() {
    refused(
        altered(spec ->
            spec.setProtocol(
                ProtocolConfig.newBuilder()
                    .setHonestMajorityShareShuffle(
                        ProtocolConfig.HonestMajorityShareShuffle.newBuilder()
                            .setNoiseMechanism(NoiseMechanism.DISCRETE_GAUSSIAN)
                            .setAggregator("duchies/aggregator")
                            .setFirstWorker("duchies/worker1")
                            .setSecondWorker("duchies/worker2")
                            .setModulus(8)))),
        Justification.CONSENT_SIGNAL_INVALID);
  }

  /** What a consumer really signed, with a Kingdom that lets it pass. */
  enum Unlawful {
    WEAK_BLIND_HISTOGRAM(
        "blindHistogramPrivacyParams.epsilon",
        spec -> legions(spec).getBlindHistogramPrivacyParamsBuilder().setEpsilon(1.01)),
    WEAK_PUBLISHER(
        "publisherPrivacyParams.epsilon",
        spec -> legions(spec).getPublisherPrivacyParamsBuilder().setEpsilon(2)),
    LIKELY_TO_BREAK(
        "blindHistogramPrivacyParams.delta",
        spec -> legions(spec).getBlindHistogramPrivacyParamsBuilder().setDelta(1e-8)),
    NO_INNER_NOISE(
        "publisherPrivacyParams.epsilon", spec -> legions(spec).clearPublisherPrivacyParams()),
    TWO_OF_THREE_ARE_HONEST("toleratedColluders", spec -> legions(spec).setToleratedColluders(1)),
    ONE_DUCHY_ALONE("workers", spec -> legions(spec).clearWorkers().setToleratedColluders(0)),
    A_DUCHY_TWICE("3 different Duchies", spec -> legions(spec).setWorkers(1, "duchies/worker1")),
    HIGH_FREQUENCY(
        "maximumFrequency", spec -> spec.getReachAndFrequencyBuilder().setMaximumFrequency(98)),
    A_SKETCH_THAT_FITS_NO_MEMORY(
        "above the limit", spec -> legions(spec).getSketchBuilder().setRegisters(1 << 24));

    private final String named;
    private final Consumer<MeasurementSpec.Builder> change;

    Unlawful(String named, Consumer<MeasurementSpec.Builder> change) {
      this.named = named;
      this.change = change;
    }
  }

  @ParameterizedTest
  @EnumSource
  void aProtocolThatNobodyMaySign(Unlawful unlawful) {
    refused(honest.protocol(unlawful.change).build(), Justification.SPEC_INVALID);
    assertThat(market.kingdom.requisition(honest.name()).getRefusal().getMessage())
        .contains(unlawful.named);
  }

  /** What is said of the Duchies, as a Kingdom swaps it, with a Duchy that signs what it likes. */
  enum DuchySwap {
    LEFT_OUT((test, r) -> r.removeDuchies(2)),
    TWICE((test, r) -> r.setDuchies(2, r.getDuchies(1))),
    TWICE_IN_ADDITION((test, r) -> r.addDuchies(r.getDuchies(1))),
    ANOTHER((test, r) -> {
      TestParty third = new TestParty("duchies/worker3");
      new TrustedRoots(test.market.database).approve(third.trustedRoot());
      r.setDuchies(2, test.signed(r, third, test.fresh(r, third.name())));
    }),
    IMPOSTOR((test, r) -> {
      TestParty impostor = new TestParty("duchies/worker2");
      r.setDuchies(2, test.signed(r, impostor, test.fresh(r, impostor.name())));
    }),
    OTHER_SHARE_UNDER_THE_OLD_SIGNATURE((test, r) -> {
      SignedMessage.Builder signed = r.getDuchiesBuilder(2).getRequisitionParamsBuilder();
      signed.setPayload(
          params(r, 2).setPublicKey(test.fresh(r, "duchies/worker2")).build().toByteString());
    }),
    PARAMETERS_OF_ANOTHER_MEASUREMENT((test, r) ->
        r.setDuchies(
            2,
            new TestRequisitions(test.market, "2")
                .reachAndFrequency(3)
                .liquidLegions()
                .build()
                .getDuchies(2))),
    AN_X25519_KEY(
        (test, r) -> test.share(r, ByteString.copyFrom(test.worker2().encryptionKey().bytes()))),
    NO_SHARE((test, r) -> test.share(r, ByteString.EMPTY)),
    A_POINT_WITHOUT_PROOF((test, r) -> test.share(r, key(r, 2).substring(0, 33))),
    THE_PROOF_OF_ANOTHER_POINT((test, r) ->
        test.share(
            r, test.fresh(r, "duchies/worker2").substring(0, 33).concat(key(r, 2).substring(33)))),
    PROVEN_FOR_ANOTHER_COMPUTATION((test, r) ->
        test.share(
            r, TestRing.share("duchies/worker2", "computations/c2", fingerprint(r.build())))),
    PROVEN_BY_ANOTHER_DUCHY((test, r) -> test.share(r, test.fresh(r, "duchies/worker3"))),
    THE_SHARE_OF_ANOTHER((test, r) -> test.share(r, key(r, 1))),
    NO_POINT((test, r) ->
        test.share(r, ByteString.copyFrom(new byte[] {5}).concat(key(r, 2).substring(1)))),
    CANCELS_THE_OTHERS((test, r) -> test.share(r, test.cancelling(r)));

    private final BiConsumer<HostileRingKingdomTest, Requisition.Builder> change;

    DuchySwap(BiConsumer<HostileRingKingdomTest, Requisition.Builder> change) {
      this.change = change;
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSwappedDuchy(DuchySwap swap) {
    Requisition.Builder requisition = honest.build().toBuilder();
    swap.change.accept(this, requisition);
    refused(requisition.build(), Justification.CONSENT_SIGNAL_INVALID);
  }

  /** Else what is swapped above were not what is refused. */
  @Test
  void anotherShareThatItsDuchyProvesIsItsOwnToChoose() {
    Requisition.Builder requisition = honest.build().toBuilder();
    share(requisition, fresh(requisition, "duchies/worker2"));
    market.request(requisition.build());
    market.settle();

    assertThat(market.fulfillment(honest.name()).getState()).isEqualTo("FULFILLED");
  }

  @ParameterizedTest
  @ValueSource(strings = {"duchies/worker3", "dataProviders/edp1", ""})
  void aReceiverThatIsNotInTheRing(String receiver) {
    refused(
        honest.build().toBuilder().setReceivingDuchy(receiver).build(),
        Justification.CONSENT_SIGNAL_INVALID);
  }

  @Test
  void noiseThatThePolicyDoesNotAllow() {
    market.operator(
        HttpMethod.PUT,
        "/v1/policy",
        TestMarket.POLICY.toBuilder()
            .clearNoiseMechanisms()
            .addNoiseMechanisms(NoiseMechanism.DISCRETE_GAUSSIAN)
            .build(),
        AnswerPolicy.getDefaultInstance());
    market.settle();
    refused(honest.noise(NoiseMechanism.NONE).build(), Justification.SPEC_INVALID);
  }

  private TestParty worker2() {
    return market.duchies.get(2);
  }

  /** A share that the party of that name may prove for this very computation. */
  private ByteString fresh(Requisition.Builder requisition, String duchy) {
    return TestRing.share(duchy, TestRequisitions.COMPUTATION, fingerprint(requisition.build()));
  }

  /** Has the second worker sign another share. */
  private void share(Requisition.Builder requisition, ByteString share) {
    requisition.setDuchies(2, signed(requisition, worker2(), share));
  }

  private Requisition.DuchyEntry signed(
      Requisition.Builder requisition, TestParty duchy, ByteString share) {
    return TestRequisitions.ringEntry(
        duchy, honest.measurement(), fingerprint(requisition.build()), share);
  }

  /** With it the sum of all were a key that the second worker knows alone. */
  private ByteString cancelling(Requisition.Builder requisition) {
    ByteString known = fresh(requisition, "duchies/worker2");
    byte[] rogue =
        CurvePoints.sum(
            known
                .substring(0, 33)
                .concat(negative(key(requisition, 0)))
                .concat(negative(key(requisition, 1)))
                .toByteArray());
    return ByteString.copyFrom(rogue).concat(known.substring(33));
  }

  private static ByteString negative(ByteString share) {
    byte[] point = share.substring(0, 33).toByteArray();
    point[0] ^= 1;
    return ByteString.copyFrom(point);
  }

  private static ByteString key(Requisition.Builder requisition, int duchy) {
    return params(requisition, duchy).getPublicKey();
  }

  private static RequisitionParams.Builder params(Requisition.Builder requisition, int duchy) {
    try {
      return RequisitionParams.parseFrom(
          requisition.getDuchies(duchy).getRequisitionParams().getPayload())
          .toBuilder();
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private static LiquidLegionsV2.Builder legions(MeasurementSpec.Builder spec) {
    return spec.getProtocolBuilder().getLiquidLegionsV2Builder();
  }

  private Requisition altered(Consumer<MeasurementSpec.Builder> change) {
    Requisition requisition = honest.build();
    SignedMessage signed = requisition.getMeasurementSpec();
    try {
      MeasurementSpec.Builder spec = MeasurementSpec.parseFrom(signed.getPayload()).toBuilder();
      change.accept(spec);
      return requisition.toBuilder()
          .setMeasurementSpec(signed.toBuilder().setPayload(spec.build().toByteString()))
          .build();
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private static Fingerprint fingerprint(Requisition requisition) {
    return Fingerprint.of(requisition.getMeasurementSpec().getPayload().toByteArray());
  }

  private void refused(Requisition requisition, Justification justification) {
    market.request(requisition);
    market.settle();

    Requisition present = market.kingdom.requisition(honest.name());
    assertThat(present.getState()).isEqualTo(Requisition.State.REFUSED);
    assertThat(present.getRefusal().getJustification())
        .as(present.getRefusal().getMessage())
        .isEqualTo(justification);
    assertThat(present.getRefusal().getMessage()).isNotBlank();
    assertThat(market.fulfillment(honest.name()).getState()).isEqualTo("REFUSED");
    assertThat(market.inboxes.objects).isEmpty();
    assertThat(market.ledger()).isEmpty();
    assertThat(market.internal.contents()).isEmpty();
  }
}
