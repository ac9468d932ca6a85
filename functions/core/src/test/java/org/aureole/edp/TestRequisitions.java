package org.aureole.edp;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.crypto.consent.Nonce;
import org.aureole.crypto.consent.Purpose;
import org.aureole.crypto.consent.SignedMessages;
import org.aureole.crypto.consent.SigningContext;
import org.aureole.platform.spec.ShareShuffleRule;
import org.aureole.v1.DifferentialPrivacyParams;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.ProtocolConfig;
import org.aureole.v1.Requisition;
import org.aureole.v1.RequisitionParams;
import org.aureole.v1.RequisitionSpec;
import org.aureole.v1.SignedMessage;
import org.aureole.v1.VidSamplingInterval;

/** Makes requisitions as an honest consumer, honest Duchies and an honest Kingdom would. */
final class TestRequisitions {
  static final DifferentialPrivacyParams PRIVACY =
      DifferentialPrivacyParams.newBuilder().setEpsilon(0.1).setDelta(1e-12).build();
  static final Instant START = Instant.parse("2026-02-01T00:00:00Z");
  static final Instant END = Instant.parse("2026-02-03T00:00:00Z");
  static final String COMPUTATION = "computations/c1";

  private static final SecureRandom RANDOM = new SecureRandom();

  private final TestMarket market;
  private final String id;
  private NoiseMechanism noise = NoiseMechanism.NONE;
  private boolean shareShuffle;
  private boolean liquidLegions;
  private TestRing ring;
  private Consumer<MeasurementSpec.Builder> spec = s -> {};
  private Consumer<MeasurementSpec.Builder> protocol = s -> {};
  private Consumer<RequisitionSpec.Builder> own = s -> {};
  private String receiver = "duchies/worker1";

  TestRequisitions(TestMarket market, String id) {
    this.market = market;
    this.id = id;
  }

  TestRequisitions reach() {
    return spec(s -> s.getReachBuilder().setPrivacyParams(PRIVACY));
  }

  /** Up to a day later than there are events. */
  TestRequisitions outsideAvailability() {
    return own(own ->
        own.getEventGroupsBuilder(0)
            .setCollectionInterval(Timestamps.interval(START, END.plus(1, ChronoUnit.DAYS))));
  }

  TestRequisitions reachAndFrequency(int maximum) {
    return spec(s ->
        s.getReachAndFrequencyBuilder()
            .setReachPrivacyParams(PRIVACY)
            .setFrequencyPrivacyParams(PRIVACY)
            .setMaximumFrequency(maximum));
  }

  TestRequisitions impressions(int cap) {
    return spec(s ->
        s.getImpressionCountBuilder().setPrivacyParams(PRIVACY).setMaximumFrequencyPerUser(cap));
  }

  TestRequisitions watchDuration(int seconds) {
    return spec(s ->
        s.getWatchDurationBuilder()
            .setPrivacyParams(PRIVACY)
            .setMaximumWatchDurationPerUser(Duration.newBuilder().setSeconds(seconds)));
  }

  TestRequisitions populationCount(String filter) {
    own(o -> o.clearEventGroups().setPopulationFilter(filter));
    return spec(s -> s.setPopulationCount(MeasurementSpec.PopulationCount.getDefaultInstance()));
  }

  TestRequisitions noise(NoiseMechanism mechanism) {
    noise = mechanism;
    return this;
  }

  /** Of two data providers, of which this is one. */
  TestRequisitions shareShuffle() {
    shareShuffle = true;
    return this;
  }

  /** Of two data providers, of which this is one, and the three Duchies as a ring. */
  TestRequisitions liquidLegions() {
    liquidLegions = true;
    return this;
  }

  TestRequisitions receiver(String duchy) {
    receiver = duchy;
    return this;
  }

  TestRequisitions spec(Consumer<MeasurementSpec.Builder> change) {
    spec = spec.andThen(change);
    return this;
  }

  /** Changes the specification once its protocol is chosen. */
  TestRequisitions protocol(Consumer<MeasurementSpec.Builder> change) {
    protocol = protocol.andThen(change);
    return this;
  }

  TestRequisitions own(Consumer<RequisitionSpec.Builder> change) {
    own = own.andThen(change);
    return this;
  }

