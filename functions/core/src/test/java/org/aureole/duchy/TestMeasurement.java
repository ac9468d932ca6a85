package org.aureole.duchy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.aureole.crypto.consent.EncryptionPrivateKey;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.crypto.consent.Nonce;
import org.aureole.crypto.consent.Purpose;
import org.aureole.crypto.consent.SignedMessages;
import org.aureole.crypto.consent.SigningContext;
import org.aureole.crypto.consent.TrustStore;
import org.aureole.crypto.hmss.HmssParameters;
import org.aureole.crypto.vid.FrequencyVector;
import org.aureole.crypto.vid.SamplingInterval;
import org.aureole.model.lifecycle.MeasurementState;
import org.aureole.model.name.ComputationName;
import org.aureole.model.name.MeasurementName;
import org.aureole.model.name.ParticipantName;
import org.aureole.model.name.PartyName;
import org.aureole.model.name.RequisitionName;
import org.aureole.platform.handover.InboxFolder;
import org.aureole.platform.spec.ComputingDuchies;
import org.aureole.v1.Computation;
import org.aureole.v1.ComputationParticipant;
import org.aureole.v1.CreateUploadRequest;
import org.aureole.v1.DifferentialPrivacyParams;
import org.aureole.v1.Manifest;
import org.aureole.v1.ManifestObject;
import org.aureole.v1.MeasurementResult;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.ProtocolConfig;
import org.aureole.v1.RequisitionParams;
import org.aureole.v1.SignedMessage;
import org.aureole.v1.VidSamplingInterval;

/** One Measurement of a {@link TestMarket}: what the consumer signs and what the providers send. */
final class TestMeasurement {
  private static final int POPULATION = 500;

  final TestMarket market;
  final MeasurementName name;
  final ComputationName computation;
  final MeasurementSpec spec;
  final SignedMessage signedSpec;
  final TestAnswers answers;
  final Map<PartyName, RequisitionName> requisitions = new LinkedHashMap<>();
  private final Map<PartyName, Nonce> nonces = new LinkedHashMap<>();
  private final Map<PartyName, FrequencyVector> vectors = new LinkedHashMap<>();
  private final EncryptionPrivateKey resultKey;

  /**
   * What is asked.
   *
   * @param ring how many Duchies compute by Liquid Legions V2; 0 for Share Shuffle's three
   */
  record Question(
      int dataProviders,
      int maximumFrequency,
      NoiseMechanism noise,
      long width,
      int population,
      int ring) {
    Question(
        int dataProviders, int maximumFrequency, NoiseMechanism noise, long width, int population) {
      this(dataProviders, maximumFrequency, noise, width, population, 0);
    }

    Question(int dataProviders, int maximumFrequency, NoiseMechanism noise, long width) {
      this(dataProviders, maximumFrequency, noise, width, POPULATION);
    }

    static Question exact(int dataProviders, int maximumFrequency) {
      return new Question(
          dataProviders, maximumFrequency, NoiseMechanism.NONE, SamplingInterval.CIRCLE);
    }

    /** The same, of that many Duchies in a ring. */
    Question inRingOf(int duchies) {
      return new Question(dataProviders, maximumFrequency, noise, width, population, duchies);
    }

    /** The same with noise. */
    Question noisy() {
      return new Question(
          dataProviders,
          maximumFrequency,
          NoiseMechanism.DISCRETE_GAUSSIAN,
          width,
          population,
          ring);
    }

    private ProtocolConfig protocol() {
      return ring == 0 ? shuffle() : legions();
    }

    private ProtocolConfig shuffle() {
      HmssParameters parameters =
          maximumFrequency == 1
              ? HmssParameters.reach(dataProviders)
              : HmssParameters.reachAndFrequency(dataProviders, maximumFrequency);
      return ProtocolConfig.newBuilder()
          .setHonestMajorityShareShuffle(
              ProtocolConfig.HonestMajorityShareShuffle.newBuilder()
                  .setNoiseMechanism(noise)
                  .setAggregator(TestMarket.AGGREGATOR.toString())
                  .setFirstWorker(TestMarket.WORKER1.toString())
                  .setSecondWorker(TestMarket.WORKER2.toString())
                  .setModulus(parameters.modulus()))
          .build();
    }

    private ProtocolConfig legions() {
      List<String> workers =
          TestMarket.duchies(ring).stream().skip(1).map(PartyName::toString).toList();
      DifferentialPrivacyParams inner =
          DifferentialPrivacyParams.newBuilder().setEpsilon(1).setDelta(1e-9).build();
      return ProtocolConfig.newBuilder()
          .setLiquidLegionsV2(
              ProtocolConfig.LiquidLegionsV2.newBuilder()
                  .setNoiseMechanism(noise)
                  .setAggregator(TestMarket.AGGREGATOR.toString())
                  .addAllWorkers(workers)
                  .setToleratedColluders(workers.size())
                  .setSketch(
                      ProtocolConfig.LiquidLegionsSketch.newBuilder()
                          .setDecayRate(12)
                          .setRegisters(200)
                          .setKeys(10_000_000))
                  .setBlindHistogramPrivacyParams(inner)
                  .setPublisherPrivacyParams(inner))
          .build();
    }
  }

