package org.aureole.kingdom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.aureole.crypto.noise.AnalyticGaussian;
import org.aureole.crypto.noise.PrivacyParameters;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.name.PartyName;
import org.aureole.platform.http.HttpMethod;
import org.aureole.v1.DataProviderCapabilities;
import org.aureole.v1.DuchyCapabilities;
import org.aureole.v1.ExplainMeasurementRequest;
import org.aureole.v1.Explanation;
import org.aureole.v1.ListMeasurementsResponse;
import org.aureole.v1.MeasurementResult.FrequencyBucket;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.Party;
import org.aureole.v1.ProtocolConfig;
import org.aureole.v1.ReplaceCapabilitiesRequest;
import org.aureole.v1.SuspendPartyRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a consumer is told before it asks. */
public abstract class ExplainContract extends KingdomContract {
  private static final long HALF = 1L << 31;
  private static final double SIGMA = AnalyticGaussian.sigma(new PrivacyParameters(1, 1e-9), 1);

  @Test
  void aSingleProviderAnswersDirectly() {
    Explanation explanation = explain(order(market.edp1).reach());
    assertThat(explanation.getProtocol().getDirect().getNoiseMechanism())
        .isEqualTo(NoiseMechanism.DISCRETE_GAUSSIAN);
    assertThat(explanation.getReasonsList())
        .isNotEmpty()
        .allSatisfy(r -> assertThat(r).endsWith("."));
    assertThat(explain(order(market.edp1).reachAndFrequency(3)).getProtocol().hasDirect()).isTrue();
  }

  @Test
  void sumsAndPopulationsAreDirectForAnyNumberOfProviders() {
    for (Order order :
        List.of(
            order(market.edp1, market.edp2).impressions(3),
            order(market.edp1, market.edp2).watchDuration(3),
            order(market.populationProvider).populationCount())) {
      assertThat(explain(order).getProtocol().hasDirect()).isTrue();
    }
    Explanation population = explain(order(market.populationProvider).populationCount());
    assertThat(population.getProtocol().getDirect().getNoiseMechanism())
        .isEqualTo(NoiseMechanism.NONE);
    assertThat(population.getStandardDeviation()).isZero();
  }

  @Test
  void peopleOfSeveralProvidersAreShuffled() {
    ProtocolConfig.HonestMajorityShareShuffle reach =
        explain(order(market.edp1, market.edp2).reach())
            .getProtocol()
            .getHonestMajorityShareShuffle();
    assertThat(reach)
        .isEqualTo(
            ProtocolConfig.HonestMajorityShareShuffle.newBuilder()
                .setNoiseMechanism(NoiseMechanism.DISCRETE_GAUSSIAN)
                .setAggregator("duchies/aggregator")
                .setFirstWorker("duchies/worker1")
                .setSecondWorker("duchies/worker2")
                .setModulus(127)
                .build());
    assertThat(
            explain(order(market.edp1, market.edp2, market.edp3).reachAndFrequency(10))
                .getProtocol()
                .getHonestMajorityShareShuffle()
                .getModulus())
        .as("the least power of two above 3·10 + 1")
        .isEqualTo(32);
  }

  @Test
  void whoLacksWhatIsSaid() {
    MarketParty plain = market.onboard(market.party(PartyName.dataProvider("plain")));
    replace(
        plain,
        ReplaceCapabilitiesRequest.newBuilder()
            .setDataProvider(
                DataProviderCapabilities.newBuilder()
                    .setKind(DataProviderCapabilities.Kind.EVENT_DATA_PROVIDER)
                    .addNoiseMechanisms(NoiseMechanism.DISCRETE_GAUSSIAN))
            .build());
    assertThat(lacks(request(order(plain, market.edp1).reach())))
        .hasMessageContaining("Honest Majority Share Shuffle")
        .hasMessageContaining("dataProviders/plain")
        .hasMessageNotContaining("edp1");
    assertThat(
            lacks(
                request(order(plain, market.edp1).impressions(2))
                    .setNoiseMechanism(NoiseMechanism.NONE)))
        .hasMessageContaining("NONE")
        .hasMessageContaining("dataProviders/plain")
        .hasMessageNotContaining("edp1");
  }