  String name() {
    return TestMarket.SELF + "/requisitions/r-" + id;
  }

  String measurement() {
    return TestMarket.CONSUMER + "/measurements/m-" + id;
  }

  Requisition build() {
    Nonce nonce = Nonce.random(RANDOM);
    MeasurementSpec signedSpec = measurementSpec(nonce);
    SignedMessage signed =
        SignedMessages.sign(
            market.consumer.signing(),
            TestMarket.CONSUMER + "/certificates/c",
            SigningContext.published(Purpose.MEASUREMENT_SPEC, TestMarket.CONSUMER, measurement()),
            signedSpec.toByteArray());
    Fingerprint fingerprint = Fingerprint.of(signed.getPayload().toByteArray());
    Requisition.Builder requisition =
        Requisition.newBuilder()
            .setName(name())
            .setMeasurement(measurement())
            .setState(Requisition.State.UNFULFILLED)
            .setMeasurementSpec(signed)
            .setRequisitionSpec(
                SignedMessages.signAndSeal(
                    market.consumer.signing(),
                    TestMarket.CONSUMER + "/certificates/c",
                    market.self.encryptionKey(),
                    SigningContext.addressed(
                        Purpose.REQUISITION_SPEC,
                        TestMarket.CONSUMER,
                        TestMarket.SELF,
                        measurement(),
                        fingerprint),
                    requisitionSpec(nonce).toByteArray()))
            .setExpireTime(signedSpec.getExpireTime());
    if (shareShuffle || liquidLegions) {
      requisition.setComputation(COMPUTATION).setReceivingDuchy(receiver);
    }
    if (shareShuffle) {
      market.duchies.forEach(
          duchy -> requisition.addDuchies(duchyEntry(duchy, measurement(), fingerprint)));
    }
    if (liquidLegions) {
      List<String> names = List.of("duchies/worker1", "duchies/worker2", "duchies/aggregator");
      ring = new TestRing(signedSpec, fingerprint, names);
      market.duchies.forEach(duchy ->
          requisition.addDuchies(
              ringEntry(duchy, measurement(), fingerprint, ring.share(duchy.name()))));
    }
    return requisition.build();
  }

  /** The Duchies that took part in what was last built. */
  TestRing ring() {
    return ring;
  }

  /** What a Duchy publishes for Share Shuffle. */
  static Requisition.DuchyEntry duchyEntry(
      TestParty duchy, String measurement, Fingerprint fingerprint) {
    return duchyEntry(duchy, measurement, fingerprint, url(duchy.name()));
  }

  /**
   * The same.
   *
   * @param apiUrl where it says that it is
   */
  static Requisition.DuchyEntry duchyEntry(
      TestParty duchy, String measurement, Fingerprint fingerprint, String apiUrl) {
    RequisitionParams.Builder params =
        params(duchy, measurement, fingerprint)
            .setApiUrl(apiUrl)
            .setPublicKey(ByteString.copyFrom(duchy.encryptionKey().bytes()));
    if (!duchy.name().equals("duchies/aggregator")) {
      params.setSeedCommitment(ByteString.copyFrom(new byte[32]));
    }
    return entry(duchy, fingerprint, params);
  }

  /** What a Duchy publishes for Liquid Legions V2. */
  static Requisition.DuchyEntry ringEntry(
      TestParty duchy, String measurement, Fingerprint fingerprint, ByteString share) {
    return entry(duchy, fingerprint, params(duchy, measurement, fingerprint).setPublicKey(share));
  }

  private static RequisitionParams.Builder params(
      TestParty duchy, String measurement, Fingerprint fingerprint) {
    return RequisitionParams.newBuilder()
        .setComputation(COMPUTATION)
        .setMeasurement(measurement)
        .setDuchy(duchy.name())
        .setSpecFingerprint(ByteString.copyFrom(fingerprint.bytes()))
        .setApiUrl(url(duchy.name()));
  }

  private static Requisition.DuchyEntry entry(
      TestParty duchy, Fingerprint fingerprint, RequisitionParams.Builder params) {
    return Requisition.DuchyEntry.newBuilder()
        .setDuchy(duchy.name())
        .setApiUrl(url(duchy.name()))
        .setRequisitionParams(
            SignedMessages.sign(
                duchy.signing(),
                duchy.name() + "/certificates/c",
                SigningContext.published(
                    Purpose.REQUISITION_PARAMS, duchy.name(), COMPUTATION, fingerprint),
                params.build().toByteArray()))
        .build();
  }

