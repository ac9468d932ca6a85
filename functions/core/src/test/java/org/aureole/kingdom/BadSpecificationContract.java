package org.aureole.kingdom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.aureole.model.error.ErrorCode.FAILED_PRECONDITION;
import static org.aureole.model.error.ErrorCode.INVALID_ARGUMENT;
import static org.aureole.model.error.ErrorCode.SPEC_INVALID;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UnknownFieldSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.v1.CreateMeasurementRequest;
import org.aureole.v1.DifferentialPrivacyParams;
import org.aureole.v1.Measurement;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.ProtocolConfig;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every wrong field of a Measurement is named, and nothing is created. */
public abstract class BadSpecificationContract extends KingdomContract {
  private static final String SPEC = "measurement.measurementSpec.";

  /** A change to a good specification, before it is signed by its consumer. */
  interface Change extends Consumer<MeasurementSpec.Builder> {}

  private static Arguments reach(String field, Change change) {
    return bad("reach of one", SPEC + field, INVALID_ARGUMENT, Order::reach, 1, change);
  }

  private static Arguments frequency(String field, Change change) {
    return bad(
        "frequency of two", SPEC + field, INVALID_ARGUMENT, o -> o.reachAndFrequency(5), 2, change);
  }

  private static Arguments shuffled(String field, ErrorCode code, Change change) {
    return bad("reach of two", SPEC + field, code, Order::reach, 2, change);
  }

  private static Arguments bad(
      String what,
      String field,
      ErrorCode code,
      UnaryOperator<Order> type,
      int providers,
      Change change) {
    return Arguments.of(what, field, code, type, providers, change);
  }

  static Stream<Arguments> typesAndLimits() {
    return Stream.of(
        reach("measurementType", s -> s.clearReach()),
        reach("reach.privacyParams.epsilon", s -> privacy(s).setEpsilon(0)),
        reach("reach.privacyParams.epsilon", s -> privacy(s).setEpsilon(-1)),
        reach("reach.privacyParams.epsilon", s -> privacy(s).setEpsilon(Double.NaN)),
        reach("reach.privacyParams.epsilon", s -> privacy(s).setEpsilon(Double.POSITIVE_INFINITY)),
        reach("reach.privacyParams.delta", s -> privacy(s).setDelta(0)),
        reach("reach.privacyParams.delta", s -> privacy(s).setDelta(1)),
        reach("reach.privacyParams.delta", s -> privacy(s).setDelta(1.5)),
        reach("reach.privacyParams", s -> privacy(s).setEpsilon(1e-300).setDelta(1e-300)),
        reach("reach.privacyParams.epsilon", s -> s.getReachBuilder().clearPrivacyParams()),
        frequency(
            "reachAndFrequency.maximumFrequency",
            s -> s.getReachAndFrequencyBuilder().setMaximumFrequency(1)),
        frequency(
            "reachAndFrequency.maximumFrequency",
            s -> s.getReachAndFrequencyBuilder().setMaximumFrequency(1001)),
        frequency(
            "reachAndFrequency.maximumFrequency",
            s -> s.getReachAndFrequencyBuilder().setMaximumFrequency(-1)),
        frequency(
            "reachAndFrequency.frequencyPrivacyParams.epsilon",
            s -> s.getReachAndFrequencyBuilder().clearFrequencyPrivacyParams()),
        frequency(
            "reachAndFrequency.reachPrivacyParams.delta",
            s -> s.getReachAndFrequencyBuilder().getReachPrivacyParamsBuilder().setDelta(-0.1)),
        frequency(
            "reachAndFrequency.privacyParams",
            s -> s.getReachAndFrequencyBuilder().getReachPrivacyParamsBuilder().setEpsilon(5e-8)),
        frequency(
            "reachAndFrequency.privacyParams",
            s ->
                s.getReachAndFrequencyBuilder()
                    .getFrequencyPrivacyParamsBuilder()
                    .setEpsilon(1e-9)),
        bad(
            "impressions",
            SPEC + "impressionCount.maximumFrequencyPerUser",
            INVALID_ARGUMENT,
            o -> o.impressions(5),
            1,
            s -> s.getImpressionCountBuilder().clearMaximumFrequencyPerUser()),
        bad(
            "impressions",
            SPEC + "impressionCount.maximumFrequencyPerUser",
            INVALID_ARGUMENT,
            o -> o.impressions(5),
            1,
            s -> s.getImpressionCountBuilder().setMaximumFrequencyPerUser(1_000_001)),
        bad(
            "duration",
            SPEC + "watchDuration.maximumWatchDurationPerUser",
            INVALID_ARGUMENT,
            o -> o.watchDuration(5),
            1,
            s -> s.getWatchDurationBuilder().clearMaximumWatchDurationPerUser()),
        bad(
            "duration",
            SPEC + "watchDuration.maximumWatchDurationPerUser",
            INVALID_ARGUMENT,
            o -> o.watchDuration(5),
            1,
            s ->
                s.getWatchDurationBuilder()
                    .setMaximumWatchDurationPerUser(
                        Duration.newBuilder().setSeconds(1).setNanos(5))),
        bad(
            "duration",
            SPEC + "watchDuration.maximumWatchDurationPerUser",
            INVALID_ARGUMENT,
            o -> o.watchDuration(5),
            1,
            s ->
                s.getWatchDurationBuilder()
                    .setMaximumWatchDurationPerUser(Duration.newBuilder().setSeconds(-3))));
  }