  @Test
  void aMarketWithoutEnoughDuchiesCannotShuffle() {
    Order order = order(market.edp1, market.edp2).reach();
    suspend(market.worker2);
    try {
      assertThat(lacks(request(order)))
          .hasMessageContaining("aggregators: duchies/aggregator")
          .hasMessageContaining("workers: duchies/worker1");
    } finally {
      market.approve(market.worker2);
    }
    replace(
        market.aggregator,
        ReplaceCapabilitiesRequest.newBuilder()
            .setDuchy(
                DuchyCapabilities.newBuilder()
                    .addShareShuffleRoles(DuchyCapabilities.Role.WORKER)
                    .setApiUrl("https://aggregator.example"))
            .build());
    try {
      assertThat(lacks(request(order))).hasMessageContaining("aggregators: none");
    } finally {
      replace(
          market.aggregator,
          ReplaceCapabilitiesRequest.newBuilder()
              .setDuchy(TestMarket.registration(market.aggregator).getDuchy())
              .build());
    }
    assertThat(explain(order).getProtocol().hasHonestMajorityShareShuffle()).isTrue();
  }

  @Test
  void theStandardDeviationIsThatOfNoiseAndSampling() {
    double people = TestMarket.POPULATION_SIZE;
    double reach = 20_000;
    Explanation direct =
        explain(
            request(
                    order(market.edp1)
                        .reach()
                        .with(s -> s.getVidSamplingIntervalBuilder().setWidth(HALF)))
                .setAssumedValue(reach));
    double sampling = reach * (people - reach) * 0.25 / (people - 1);
    assertThat(direct.getNoiseStandardDeviation()).isCloseTo(SIGMA, within(1e-9));
    assertThat(direct.getStandardDeviation())
        .isCloseTo(Math.sqrt((sampling + SIGMA * SIGMA) / 0.25), within(1e-6));

    Explanation impressions = explain(request(order(market.edp1).impressions(7)));
    assertThat(impressions.getAssumedValue()).isEqualTo(people / 10);
    assertThat(impressions.getStandardDeviation())
        .as("everybody is in the sample: noise alone, of sensitivity 7")
        .isCloseTo(7 * SIGMA, within(1e-6));

    Explanation exact =
        explain(
            request(order(market.edp1, market.edp2).reachAndFrequency(4))
                .setNoiseMechanism(NoiseMechanism.NONE));
    assertThat(exact.getStandardDeviation()).isZero();
    assertThat(exact.getFrequencyList())
        .allSatisfy(bucket -> assertThat(bucket.getCount().getStandardDeviation()).isZero());
  }

  @Test
  void shuffledNoiseHasTheVarianceOfBothWorkers() {
    Explanation shuffled = explain(request(order(market.edp1, market.edp2).reach()));
    double halfDelta = AnalyticGaussian.sigma(new PrivacyParameters(1, 0.5e-9), 1);
    assertThat(shuffled.getStandardDeviation()).isCloseTo(halfDelta, within(1e-9));
    assertThat(shuffled.getNoiseStandardDeviation()).isCloseTo(halfDelta, within(1e-9));
  }

  @Test
  void toleratedColludersAreProposedAsWishedAndCostNoise() {
    Explanation tolerant =
        explain(request(order(market.edp1, market.edp2).reach()).setToleratedColluders(1));
    assertThat(tolerant.getProtocol().getHonestMajorityShareShuffle().getToleratedColluders())
        .isEqualTo(1);
    Explanation usual = explain(request(order(market.edp1, market.edp2).reach()));
    assertThat(tolerant.getNoiseStandardDeviation())
        .as("each of two workers adds all of the variance")
        .isCloseTo(Math.sqrt(2) * usual.getNoiseStandardDeviation(), within(1e-9));
  }

  @Test
  void frequenciesAreExplainedBucketByBucket() {
    Explanation assumed =
        explain(
            request(order(market.edp1, market.edp2).reachAndFrequency(3))
                .setAssumedValue(1000)
                .addAllAssumedFrequencyShares(List.of(0.5, 0.3, 0.2)));
    assertThat(assumed.getFrequencyList())
        .extracting(FrequencyBucket::getFrequency)
        .containsExactly(1, 2, 3);
    assertThat(assumed.getFrequencyList())
        .extracting(bucket -> bucket.getCount().getValue())
        .containsExactly(500.0, 300.0, 200.0);
    assertThat(assumed.getFrequencyList())
        .allSatisfy(bucket -> {
          assertThat(bucket.getCount().getStandardDeviation()).isPositive();
          assertThat(bucket.getCount().getUpper() - bucket.getCount().getValue())
              .isCloseTo(1.96 * bucket.getCount().getStandardDeviation(), within(0.01));
        });
    Explanation geometric =
        explain(request(order(market.edp1).reachAndFrequency(4)).setAssumedValue(800));
    assertThat(geometric.getFrequencyList())
        .extracting(bucket -> bucket.getShare().getValue())
        .containsExactly(0.5, 0.25, 0.125, 0.125);
  }

