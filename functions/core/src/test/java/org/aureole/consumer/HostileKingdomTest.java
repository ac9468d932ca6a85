package org.aureole.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.crypto.consent.Purpose;
import org.aureole.crypto.consent.SignedMessages;
import org.aureole.crypto.consent.SigningContext;
import org.aureole.crypto.consent.TrustStore;
import org.aureole.edp.TestParty;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.name.MeasurementName;
import org.aureole.model.name.PartyName;
import org.aureole.platform.http.ApiClient;
import org.aureole.platform.trust.PeerTrust;
import org.aureole.v1.DifferentialPrivacyParams;
import org.aureole.v1.EncryptionPublicKey;
import org.aureole.v1.Explanation;
import org.aureole.v1.Measurement;
import org.aureole.v1.MeasurementResult;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.Party;
import org.aureole.v1.Population;
import org.aureole.v1.ProtocolConfig;
import org.aureole.v1.ProtocolConfig.LiquidLegionsV2;
import org.aureole.v1.SealedMessage;
import org.aureole.v1.VidSamplingInterval;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A consumer whose Kingdom lies about keys, Duchies and results seals nothing and believes nothing.
 */
class HostileKingdomTest {
  private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
  private static final String MC = "measurementConsumers/mc1";
  private static final MeasurementName NAME = new MeasurementName("mc1", "m1");

  private final Map<String, TestParty> parties = new HashMap<>();
  private final Map<String, Message> answers = new HashMap<>();
  private HttpServer kingdom;
  private MeasurementConsumer consumer;

  @BeforeEach
  void start() throws IOException {
    for (String name :
        List.of(
            MC,
            "dataProviders/edp1",
            "dataProviders/edp2",
            "duchies/aggregator",
            "duchies/worker1",
            "duchies/worker2")) {
      parties.put(name, new TestParty(name));
      answers.put("/v1/" + name, published(parties.get(name), name));
    }
    answers.put("/v1/" + MC + "/measurements:explain", explanation("duchies/worker2"));
    kingdom = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    kingdom.createContext(
        "/",
        exchange -> {
          byte[] body = answers.get(exchange.getRequestURI().getPath()).toByteArray();
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    kingdom.start();
    TestParty self = parties.get(MC);
    consumer =
        new MeasurementConsumer(
            new ConsumerIdentity(
                PartyName.parse(MC),
                self.signing(),
                MC + "/certificates/c",
                self.encryptionKey(),
                self),
            api(),
            new PeerTrust(this::trust, () -> NOW),
            new SecureRandom());
  }

  private KingdomApi api() {
    URI url = URI.create("http://127.0.0.1:" + kingdom.getAddress().getPort());
    return new KingdomApi(new ApiClient(url, audience -> "token", ApiClient.newHttpClient()));
  }

  @AfterEach
  void stop() {
    kingdom.stop(0);
  }

  @Test
  void whatHonestPartiesPublishedIsSignedAndSealed() {
    Measurement measurement = consumer.sign(order());
    assertThat(measurement.getDataProvidersList()).hasSize(2);
    assertThat(measurement.getMeasurementSpec().getSignature().isEmpty()).isFalse();
  }

  @Test
  void aSwappedDataProviderKeyIsRefused() {
    answers.put(
        "/v1/dataProviders/edp2", published(new TestParty("impostor"), "dataProviders/edp2"));
    assertRefused(ErrorCode.CERTIFICATE_INVALID);
  }

  @Test
  void theKeyOfAnotherDataProviderIsRefused() {
    answers.put("/v1/dataProviders/edp2", answers.get("/v1/dataProviders/edp1"));
    assertRefused(ErrorCode.CERTIFICATE_INVALID);
  }

  @Test
  void aDuchyThatTheConsumerDidNotApproveIsRefused() {
    TestParty invented = new TestParty("duchies/invented");
    answers.put("/v1/duchies/invented", published(invented, "duchies/invented"));
    answers.put("/v1/" + MC + "/measurements:explain", explanation("duchies/invented"));
    assertRefused(ErrorCode.CERTIFICATE_INVALID);
  }

  @Test
  void noiseThatWasNotOrderedIsNotSigned() {
    propose(protocol ->
        protocol.getHonestMajorityShareShuffleBuilder().setNoiseMechanism(NoiseMechanism.NONE));
    assertRefused(ErrorCode.PROTOCOL_VIOLATION);
  }

  @Test
  void toleratedColludersThatWereNotOrderedAreNotSigned() {
    propose(protocol -> protocol.getHonestMajorityShareShuffleBuilder().setToleratedColluders(1));
    assertRefused(ErrorCode.PROTOCOL_VIOLATION);
    MeasurementOrder order = order();
    MeasurementOrder tolerant =
        new MeasurementOrder(
            order.name(), "", order.question(), order.noise(), order.parts(), 1, false);
    assertThat(consumer.sign(tolerant).getDataProvidersList()).hasSize(2);
    propose(protocol -> protocol.getHonestMajorityShareShuffleBuilder().setToleratedColluders(0));
    assertThatThrownBy(() -> consumer.sign(tolerant))
        .hasMessageContaining("0 tolerated colluders where 1 was ordered");
  }

  @Test
  void directForTheReachOfSeveralIsNotSigned() {
    propose(protocol ->
        protocol.getDirectBuilder().setNoiseMechanism(NoiseMechanism.DISCRETE_GAUSSIAN));
    assertRefused(ErrorCode.PROTOCOL_VIOLATION);
  }

  @Test
  void noProtocolAtAllIsNotSigned() {
    propose(ProtocolConfig.Builder::clear);
    assertRefused(ErrorCode.PROTOCOL_VIOLATION);
  }

  @Test
  void shuffleForASingleProviderIsNotSigned() {
    MeasurementOrder order = order();
    MeasurementOrder single =
        new MeasurementOrder(
            order.name(), "", order.question(), order.noise(), order.parts().subList(0, 1));
    assertThatThrownBy(() -> consumer.sign(single))
        .isInstanceOfSatisfying(
            DomainException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.PROTOCOL_VIOLATION));
  }

  @Test
  void whereCollusionMustBeResistedShareShuffleIsNotSigned() {
    assertThatThrownBy(() -> consumer.sign(resistant(order())))
        .isInstanceOfSatisfying(
            DomainException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.PROTOCOL_VIOLATION))
        .hasMessageContaining("Honest Majority Share Shuffle")
        .hasMessageContaining("nothing was signed");

    proposeRing(legions -> {});
    assertThat(consumer.sign(resistant(order())).getDataProvidersList()).hasSize(2);
  }