  static Stream<Arguments> names() {
    return Stream.of(
        reach("measurement", s -> s.setMeasurement("measurementConsumers/mc1/measurements/x")),
        reach("measurement", s -> s.clearMeasurement()),
        reach("resultPublicKey", s -> s.clearResultPublicKey()),
        reach("resultPublicKey", s -> s.setResultPublicKey(ByteString.copyFrom(new byte[33]))),
        reach("dataProviders", s -> s.clearDataProviders()),
        frequency(
            "dataProviders[1].dataProvider",
            s -> s.getDataProvidersBuilder(1).setDataProvider("dataProviders/edp1")),
        reach(
            "dataProviders[0].dataProvider",
            s -> s.getDataProvidersBuilder(0).setDataProvider("dataProviders/EDP 1")),
        reach(
            "dataProviders[0].dataProvider",
            s -> s.getDataProvidersBuilder(0).setDataProvider("duchies/worker1")),
        bad(
            "unknown provider",
            "measurement.dataProviders",
            INVALID_ARGUMENT,
            Order::reach,
            1,
            s -> s.getDataProvidersBuilder(0).setDataProvider("dataProviders/nobody")),
        frequency(
            "dataProviders[1].nonceHash",
            s -> s.getDataProvidersBuilder(1).setNonceHash(s.getDataProviders(0).getNonceHash())),
        reach("dataProviders[0].nonceHash", s -> s.getDataProvidersBuilder(0).clearNonceHash()),
        reach("population", s -> s.clearPopulation()),
        reach("population", s -> s.setPopulation("universe")),
        reach("population", s -> s.setPopulation("populations/nowhere")),
        reach("populationSpecDigest", s -> s.clearPopulationSpecDigest()),
        reach(
            "populationSpecDigest",
            s -> s.setPopulationSpecDigest(ByteString.copyFrom(new byte[32]))),
        reach("populationSize", s -> s.setPopulationSize(1)),
        bad(
            "population count of an event provider",
            SPEC + "dataProviders[0].dataProvider",
            INVALID_ARGUMENT,
            Order::populationCount,
            1,
            s -> s.setProtocol(direct())),
        bad(
            "population count of two",
            SPEC + "dataProviders",
            INVALID_ARGUMENT,
            Order::populationCount,
            2,
            s -> s.setProtocol(direct())));
  }

