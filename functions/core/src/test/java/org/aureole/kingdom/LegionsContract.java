package org.aureole.kingdom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.aureole.model.error.ErrorCode.FAILED_PRECONDITION;
import static org.aureole.model.error.ErrorCode.INVALID_ARGUMENT;
import static org.aureole.model.error.ErrorCode.PERMISSION_DENIED;
import static org.aureole.model.error.ErrorCode.SPEC_INVALID;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.aureole.crypto.llv2.PublicKeyShare;
import org.aureole.crypto.noise.DistributedGaussian;
import org.aureole.crypto.noise.PrivacyParameters;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.name.PartyName;
import org.aureole.platform.http.HttpMethod;
import org.aureole.v1.Computation;
import org.aureole.v1.CreateMeasurementRequest;
import org.aureole.v1.DataProviderCapabilities;
import org.aureole.v1.DuchyCapabilities;
import org.aureole.v1.Explanation;
import org.aureole.v1.Measurement;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.Party;
import org.aureole.v1.ProtocolConfig;
import org.aureole.v1.ProtocolConfig.LiquidLegionsV2;
import org.aureole.v1.ReplaceCapabilitiesRequest;
import org.aureole.v1.RequisitionParams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** When the Kingdom proposes Liquid Legions V2, which it accepts signed, and how it runs. */
public abstract class LegionsContract extends KingdomContract {
  private static final LiquidLegionsV2 PROPOSED =
      LiquidLegionsV2.newBuilder()
          .setNoiseMechanism(NoiseMechanism.DISCRETE_GAUSSIAN)
          .setAggregator("duchies/aggregator")
          .addWorkers("duchies/worker1")
          .addWorkers("duchies/worker2")
          .setToleratedColluders(2)
          .setSketch(LegionsPolicy.USUAL.sketch())
          .setBlindHistogramPrivacyParams(LegionsPolicy.USUAL.blindHistogram())
          .setPublisherPrivacyParams(LegionsPolicy.USUAL.publisher())
          .build();
  private static final String LEGIONS = "measurement.measurementSpec.protocol.liquidLegionsV2";

  @Test
  void whoAsksThatDuchiesMayColludeIsProposedARing() {
    for (Order order :
        new Order[] {
          order(market.edp1, market.edp2).reach(),
          order(market.edp1, market.edp2, market.edp3).reachAndFrequency(10)
        }) {
      assertThat(order.explain().getProtocol().hasHonestMajorityShareShuffle()).isTrue();
      Explanation explained = order.collusionResistant().explain();

      assertThat(explained.getProtocol().getLiquidLegionsV2()).isEqualTo(PROPOSED);
      assertThat(explained.getReasonsList())
          .allSatisfy(reason -> assertThat(reason).endsWith("."))
          .anySatisfy(reason ->
              assertThat(reason).contains("you ask").contains("collu").contains("but one"));
    }
  }

  /** Where each answers for itself there are no Duchies to collude. */
  @Test
  void theWishChangesNothingWhereProvidersAnswerByThemselves() {
    for (Order order :
        new Order[] {
          order(market.edp1).reach(),
          order(market.edp1, market.edp2).impressions(3),
          order(market.populationProvider).populationCount()
        }) {
      assertThat(order.collusionResistant().explain().getProtocol().hasDirect()).isTrue();
    }
  }

  @Test
  void theNoiseIsWhatAllDuchiesButOneCannotTakeAway() {
    Explanation explained = order(market.edp1, market.edp2).reach().collusionResistant().explain();
    DistributedGaussian noise = DistributedGaussian.of(new PrivacyParameters(1, 1e-9), 1, 3, 2);

    assertThat(explained.getNoiseStandardDeviation())
        .isCloseTo(Math.sqrt(noise.totalVariance()), within(1e-9));
    Explanation shuffled = order(market.edp1, market.edp2).reach().explain();
    assertThat(explained.getStandardDeviation())
        .as("sketch and colluders cost accuracy")
        .isGreaterThan(shuffled.getStandardDeviation());
    Explanation exact =
        order(market.edp1, market.edp2).reachAndFrequency(3).collusionResistant().explain();
    assertThat(exact.getFrequencyList())
        .hasSize(3)
        .allSatisfy(bucket -> assertThat(bucket.getShare().getStandardDeviation()).isPositive());
  }