  TestMeasurement(TestMarket market, Question question) {
    this(market, question, spec -> spec);
  }

  /**
   * @param change alters what the consumer signs
   */
  TestMeasurement(
      TestMarket market, Question question, UnaryOperator<MeasurementSpec.Builder> change) {
    int number = market.nextMeasurement();
    this.market = market;
    this.name = new MeasurementName(TestMarket.CONSUMER.id(), "m" + number);
    this.computation = new ComputationName("c" + number);
    this.resultKey = EncryptionPrivateKey.generate(market.random);
    for (int i = 1; i <= question.dataProviders(); i++) {
      PartyName provider = PartyName.dataProvider("edp" + i);
      nonces.put(provider, Nonce.random(market.random));
      requisitions.put(provider, new RequisitionName(provider.id(), "r" + number + "-" + i));
    }
    this.spec = change.apply(specification(question)).build();
    this.signedSpec = sign(spec);
    fillVectors(number);
    this.answers = question.ring() == 0 ? new TestShares(this) : new TestRegisters(this);
  }

  private MeasurementSpec.Builder specification(Question question) {
    MeasurementSpec.Builder builder =
        MeasurementSpec.newBuilder()
            .setMeasurement(name.toString())
            .setResultPublicKey(ByteString.copyFrom(resultKey.publicKey().bytes()))
            .setVidSamplingInterval(
                VidSamplingInterval.newBuilder().setStart(1L << 30).setWidth(question.width()))
            .setProtocol(question.protocol())
            .setPopulation("populations/p1")
            .setPopulationSpecDigest(ByteString.copyFrom(new byte[32]))
            .setPopulationSize(question.population())
            .setExpireTime(
                Timestamp.newBuilder()
                    .setSeconds(market.clock.instant().plusSeconds(86_400 * 7).getEpochSecond()));
    DifferentialPrivacyParams privacy =
        DifferentialPrivacyParams.newBuilder().setEpsilon(1).setDelta(1e-6).build();
    if (question.maximumFrequency() == 1) {
      builder.setReach(MeasurementSpec.Reach.newBuilder().setPrivacyParams(privacy));
    } else {
      builder.setReachAndFrequency(
          MeasurementSpec.ReachAndFrequency.newBuilder()
              .setReachPrivacyParams(privacy)
              .setFrequencyPrivacyParams(privacy)
              .setMaximumFrequency(question.maximumFrequency()));
    }
    nonces.forEach((provider, nonce) ->
        builder.addDataProviders(
            MeasurementSpec.DataProviderEntry.newBuilder()
                .setDataProvider(provider.toString())
                .setNonceHash(ByteString.copyFrom(nonce.hash(provider.toString()).bytes()))));
    return builder;
  }

  private void fillVectors(long seed) {
    Random people = new Random(seed);
    int length = sampling().indices((int) spec.getPopulationSize()).length();
    for (PartyName provider : requisitions.keySet()) {
      FrequencyVector vector = new FrequencyVector(length, 100);
      for (int i = 0; i < length; i++) {
        vector.add(i, people.nextInt(3) == 0 ? people.nextInt(4) : 0);
      }
      vectors.put(provider, vector);
    }
  }