  static Stream<Arguments> samplingAndTime() {
    return Stream.of(
        reach("vidSamplingInterval", s -> s.clearVidSamplingInterval()),
        reach(
            "vidSamplingInterval.start", s -> s.getVidSamplingIntervalBuilder().setStart(1L << 32)),
        reach("vidSamplingInterval.start", s -> s.getVidSamplingIntervalBuilder().setStart(-1)),
        reach("vidSamplingInterval.width", s -> s.getVidSamplingIntervalBuilder().setWidth(0)),
        reach(
            "vidSamplingInterval.width",
            s -> s.getVidSamplingIntervalBuilder().setWidth((1L << 32) + 1)),
        reach("vidSamplingInterval.width", s -> s.getVidSamplingIntervalBuilder().setWidth(1)),
        reach("expireTime", s -> s.clearExpireTime()),
        reach("expireTime", s -> s.setExpireTime(Timestamp.newBuilder().setSeconds(1))),
        reach("expireTime", s -> s.getExpireTimeBuilder().setNanos(-1)),
        reach(
            "expireTime",
            s -> s.getExpireTimeBuilder().setSeconds(s.getExpireTime().getSeconds() + 84 * 86400)),
        bad(
            "unknown field",
            "measurement.measurementSpec",
            SPEC_INVALID,
            Order::reach,
            1,
            s -> s.setUnknownFields(unknown())),
        bad(
            "unknown field inside",
            SPEC + "reach.privacyParams",
            SPEC_INVALID,
            Order::reach,
            1,
            s -> privacy(s).setUnknownFields(unknown())));
  }

  static Stream<Arguments> protocols() {
    String hmss = "protocol.honestMajorityShareShuffle";
    return Stream.of(
        reach(
            "protocol",
            s ->
                s.setProtocol(
                    ProtocolConfig.newBuilder()
                        .setHonestMajorityShareShuffle(
                            ProtocolConfig.HonestMajorityShareShuffle.getDefaultInstance()))),
        reach(
            "protocol.direct.noiseMechanism",
            s -> s.getProtocolBuilder().getDirectBuilder().clearNoiseMechanism()),
        reach(
            "protocol.direct.noiseMechanism",
            s -> s.getProtocolBuilder().getDirectBuilder().setNoiseMechanismValue(77)),
        shuffled("protocol", INVALID_ARGUMENT, s -> s.setProtocol(direct())),
        shuffled(hmss + ".modulus", INVALID_ARGUMENT, s -> shuffle(s).setModulus(126)),
        shuffled(
            hmss + ".toleratedColluders",
            INVALID_ARGUMENT,
            s -> shuffle(s).setToleratedColluders(2)),
        shuffled(
            hmss + ".firstWorker",
            INVALID_ARGUMENT,
            s -> shuffle(s).setFirstWorker("duchies/aggregator")),
        shuffled(
            hmss + ".secondWorker",
            INVALID_ARGUMENT,
            s -> shuffle(s).setSecondWorker("duchies/worker1")),
        shuffled(
            hmss + ".aggregator",
            INVALID_ARGUMENT,
            s -> shuffle(s).setAggregator("dataProviders/edp1")),
        shuffled(
            hmss + ".aggregator",
            FAILED_PRECONDITION,
            s -> shuffle(s).setAggregator("duchies/worker1").setFirstWorker("duchies/aggregator")),
        shuffled(
            hmss + ".secondWorker",
            FAILED_PRECONDITION,
            s -> shuffle(s).setSecondWorker("duchies/nobody")),
        shuffled(hmss + ".aggregator", INVALID_ARGUMENT, s -> shuffle(s).clearAggregator()),
        shuffled(
            hmss + ".noiseMechanism", INVALID_ARGUMENT, s -> shuffle(s).clearNoiseMechanism()));
  }

  private static DifferentialPrivacyParams.Builder privacy(MeasurementSpec.Builder spec) {
    return spec.getReachBuilder().getPrivacyParamsBuilder();
  }

  private static ProtocolConfig.HonestMajorityShareShuffle.Builder shuffle(
      MeasurementSpec.Builder spec) {
    return spec.getProtocolBuilder().getHonestMajorityShareShuffleBuilder();
  }

  private static ProtocolConfig direct() {
    return ProtocolConfig.newBuilder()
        .setDirect(
            ProtocolConfig.Direct.newBuilder().setNoiseMechanism(NoiseMechanism.DISCRETE_GAUSSIAN))
        .build();
  }