  static String url(String duchy) {
    return "https://" + duchy.replace('/', '.') + ".example";
  }

  private MeasurementSpec measurementSpec(Nonce nonce) {
    MeasurementSpec.Builder builder =
        MeasurementSpec.newBuilder()
            .setMeasurement(measurement())
            .setResultPublicKey(ByteString.copyFrom(market.consumer.encryptionKey().bytes()))
            .setVidSamplingInterval(VidSamplingInterval.newBuilder().setStart(0).setWidth(1L << 32))
            .setPopulation(TestMarket.POPULATION)
            .setPopulationSpecDigest(
                ByteString.copyFrom(Fingerprint.of(market.populationSpec.toByteArray()).bytes()))
            .setPopulationSize(TestMarket.POPULATION_SIZE)
            .setExpireTime(Timestamps.of(Instant.parse("2026-03-20T00:00:00Z")));
    List<String> providers = new ArrayList<>(List.of(TestMarket.SELF));
    if (shareShuffle || liquidLegions) {
      providers.add("dataProviders/other");
    }
    for (String provider : providers) {
      Nonce its = provider.equals(TestMarket.SELF) ? nonce : Nonce.random(RANDOM);
      builder.addDataProviders(
          MeasurementSpec.DataProviderEntry.newBuilder()
              .setDataProvider(provider)
              .setNonceHash(ByteString.copyFrom(its.hash(provider).bytes())));
    }
    spec.accept(builder);
    if (!builder.hasProtocol()) {
      builder.setProtocol(protocol(builder.buildPartial()));
    }
    protocol.accept(builder);
    return builder.build();
  }

  private ProtocolConfig protocol(MeasurementSpec asked) {
    if (liquidLegions) {
      return ProtocolConfig.newBuilder().setLiquidLegionsV2(legions()).build();
    }
    if (!shareShuffle) {
      return ProtocolConfig.newBuilder()
          .setDirect(ProtocolConfig.Direct.newBuilder().setNoiseMechanism(noise))
          .build();
    }
    return ProtocolConfig.newBuilder()
        .setHonestMajorityShareShuffle(
            ProtocolConfig.HonestMajorityShareShuffle.newBuilder()
                .setNoiseMechanism(noise)
                .setAggregator("duchies/aggregator")
                .setFirstWorker("duchies/worker1")
                .setSecondWorker("duchies/worker2")
                .setModulus(ShareShuffleRule.parameters(asked).modulus()))
        .build();
  }

  private ProtocolConfig.LiquidLegionsV2 legions() {
    DifferentialPrivacyParams inner =
        DifferentialPrivacyParams.newBuilder().setEpsilon(1).setDelta(1e-9).build();
    return ProtocolConfig.LiquidLegionsV2.newBuilder()
        .setNoiseMechanism(noise)
        .setAggregator("duchies/aggregator")
        .addWorkers("duchies/worker1")
        .addWorkers("duchies/worker2")
        .setToleratedColluders(2)
        .setSketch(
            ProtocolConfig.LiquidLegionsSketch.newBuilder()
                .setDecayRate(12)
                .setRegisters(200)
                .setKeys(10_000_000))
        .setBlindHistogramPrivacyParams(inner)
        .setPublisherPrivacyParams(inner)
        .build();
  }

  private RequisitionSpec requisitionSpec(Nonce nonce) {
    RequisitionSpec.Builder builder =
        RequisitionSpec.newBuilder()
            .setMeasurement(measurement())
            .setDataProvider(TestMarket.SELF)
            .setResultPublicKey(ByteString.copyFrom(market.consumer.encryptionKey().bytes()))
            .setNonce(ByteString.copyFrom(nonce.bytes()))
            .addEventGroups(
                RequisitionSpec.EventGroupEntry.newBuilder()
                    .setEventGroup(TestMarket.SELF + "/eventGroups/campaign")
                    .setCollectionInterval(Timestamps.interval(START, END)));
    own.accept(builder);
    return builder.build();
  }
}