  @Test
  void aMarketMayDemandIt() {
    try (TestMarket demanding = new TestMarket(databases(), policy(true, 3))) {
      Order order = new Order(demanding, "demanded", demanding.edp1, demanding.edp2).reach();
      Explanation explained = order.explain();
      assertThat(explained.getProtocol().getLiquidLegionsV2()).isEqualTo(PROPOSED);
      assertThat(explained.getReasonsList().toString()).contains("this market demands");
      assertThat(order.create().getState())
          .isEqualTo(Measurement.State.AWAITING_REQUISITION_FULFILLMENT);

      assertThat(
              new Order(demanding, "direct", demanding.edp1)
                  .reach()
                  .explain()
                  .getProtocol()
                  .hasDirect())
          .isTrue();
      Order shuffled =
          new Order(demanding, "shuffled", demanding.edp1, demanding.edp2)
              .reach()
              .with(spec -> spec.setProtocol(shuffle()));
      assertThat(
              refusedAt(
                  "measurement.measurementSpec.protocol.honestMajorityShareShuffle",
                  FAILED_PRECONDITION,
                  shuffled::create))
          .hasMessageContaining("which this market demands");
    }
  }

  @Test
  void whereAProviderDoesNotDeclareShareShuffleTheRingAnswers() {
    MarketParty modern = provider("modern", false, true);
    Order order = order(modern, market.edp1).reach();
    Explanation explained = order.explain();

    assertThat(explained.getProtocol().getLiquidLegionsV2()).isEqualTo(PROPOSED);
    assertThat(explained.getReasonsList().toString())
        .contains("the cheaper protocol cannot run")
        .contains("Honest Majority Share Shuffle is not declared by dataProviders/modern")
        .doesNotContain("edp1");
    Order shuffled =
        new Order(market, "undeclared-shuffle", modern, market.edp1)
            .reach()
            .with(spec -> spec.setProtocol(shuffle()));
    assertThat(refused(FAILED_PRECONDITION, shuffled::create))
        .hasMessageContaining("Honest Majority Share Shuffle")
        .hasMessageContaining("dataProviders/modern");
  }

  @Test
  void whoLacksItIsNamed() {
    MarketParty old = provider("old", true, false);
    assertThat(
            refused(
                FAILED_PRECONDITION,
                () -> order(market.edp1, old).reach().collusionResistant().explain()))
        .hasMessageContaining("Liquid Legions V2 is not declared by dataProviders/old")
        .hasMessageNotContaining("edp1")
        .hasMessageNotContaining("Share Shuffle");
    assertThat(order(market.edp1, old).reach().explain().getProtocol())
        .matches(ProtocolConfig::hasHonestMajorityShareShuffle);
    assertThat(
            refused(
                FAILED_PRECONDITION,
                () ->
                    new Order(market, "undeclared", market.edp1, old)
                        .reach()
                        .with(spec -> spec.getProtocolBuilder().setLiquidLegionsV2(PROPOSED))
                        .create()))
        .hasMessageContaining("Liquid Legions V2 is not declared by dataProviders/old");

    MarketParty neither = provider("neither", false, false);
    assertThat(refused(FAILED_PRECONDITION, () -> order(neither, market.edp1).reach().explain()))
        .hasMessageContaining("Honest Majority Share Shuffle is not declared by")
        .hasMessageContaining("Liquid Legions V2 is not declared by dataProviders/neither");
  }

  @Test
  void aRingNeedsItsDuchies() {
    try (TestMarket small = new TestMarket(databases(), policy(true, 4))) {
      Order order = new Order(small, "four", small.edp1, small.edp2).reach();
      assertThat(refused(FAILED_PRECONDITION, order::explain))
          .hasMessageContaining("needs one Duchy that aggregates and 3 others")
          .hasMessageContaining("aggregators: duchies/aggregator")
          .hasMessageContaining("workers: duchies/worker1, duchies/worker2");

      small.onboard(small.party(PartyName.duchy("worker3")));
      LiquidLegionsV2 four = order.explain().getProtocol().getLiquidLegionsV2();
      assertThat(four.getWorkersList())
          .containsExactly("duchies/worker1", "duchies/worker2", "duchies/worker3");
      assertThat(four.getToleratedColluders()).isEqualTo(3);
    }
  }