  private SamplingInterval sampling() {
    return new SamplingInterval(
        spec.getVidSamplingInterval().getStart(), spec.getVidSamplingInterval().getWidth());
  }

  SignedMessage sign(MeasurementSpec what) {
    return SignedMessages.sign(
        market.keys.get(TestMarket.CONSUMER).signing(),
        "",
        SigningContext.published(
            Purpose.MEASUREMENT_SPEC, TestMarket.CONSUMER.toString(), name.toString()),
        what.toByteArray());
  }

  Fingerprint fingerprint() {
    return Fingerprint.of(signedSpec.getPayload().toByteArray());
  }

  /** Creates it at the Kingdom. */
  TestMeasurement create() {
    market.kingdom.create(view());
    return this;
  }

  Computation view() {
    Computation.Builder view =
        Computation.newBuilder()
            .setName(computation.toString())
            .setMeasurement(name.toString())
            .setMeasurementState(MeasurementState.PENDING_REQUISITION_PARAMS.name())
            .setMeasurementSpec(signedSpec);
    for (PartyName duchy : duchies()) {
      view.addParticipants(
          ComputationParticipant.newBuilder()
              .setName(new ParticipantName(computation.computation(), duchy.id()).toString())
              .setDuchy(duchy.toString())
              .setState(ComputationParticipant.State.CREATED)
              .setApiUrl("https://elsewhere.example"));
    }
    requisitions.forEach((provider, requisition) ->
        view.addRequisitions(
            Computation.RequisitionEntry.newBuilder()
                .setRequisition(requisition.toString())
                .setDataProvider(provider.toString())
                .setReceivingDuchy(receiver(provider).toString())));
    return view.build();
  }

  /** Those that compute, the aggregator first. */
  List<PartyName> duchies() {
    return computing().all().stream().map(PartyName::parse).toList();
  }

  private ComputingDuchies computing() {
    return ComputingDuchies.of(spec.getProtocol()).orElseThrow();
  }

  /** Providers send to the Duchies that take anything in turn: the first to the first worker. */
  PartyName receiver(PartyName provider) {
    List<String> receivers = computing().receivers();
    int number = Integer.parseInt(provider.id().substring(3));
    return PartyName.parse(receivers.get((number - 1) % receivers.size()));
  }

  InboxFolder folder(PartyName provider) {
    return InboxFolder.ofRequisition(requisitions.get(provider), computation);
  }

  /** What a provider hands over beside the manifest, in wire form. */
  ByteString answer(PartyName provider) {
    return answers.bytes(provider);
  }

  /** How often a provider reached each of the sampled people. */
  FrequencyVector vector(PartyName provider) {
    return vectors.get(provider);
  }

  ByteString nonce(PartyName provider) {
    return ByteString.copyFrom(nonces.get(provider).bytes());
  }

  static ManifestObject object(String name, ByteString bytes) {
    return ManifestObject.newBuilder()
        .setName(name)
        .setSizeBytes(bytes.size())
        .setSha256(ByteString.copyFrom(Fingerprint.of(bytes.toByteArray()).bytes()))
        .build();
  }

  /** What a Duchy published for this computation. */
  RequisitionParams params(PartyName duchy) {
    for (ComputationParticipant participant :
        market.kingdom.get(computation).getParticipantsList()) {
      if (participant.getDuchy().equals(duchy.toString())) {
        return TestMarket.parse(
            participant.getRequisitionParams().getPayload(),
            RequisitionParams.getDefaultInstance());
      }
    }
    throw new AssertionError(duchy + " takes no part");
  }

  /** What an honest provider's manifest says. */
  Manifest.Builder manifest(PartyName provider) {
    Manifest.Builder manifest =
        Manifest.newBuilder()
            .setMarket(TestMarket.MARKET)
            .setComputation(computation.toString())
            .setMeasurement(name.toString())
            .setProtocol(answers.protocol())
            .setStage(folder(provider).stage())
            .setFrom(provider.toString())
            .setTo(receiver(provider).toString())
            .setSpecFingerprint(ByteString.copyFrom(fingerprint().bytes()))
            .addObjects(object(answers.object(), answer(provider)));
    answers.describe(provider, manifest);
    return manifest;
  }