  private static Arguments bad(String field, Consumer<ExplainMeasurementRequest.Builder> change) {
    return Arguments.of(field, change);
  }

  static Stream<Arguments> badRequests() {
    return Stream.of(
        bad("toleratedColluders", r -> r.setToleratedColluders(2)),
        bad("measurementSpec.measurementType", r -> r.clearMeasurementSpec()),
        bad(
            "measurementSpec.dataProviders[0].dataProvider",
            r ->
                r.getMeasurementSpecBuilder()
                    .getDataProvidersBuilder(0)
                    .setDataProvider("dataProviders/nobody")),
        bad(
            "measurementSpec.population",
            r -> r.getMeasurementSpecBuilder().setPopulation("populations/nowhere")),
        bad(
            "measurementSpec.vidSamplingInterval.width",
            r -> r.getMeasurementSpecBuilder().getVidSamplingIntervalBuilder().setWidth(1)),
        bad("noiseMechanism", r -> r.setNoiseMechanismValue(17)),
        bad("assumedValue", r -> r.setAssumedValue(-1)),
        bad("assumedValue", r -> r.setAssumedValue(Double.NaN)),
        bad("assumedValue", r -> r.setAssumedValue(TestMarket.POPULATION_SIZE + 1)),
        bad("assumedFrequencyShares", r -> r.addAssumedFrequencyShares(1)),
        bad(
            "assumedFrequencyShares",
            r -> r.addAssumedFrequencyShares(0.5).addAssumedFrequencyShares(0.4)),
        bad(
            "assumedFrequencyShares[1]",
            r ->
                r.addAssumedFrequencyShares(1.5)
                    .addAssumedFrequencyShares(-0.5)
                    .setAssumedFrequencyShares(0, 0.5)),
        bad(
            "assumedFrequencyShares",
            r -> {
              r.getMeasurementSpecBuilder()
                  .setReach(MeasurementSpec.Reach.newBuilder().setPrivacyParams(Order.PRIVACY));
              r.addAssumedFrequencyShares(1);
            }));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badRequests")
  void aBadRequestIsRefusedAtItsField(
      String field, Consumer<ExplainMeasurementRequest.Builder> change) {
    ExplainMeasurementRequest.Builder request = request(order(market.edp1).reachAndFrequency(2));
    change.accept(request);
    refusedAt(field, ErrorCode.INVALID_ARGUMENT, () -> explain(request));
  }

  @Test
  void explainingCreatesNothing() {
    explain(order(market.edp1, market.edp2).reach());
    assertThat(
            market
                .consumer
                .client()
                .get(
                    "/v1/measurementConsumers/mc1/measurements",
                    ListMeasurementsResponse.getDefaultInstance())
                .getMeasurementsList())
        .isEmpty();
  }

  private Order order(MarketParty... providers) {
    return new Order(market, "explained", providers);
  }

  private static ExplainMeasurementRequest.Builder request(Order order) {
    return ExplainMeasurementRequest.newBuilder().setMeasurementSpec(order.spec());
  }

  private DomainException lacks(ExplainMeasurementRequest.Builder request) {
    return refused(ErrorCode.FAILED_PRECONDITION, () -> explain(request));
  }

  private Explanation explain(Order order) {
    return explain(request(order));
  }

  private Explanation explain(ExplainMeasurementRequest.Builder request) {
    return market
        .consumer
        .client()
        .call(
            HttpMethod.POST,
            "/v1/measurementConsumers/mc1/measurements:explain",
            request.build(),
            Explanation.getDefaultInstance());
  }

  private void suspend(MarketParty party) {
    market.operator.call(
        HttpMethod.POST,
        "/v1/" + party.name() + ":suspend",
        SuspendPartyRequest.getDefaultInstance(),
        Party.getDefaultInstance());
  }

  private static void replace(MarketParty party, ReplaceCapabilitiesRequest request) {
    party
        .client()
        .call(
            HttpMethod.POST,
            "/v1/" + party.name() + ":replaceCapabilities",
            request,
            Party.getDefaultInstance());
  }
}