  private static UnknownFieldSet unknown() {
    return UnknownFieldSet.newBuilder()
        .addField(4711, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
        .build();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource({"typesAndLimits", "names", "samplingAndTime", "protocols"})
  void aBadSpecificationIsRefusedAtItsField(
      String what,
      String field,
      ErrorCode code,
      UnaryOperator<Order> type,
      int providers,
      Change change) {
    Order order = type.apply(order("bad", providers));
    if (!order.spec().hasPopulationCount()) {
      order.explained();
    }
    change.accept(order.spec());
    DomainException error = refusedAt(field, code, () -> order.create(requestAsItIs(order)));
    assertThat(error.getMessage()).hasSizeGreaterThan(field.length() + 10);
    refused(
        ErrorCode.NOT_FOUND,
        () ->
            market.consumer.client().get("/v1/" + order.name(), Measurement.getDefaultInstance()));
  }

  private Order order(String id, int providers) {
    return providers == 1
        ? new Order(market, id, market.edp1)
        : new Order(market, id, market.edp1, market.edp2);
  }

  private static CreateMeasurementRequest requestAsItIs(Order order) {
    return CreateMeasurementRequest.newBuilder().setMeasurement(order.signed()).build();
  }

  static Stream<Arguments> envelopes() {
    return Stream.of(
        envelope("name", m -> m.clearName()),
        envelope("name", m -> m.setName("measurementConsumers/mc2/measurements/bad")),
        envelope("name", m -> m.setName("measurementConsumers/mc1/measurements/Bad!")),
        envelope("displayName", m -> m.setDisplayName("x".repeat(201))),
        envelope("displayName", m -> m.setDisplayName("bell \u0007")),
        envelope("state", m -> m.setState(Measurement.State.SUCCEEDED)),
        envelope("internalState", m -> m.setInternalState("SUCCEEDED")),
        envelope("computation", m -> m.setComputation("computations/c")),
        envelope("failure", m -> m.setFailure(Measurement.Failure.getDefaultInstance())),
        envelope("results", m -> m.addResults(Measurement.Result.getDefaultInstance())),
        envelope("createTime", m -> m.setCreateTime(Timestamp.getDefaultInstance())),
        envelope("updateTime", m -> m.setUpdateTime(Timestamp.getDefaultInstance())),
        envelope("expireTime", m -> m.setExpireTime(Timestamp.getDefaultInstance())),
        envelope("measurementSpec", m -> m.clearMeasurementSpec()),
        envelope("dataProviders", m -> m.clearDataProviders()),
        envelope("dataProviders[1].dataProvider", m -> m.addDataProviders(m.getDataProviders(0))),
        envelope(
            "dataProviders",
            m ->
                m.addDataProviders(
                    m.getDataProviders(0).toBuilder().setDataProvider("dataProviders/edp2"))),
        envelope(
            "dataProviders[0].requisitionSpec.ciphertext",
            m -> m.getDataProvidersBuilder(0).clearRequisitionSpec()),
        envelope(
            "dataProviders[0].dataProvider",
            m -> m.getDataProvidersBuilder(0).setDataProvider("")));
  }

  private static Arguments envelope(String field, Consumer<Measurement.Builder> change) {
    return Arguments.of("measurement." + field, change);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("envelopes")
  void aBadEnvelopeIsRefusedAtItsField(String field, Consumer<Measurement.Builder> change) {
    Order order = new Order(market, "bad-envelope", market.edp1).reach().explained();
    Measurement.Builder measurement = order.signed();
    change.accept(measurement);
    refusedAt(
        field,
        INVALID_ARGUMENT,
        () ->
            order.create(
                CreateMeasurementRequest.newBuilder().setMeasurement(measurement).build()));
  }

  @ParameterizedTest
  @MethodSource("badRequestIds")
  void aRequestIdIsAUuid(String requestId) {
    Order order = new Order(market, "bad-request-id", market.edp1).reach();
    refusedAt(
        "requestId",
        INVALID_ARGUMENT,
        () -> order.create(order.request().toBuilder().setRequestId(requestId).build()));
  }

  static Stream<String> badRequestIds() {
    return Stream.of("1", "not-a-uuid", "7F9C2BA4-E88F-4271-9C5E-6B2B1B1B1B1B", " ");
  }
}