  /** Signs a manifest as {@code signer}, in the context of the provider's own hand-over. */
  ByteString signManifest(PartyName provider, PartyName signer, Manifest manifest) {
    SigningContext context =
        SigningContext.addressed(
            Purpose.MANIFEST,
            provider.toString(),
            receiver(provider).toString(),
            computation.toString(),
            fingerprint());
    return SignedMessages.sign(
            market.keys.get(signer).signing(), "", context, manifest.toByteArray())
        .toByteString();
  }

  /** Hands one object over as a provider does. */
  void deliver(PartyName provider, String object, ByteString bytes) {
    URI url = market.duchy(receiver(provider)).apiUrl();
    market.deliver(
        provider,
        url,
        CreateUploadRequest.newBuilder()
            .setComputation(computation.toString())
            .setStage(folder(provider).stage())
            .setRequisition(requisitions.get(provider).toString())
            .setObject(object(object, bytes))
            .build(),
        bytes);
  }

  /** Hands over as an honest provider does. */
  void fulfill(PartyName provider) {
    deliver(provider, answers.object(), answer(provider));
    deliver(
        provider,
        InboxFolder.MANIFEST,
        signManifest(provider, provider, manifest(provider).build()));
  }

  /** Every provider hands over. */
  void fulfillAll() {
    List<PartyName> providers = new ArrayList<>(requisitions.keySet());
    providers.forEach(this::fulfill);
  }

  /** Runs it with honest parties, from its creation to the end. */
  TestMeasurement run() {
    create();
    awaitParams();
    fulfillAll();
    market.settle(computation);
    return this;
  }

  /** Lets every Duchy publish its parameters. */
  void awaitParams() {
    market.pump();
    for (int round = 0; round < 10 && !hasParams(); round++) {
      market.clock.advance(Duration.ofMinutes(3));
      market.duchies.values().forEach(TestDuchy::sweep);
      market.pump();
    }
  }

  private boolean hasParams() {
    return market.kingdom.get(computation).getParticipantsList().stream()
        .allMatch(ComputationParticipant::hasRequisitionParams);
  }

  /** What the consumer reads. */
  MeasurementResult result() {
    SigningContext context =
        SigningContext.addressed(
            Purpose.RESULT,
            TestMarket.AGGREGATOR.toString(),
            TestMarket.CONSUMER.toString(),
            name.toString(),
            fingerprint());
    byte[] signed =
        resultKey.open(context, market.kingdom.result(computation).getCiphertext().toByteArray());
    TrustStore trust =
        TrustStore.of(
            Map.of(
                TestMarket.AGGREGATOR.toString(),
                List.of(market.keys.get(TestMarket.AGGREGATOR).root())),
            Set.of());
    SignedMessage message =
        TestMarket.parse(ByteString.copyFrom(signed), SignedMessage.getDefaultInstance());
    return TestMarket.parse(
        ByteString.copyFrom(SignedMessages.verify(trust, message, context, market.clock.instant())),
        MeasurementResult.getDefaultInstance());
  }

  /** How many sampled people were reached k times, last bucket and more; index 0 is nobody. */
  long[] truth() {
    int limit = spec.hasReach() ? 1 : spec.getReachAndFrequency().getMaximumFrequency();
    int length = vectors.values().iterator().next().length();
    FrequencyVector sum = new FrequencyVector(length, Integer.MAX_VALUE);
    for (FrequencyVector vector : vectors.values()) {
      for (int i = 0; i < length; i++) {
        sum.add(i, Math.min(vector.get(i), limit));
      }
    }
    return sum.histogram(limit);
  }

  /** How many sampled people were reached. */
  long reached() {
    long[] histogram = truth();
    long reached = 0;
    for (int k = 1; k < histogram.length; k++) {
      reached += histogram[k];
    }
    return reached;
  }
}