  /** Roles in one protocol are none in the other. */
  @Test
  void aDuchyTakesTheRolesThatItDeclaresForTheProtocol() {
    Order order = order(market.edp1, market.edp2).reach();
    duchy(
        market.worker2,
        DuchyCapabilities.newBuilder()
            .addShareShuffleRoles(DuchyCapabilities.Role.WORKER)
            .setApiUrl("https://worker2.example"));
    try {
      assertThat(order.explain().getProtocol().hasHonestMajorityShareShuffle()).isTrue();
      assertThat(refused(FAILED_PRECONDITION, () -> order.collusionResistant().explain()))
          .hasMessageContaining("workers: duchies/worker1")
          .hasMessageNotContaining("worker2");
    } finally {
      duchy(market.worker2, TestMarket.registration(market.worker2).getDuchyBuilder());
    }
    assertThat(order.explain().getProtocol().getLiquidLegionsV2()).isEqualTo(PROPOSED);
  }

  @Test
  void aFrequencyThatARingCannotCountIsRefused() {
    assertThat(
            refusedAt(
                "measurementSpec.protocol.liquidLegionsV2",
                INVALID_ARGUMENT,
                () ->
                    order(market.edp1, market.edp2)
                        .reachAndFrequency(98)
                        .collusionResistant()
                        .explain()))
        .hasMessageContaining("maximumFrequency: is 98; it is in [2, 97]");
    assertThat(
            order(market.edp1, market.edp2)
                .reachAndFrequency(97)
                .collusionResistant()
                .explain()
                .getProtocol()
                .hasLiquidLegionsV2())
        .isTrue();
  }

  private static Arguments signed(
      String field, ErrorCode code, Consumer<LiquidLegionsV2.Builder> change) {
    return spec(
        LEGIONS + field,
        code,
        spec -> change.accept(spec.getProtocolBuilder().getLiquidLegionsV2Builder()));
  }

  private static Arguments spec(
      String field, ErrorCode code, Consumer<MeasurementSpec.Builder> change) {
    return Arguments.of(field, code, change);
  }

  static Stream<Arguments> differences() {
    return Stream.of(
        signed(".noiseMechanism", INVALID_ARGUMENT, LiquidLegionsV2.Builder::clearNoiseMechanism),
        signed(".noiseMechanism", INVALID_ARGUMENT, l -> l.setNoiseMechanismValue(77)),
        signed(".aggregator", INVALID_ARGUMENT, LiquidLegionsV2.Builder::clearAggregator),
        signed(".aggregator", INVALID_ARGUMENT, l -> l.setAggregator("dataProviders/edp1")),
        signed(
            ".aggregator",
            FAILED_PRECONDITION,
            l -> l.setAggregator("duchies/worker1").setWorkers(0, "duchies/aggregator")),
        signed(".workers[0]", INVALID_ARGUMENT, l -> l.setWorkers(0, "duchies/aggregator")),
        signed(".workers[1]", INVALID_ARGUMENT, l -> l.setWorkers(1, "duchies/worker1")),
        signed(".workers[1]", INVALID_ARGUMENT, l -> l.setWorkers(1, "worker2")),
        signed(".workers[1]", FAILED_PRECONDITION, l -> l.setWorkers(1, "duchies/nobody")),
        signed(".workers[2]", FAILED_PRECONDITION, l -> l.addWorkers("duchies/worker3")),
        signed(
            ".workers",
            INVALID_ARGUMENT,
            l -> l.clearWorkers().addWorkers("duchies/worker1").setToleratedColluders(1)),
        signed(".workers", INVALID_ARGUMENT, l -> l.clearWorkers().setToleratedColluders(0)),
        signed(".toleratedColluders", INVALID_ARGUMENT, l -> l.setToleratedColluders(1)),
        signed(".toleratedColluders", INVALID_ARGUMENT, l -> l.setToleratedColluders(3)),
        signed(".sketch", INVALID_ARGUMENT, LiquidLegionsV2.Builder::clearSketch),
        signed(".sketch", INVALID_ARGUMENT, l -> l.getSketchBuilder().setDecayRate(11)),
        signed(".sketch", INVALID_ARGUMENT, l -> l.getSketchBuilder().setRegisters(99_999)),
        signed(".sketch", INVALID_ARGUMENT, l -> l.getSketchBuilder().setKeys(1_000_000)),
        signed(
            ".blindHistogramPrivacyParams",
            INVALID_ARGUMENT,
            l -> l.getBlindHistogramPrivacyParamsBuilder().setEpsilon(0.5)),
        signed(
            ".blindHistogramPrivacyParams",
            INVALID_ARGUMENT,
            LiquidLegionsV2.Builder::clearBlindHistogramPrivacyParams),
        signed(
            ".publisherPrivacyParams",
            INVALID_ARGUMENT,
            l -> l.getPublisherPrivacyParamsBuilder().setDelta(1e-10)),
        signed(
            ".publisherPrivacyParams",
            INVALID_ARGUMENT,
            l -> l.getPublisherPrivacyParamsBuilder().setEpsilon(9)),
        signed("", SPEC_INVALID, l -> l.setUnknownFields(unknown())),
        signed(".sketch", SPEC_INVALID, l -> l.getSketchBuilder().setUnknownFields(unknown())),
        spec(
            LEGIONS,
            INVALID_ARGUMENT,
            s ->
                s.getReachAndFrequencyBuilder()
                    .setReachPrivacyParams(Order.PRIVACY)
                    .setFrequencyPrivacyParams(Order.PRIVACY)
                    .setMaximumFrequency(98)));
  }