  /** What resists more than was ordered weakens nothing. */
  @Test
  void aRingIsSignedAlsoWhereItWasNotOrdered() {
    proposeRing(legions -> {});
    assertThat(consumer.sign(order()).getMeasurementSpec().getSignature().isEmpty()).isFalse();
  }

  @Test
  void whereCollusionMustBeResistedDirectIsNotSignedEither() {
    propose(protocol ->
        protocol.getDirectBuilder().setNoiseMechanism(NoiseMechanism.DISCRETE_GAUSSIAN));
    assertRefused(resistant(order()), ErrorCode.PROTOCOL_VIOLATION);
  }

  @Test
  void noiseOfARingThatWasNotOrderedIsNotSigned() {
    proposeRing(legions -> legions.setNoiseMechanism(NoiseMechanism.NONE));
    assertRefused(order(), ErrorCode.PROTOCOL_VIOLATION);
    assertRefused(resistant(order()), ErrorCode.PROTOCOL_VIOLATION);
    proposeRing(legions -> {});
    MeasurementOrder order = order();
    assertRefused(
        new MeasurementOrder(
            order.name(), "", order.question(), NoiseMechanism.NONE, order.parts()),
        ErrorCode.PROTOCOL_VIOLATION);
  }

  @Test
  void aRingForASingleProviderIsNotSigned() {
    proposeRing(legions -> {});
    MeasurementOrder order = order();
    assertRefused(
        new MeasurementOrder(
            order.name(), "", order.question(), order.noise(), order.parts().subList(0, 1)),
        ErrorCode.PROTOCOL_VIOLATION);
  }

  /** Neither is what is no protocol at all, whatever the Kingdom says of it. */
  @Test
  void aRingThatHidesProvidersTooLittleIsNotSigned() {
    for (Consumer<LiquidLegionsV2.Builder> lie :
        List.<Consumer<LiquidLegionsV2.Builder>>of(
            legions -> legions.getBlindHistogramPrivacyParamsBuilder().setEpsilon(1.01),
            legions -> legions.getPublisherPrivacyParamsBuilder().setEpsilon(40),
            legions -> legions.getPublisherPrivacyParamsBuilder().setDelta(1e-3),
            LiquidLegionsV2.Builder::clearBlindHistogramPrivacyParams,
            legions -> legions.setToleratedColluders(1),
            legions -> legions.setToleratedColluders(0),
            legions -> legions.setWorkers(1, "duchies/worker1"),
            legions -> legions.clearWorkers().setToleratedColluders(0),
            legions -> legions.getSketchBuilder().setRegisters(1))) {
      proposeRing(lie);
      assertRefused(resistant(order()), ErrorCode.INVALID_ARGUMENT);
    }
  }

  @Test
  void aRingWithADuchyThatTheConsumerDidNotApproveIsNotSigned() {
    answers.put(
        "/v1/duchies/invented", published(new TestParty("duchies/invented"), "duchies/invented"));
    proposeRing(legions -> legions.setWorkers(1, "duchies/invented"));
    assertRefused(resistant(order()), ErrorCode.CERTIFICATE_INVALID);
    proposeRing(legions -> legions.addWorkers("duchies/invented").setToleratedColluders(3));
    assertRefused(resistant(order()), ErrorCode.CERTIFICATE_INVALID);
    proposeRing(legions -> legions.setAggregator("duchies/invented"));
    assertRefused(resistant(order()), ErrorCode.CERTIFICATE_INVALID);
  }

  @Test
  void theResultOfARingIsTheAggregatorsAlone() {
    proposeRing(legions -> {});
    Measurement signed = consumer.sign(resistant(order()));
    assertThatThrownBy(() -> consumer.results(answered(signed, parties.get("duchies/worker2"))))
        .isInstanceOfSatisfying(
            DomainException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.CERTIFICATE_INVALID));
    assertThat(consumer.results(answered(signed, parties.get("duchies/aggregator")))).hasSize(1);
  }

  @Test
  void anotherMeasurementIsNotTakenForTheOneAskedFor() {
    Measurement old = answered(consumer.sign(order()), parties.get("duchies/aggregator"));
    MeasurementName asked = new MeasurementName("mc1", "m2");
    answers.put("/v1/" + asked, old);
    answers.put("/v1/" + asked + ":wait", old);
    answers.put("/v1/" + asked + ":cancel", old);
    answers.put("/v1/populations/other", Population.newBuilder().setName("populations/p").build());
    KingdomApi api = api();
    for (ThrowingCallable call :
        List.<ThrowingCallable>of(
            () -> api.get(asked),
            () -> api.await(asked, Duration.ofSeconds(1)),
            () -> api.cancel(asked),
            () -> api.population("populations/other"),
            () -> consumer.results(asked, old))) {
      assertThatThrownBy(call)
          .isInstanceOfSatisfying(
              DomainException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.PROTOCOL_VIOLATION));
    }
    answers.put("/v1/" + NAME, old);
    assertThat(consumer.results(NAME, api.get(NAME))).hasSize(1);
  }

  private void propose(Consumer<ProtocolConfig.Builder> change) {
    Explanation.Builder lie = explanation("duchies/worker2").toBuilder();
    change.accept(lie.getProtocolBuilder());
    answers.put("/v1/" + MC + "/measurements:explain", lie.build());
  }

  /** Proposes three Duchies in a ring, not quite as it should. */
  private void proposeRing(Consumer<LiquidLegionsV2.Builder> change) {
    DifferentialPrivacyParams inner =
        DifferentialPrivacyParams.newBuilder().setEpsilon(1).setDelta(1e-9).build();
    LiquidLegionsV2.Builder legions =
        LiquidLegionsV2.newBuilder()
            .setNoiseMechanism(NoiseMechanism.DISCRETE_GAUSSIAN)
            .setAggregator("duchies/aggregator")
            .addWorkers("duchies/worker1")
            .addWorkers("duchies/worker2")
            .setToleratedColluders(2)
            .setSketch(
                ProtocolConfig.LiquidLegionsSketch.newBuilder()
                    .setDecayRate(12)
                    .setRegisters(100_000)
                    .setKeys(10_000_000))
            .setBlindHistogramPrivacyParams(inner)
            .setPublisherPrivacyParams(inner);
    change.accept(legions);
    propose(protocol -> protocol.setLiquidLegionsV2(legions));
  }

  private static MeasurementOrder resistant(MeasurementOrder order) {
    return new MeasurementOrder(
        order.name(), "", order.question(), order.noise(), order.parts(), 0, true);
  }

  @Test
  void aResultThatAnotherPartySignedIsRefused() {
    Measurement signed = consumer.sign(order());
    Measurement forged = answered(signed, parties.get("duchies/worker1"));
    assertThatThrownBy(() -> consumer.results(forged))
        .isInstanceOfSatisfying(
            DomainException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.CERTIFICATE_INVALID));
    Measurement honest = answered(signed, parties.get("duchies/aggregator"));
    assertThat(consumer.results(honest)).hasSize(1);
  }

  @Test
  void aSpecThatTheConsumerDidNotSignMakesNoResult() {
    Measurement honest = answered(consumer.sign(order()), parties.get("duchies/aggregator"));
    Measurement swapped =
        honest.toBuilder()
            .setMeasurementSpec(
                honest.getMeasurementSpec().toBuilder()
                    .setPayload(
                        honest
                            .getMeasurementSpec()
                            .getPayload()
                            .concat(ByteString.copyFromUtf8("x"))))
            .build();
    assertThatThrownBy(() -> consumer.results(swapped))
        .isInstanceOfSatisfying(
            DomainException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.CONSENT_SIGNAL_INVALID));
  }

  @Test
  void theResultOfAnEarlierMeasurementIsNoneOfThisOne() {
    Measurement earlier = answered(consumer.sign(order()), parties.get("duchies/aggregator"));
    // The same question under the same name: only the nonces differ, and so the fingerprint.
    Measurement replayed =
        consumer.sign(order()).toBuilder()
            .setState(Measurement.State.SUCCEEDED)
            .addAllResults(earlier.getResultsList())
            .build();
    assertThat(consumer.results(earlier)).hasSize(1);
    assertThatThrownBy(() -> consumer.results(replayed))
        .isInstanceOfSatisfying(
            DomainException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.CONSENT_SIGNAL_INVALID));
  }

  private void assertRefused(ErrorCode code) {
    assertRefused(order(), code);
  }

  private void assertRefused(MeasurementOrder order, ErrorCode code) {
    assertThatThrownBy(() -> consumer.sign(order))
        .isInstanceOfSatisfying(DomainException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  /** The Measurement as it succeeded, its result signed by {@code author} as the aggregator's. */
  private Measurement answered(Measurement signed, TestParty author) {
    SigningContext context =
        SigningContext.addressed(
            Purpose.RESULT,
            "duchies/aggregator",
            MC,
            NAME.toString(),
            Fingerprint.of(signed.getMeasurementSpec().getPayload().toByteArray()));
    SealedMessage sealed =
        SignedMessages.signAndSeal(
            author.signing(),
            "",
            parties.get(MC).encryptionKey(),
            context,
            MeasurementResult.newBuilder().setMeasurement(NAME.toString()).build().toByteArray());
    return signed.toBuilder()
        .setState(Measurement.State.SUCCEEDED)
        .addResults(
            Measurement.Result.newBuilder().setParty("duchies/aggregator").setSealedResult(sealed))
        .build();
  }

  private TrustStore trust() {
    Map<String, List<byte[]>> roots = new HashMap<>();
    parties.forEach((name, party) ->
        roots.put(name, List.of(party.trustedRoot().getRootCertificate().toByteArray())));
    return TrustStore.of(roots, Set.of());
  }

  private static Party published(TestParty keys, String name) {
    byte[] payload =
        EncryptionPublicKey.newBuilder()
            .setOwner(name)
            .setX25519(ByteString.copyFrom(keys.encryptionKey().bytes()))
            .build()
            .toByteArray();
    SigningContext context = SigningContext.published(Purpose.ENCRYPTION_KEY, name, name);
    return Party.newBuilder()
        .setName(name)
        .setEncryptionPublicKey(SignedMessages.sign(keys.signing(), name, context, payload))
        .build();
  }

  private static Explanation explanation(String secondWorker) {
    return Explanation.newBuilder()
        .setProtocol(
            ProtocolConfig.newBuilder()
                .setHonestMajorityShareShuffle(
                    ProtocolConfig.HonestMajorityShareShuffle.newBuilder()
                        .setNoiseMechanism(NoiseMechanism.DISCRETE_GAUSSIAN)
                        .setAggregator("duchies/aggregator")
                        .setFirstWorker("duchies/worker1")
                        .setSecondWorker(secondWorker)
                        .setModulus(127)))
        .build();
  }

  private static MeasurementOrder order() {
    MeasurementSpec.Builder question =
        MeasurementSpec.newBuilder()
            .setVidSamplingInterval(VidSamplingInterval.newBuilder().setWidth(1L << 32))
            .setPopulation("populations/market")
            .setPopulationSize(1000)
            .setPopulationSpecDigest(ByteString.copyFrom(new byte[Fingerprint.LENGTH]))
            .setExpireTime(
                Timestamp.newBuilder().setSeconds(NOW.plusSeconds(3600).getEpochSecond()));
    question.getReachBuilder().getPrivacyParamsBuilder().setEpsilon(1).setDelta(1e-9);
    return new MeasurementOrder(
        NAME,
        "",
        question.build(),
        NoiseMechanism.DISCRETE_GAUSSIAN,
        List.of(
            new MeasurementOrder.Part("dataProviders/edp1", List.of(), ""),
            new MeasurementOrder.Part("dataProviders/edp2", List.of(), "")));
  }
}