  private static UnknownFieldSet unknown() {
    return UnknownFieldSet.newBuilder()
        .addField(4711, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
        .build();
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("differences")
  void whatIsSignedDifferentlyIsRefusedAtItsField(
      String field, ErrorCode code, Consumer<MeasurementSpec.Builder> change) {
    Order order =
        new Order(market, "different", market.edp1, market.edp2)
            .reach()
            .collusionResistant()
            .explained();
    assertThat(order.spec().getProtocol().getLiquidLegionsV2()).isEqualTo(PROPOSED);
    change.accept(order.spec());
    DomainException error =
        refusedAt(
            field,
            code,
            () ->
                order.create(
                    CreateMeasurementRequest.newBuilder().setMeasurement(order.signed()).build()));

    assertThat(error.field()).as(error.getMessage()).contains(field);
    refused(
        ErrorCode.NOT_FOUND,
        () ->
            market.consumer.client().get("/v1/" + order.name(), Measurement.getDefaultInstance()));
  }

  @Test
  void forASingleProviderTheRingIsNotAccepted() {
    Order order =
        new Order(market, "single", market.edp1)
            .reach()
            .with(spec -> spec.getProtocolBuilder().setLiquidLegionsV2(PROPOSED));
    assertThat(refusedAt("measurement.measurementSpec.protocol", INVALID_ARGUMENT, order::create))
        .hasMessageContaining("must be direct");
  }

  /** The Kingdom cannot see whether a share holds; how long it is, it can. */
  @Test
  void aDuchyPublishesAShareOfTheKeyAndNoCommitment() {
    RunningMeasurement running = running("params");
    for (MarketParty duchy : market.duchies()) {
      for (int wrong : new int[] {0, 32, 33, PublicKeyShare.BYTES - 1, PublicKeyShare.BYTES + 1}) {
        refusedAt(
            "requisitionParams.publicKey",
            INVALID_ARGUMENT,
            () -> set(running, duchy, p -> p.setPublicKey(zeros(wrong))));
      }
      refusedAt(
          "requisitionParams.seedCommitment",
          INVALID_ARGUMENT,
          () -> set(running, duchy, p -> p.setSeedCommitment(zeros(32))));
      refusedAt(
          "requisitionParams.apiUrl",
          INVALID_ARGUMENT,
          () -> set(running, duchy, RequisitionParams.Builder::clearApiUrl));
    }
    assertThat(running.get().getInternalState()).isEqualTo("PENDING_REQUISITION_PARAMS");

    market.duchies().forEach(running::setParams);
    assertThat(running.get().getInternalState()).isEqualTo("PENDING_REQUISITION_FULFILLMENT");
  }

  @Test
  void aShareOfTheKeyIsNoKeyOfAShuffle() {
    RunningMeasurement shuffled =
        RunningMeasurement.create(
            market, new Order(market, "shuffle-params", market.edp1, market.edp2).reach());
    refusedAt(
        "requisitionParams.publicKey",
        INVALID_ARGUMENT,
        () -> set(shuffled, market.worker1, p -> p.setPublicKey(zeros(PublicKeyShare.BYTES))));
    shuffled.cancel();
  }

  private static void set(
      RunningMeasurement running, MarketParty duchy, Consumer<RequisitionParams.Builder> change) {
    RequisitionParams.Builder params = running.params(duchy);
    change.accept(params);
    running.setParams(duchy, running.signedParams(duchy, params.build()));
  }

  private static ByteString zeros(int length) {
    return ByteString.copyFrom(new byte[length]);
  }

  @Test
  void aMeasurementGoesThroughEveryStateToTheAggregatorsResult() {
    RunningMeasurement running = running("ring");
    market.duchies().forEach(running::setParams);
    running.fulfill(market.edp1);
    running.fulfill(market.edp2);
    assertThat(running.get().getInternalState()).isEqualTo("PENDING_PARTICIPANT_CONFIRMATION");
    market.duchies().forEach(running::confirm);
    assertThat(running.get().getInternalState()).isEqualTo("PENDING_COMPUTATION");

    refused(PERMISSION_DENIED, () -> running.setResult(market.worker1, "a worker's"));
    running.setResult(market.aggregator, "the result");
    Measurement ended = running.get();
    assertThat(ended.getState()).isEqualTo(Measurement.State.SUCCEEDED);
    assertThat(ended.getResultsList())
        .singleElement()
        .satisfies(result -> assertThat(result.getParty()).isEqualTo("duchies/aggregator"));
  }

  /** Registers are dealt over all Duchies, where shares go to workers alone. */
  @Test
  void anyDuchyOfTheRingMayBeTheOneThatReceives() {
    Set<String> receivers = new HashSet<>();
    // That one of three is never drawn in 60 draws happens once in ten billion runs.
    for (int i = 0; i < 30; i++) {
      RunningMeasurement running = running("dealt-" + i);
      Computation computation = running.computationSeenBy(market.worker1);
      assertThat(computation.getParticipantsList())
          .extracting(participant -> participant.getDuchy())
          .containsExactlyInAnyOrder("duchies/aggregator", "duchies/worker1", "duchies/worker2");
      computation.getRequisitionsList().forEach(r -> receivers.add(r.getReceivingDuchy()));
      running.cancel();
    }
    assertThat(receivers)
        .containsExactlyInAnyOrder("duchies/aggregator", "duchies/worker1", "duchies/worker2");
  }

  private RunningMeasurement running(String id) {
    return RunningMeasurement.create(
        market,
        new Order(market, "legions-" + id, market.edp1, market.edp2).reach().collusionResistant());
  }

  private Order order(MarketParty... providers) {
    return new Order(market, "explained", providers);
  }

  private static LegionsPolicy policy(boolean demanded, int duchies) {
    return new LegionsPolicy(
        demanded,
        duchies,
        LegionsPolicy.USUAL.sketch(),
        LegionsPolicy.USUAL.blindHistogram(),
        LegionsPolicy.USUAL.publisher());
  }

  private static ProtocolConfig shuffle() {
    return ProtocolConfig.newBuilder()
        .setHonestMajorityShareShuffle(
            ProtocolConfig.HonestMajorityShareShuffle.newBuilder()
                .setNoiseMechanism(NoiseMechanism.DISCRETE_GAUSSIAN)
                .setAggregator("duchies/aggregator")
                .setFirstWorker("duchies/worker1")
                .setSecondWorker("duchies/worker2")
                .setModulus(127))
        .build();
  }

  /** A new data provider of these protocols. */
  private MarketParty provider(String id, boolean shareShuffle, boolean liquidLegions) {
    MarketParty party = market.onboard(market.party(PartyName.dataProvider(id)));
    DataProviderCapabilities capabilities =
        TestMarket.dataProvider(party.name()).toBuilder()
            .setHonestMajorityShareShuffle(shareShuffle)
            .setLiquidLegionsV2(liquidLegions)
            .build();
    replace(party, ReplaceCapabilitiesRequest.newBuilder().setDataProvider(capabilities));
    return party;
  }

  private static void duchy(MarketParty party, DuchyCapabilities.Builder capabilities) {
    replace(party, ReplaceCapabilitiesRequest.newBuilder().setDuchy(capabilities));
  }

  private static void replace(MarketParty party, ReplaceCapabilitiesRequest.Builder request) {
    party
        .client()
        .call(
            HttpMethod.POST,
            "/v1/" + party.name() + ":replaceCapabilities",
            request.build(),
            Party.getDefaultInstance());
  }
}
