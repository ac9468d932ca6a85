package org.aureole.kingdom;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.aureole.crypto.consent.EncryptionPrivateKey;
import org.aureole.crypto.consent.EncryptionPublicKey;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.crypto.consent.Nonce;
import org.aureole.crypto.consent.Purpose;
import org.aureole.crypto.consent.SignedMessages;
import org.aureole.crypto.consent.SigningContext;
import org.aureole.kingdom.validation.Times;
import org.aureole.model.name.MeasurementName;
import org.aureole.platform.http.HttpMethod;
import org.aureole.v1.CreateMeasurementRequest;
import org.aureole.v1.DifferentialPrivacyParams;
import org.aureole.v1.ExplainMeasurementRequest;
import org.aureole.v1.Explanation;
import org.aureole.v1.Measurement;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.ProtocolConfig;
import org.aureole.v1.RequisitionSpec;
import org.aureole.v1.VidSamplingInterval;

/** What a consumer wants measured: a specification in the making, then signed and sealed. */
final class Order {
  static final DifferentialPrivacyParams PRIVACY =
      DifferentialPrivacyParams.newBuilder().setEpsilon(1).setDelta(1e-9).build();

  private final MarketParty consumer;
  private final MeasurementName name;
  private final List<MarketParty> providers;
  private final Map<String, Nonce> nonces = new LinkedHashMap<>();
  private final MeasurementSpec.Builder spec;
  private boolean collusionResistant;

  /** Of the market's first consumer; the type is still to be chosen. */
  Order(TestMarket market, String id, MarketParty... providers) {
    this(market, market.consumer, id, providers);
  }

  /** Of any consumer. */
  Order(TestMarket market, MarketParty consumer, String id, MarketParty... providers) {
    this.consumer = consumer;
    this.name = new MeasurementName(consumer.name().id(), id);
    this.providers = List.of(providers);
    Instant expiry = market.clock.instant().plus(Duration.ofDays(7));
    this.spec =
        MeasurementSpec.newBuilder()
            .setMeasurement(name.toString())
            .setResultPublicKey(
                bytes(EncryptionPrivateKey.generate(MarketParty.RANDOM).publicKey().bytes()))
            .setVidSamplingInterval(VidSamplingInterval.newBuilder().setWidth(1L << 32))
            .setPopulation(market.population.getName())
            .setPopulationSpecDigest(market.population.getPopulationSpecDigest())
            .setPopulationSize(market.population.getSize())
            .setExpireTime(Times.timestamp(expiry));
    for (MarketParty provider : providers) {
      Nonce nonce = Nonce.random(MarketParty.RANDOM);
      String providerName = provider.name().toString();
      nonces.put(providerName, nonce);
      spec.addDataProviders(
          MeasurementSpec.DataProviderEntry.newBuilder()
              .setDataProvider(providerName)
              .setNonceHash(bytes(nonce.hash(providerName).bytes())));
    }
  }

  MarketParty consumer() {
    return consumer;
  }

  Order reach() {
    spec.setReach(MeasurementSpec.Reach.newBuilder().setPrivacyParams(PRIVACY));
    return this;
  }

  Order reachAndFrequency(int maximumFrequency) {
    spec.setReachAndFrequency(
        MeasurementSpec.ReachAndFrequency.newBuilder()
            .setReachPrivacyParams(PRIVACY)
            .setFrequencyPrivacyParams(PRIVACY)
            .setMaximumFrequency(maximumFrequency));
    return this;
  }

  Order impressions(int cap) {
    spec.setImpressionCount(
        MeasurementSpec.ImpressionCount.newBuilder()
            .setPrivacyParams(PRIVACY)
            .setMaximumFrequencyPerUser(cap));
    return this;
  }

  Order watchDuration(long seconds) {
    spec.setWatchDuration(
        MeasurementSpec.WatchDuration.newBuilder()
            .setPrivacyParams(PRIVACY)
            .setMaximumWatchDurationPerUser(Durations.fromSeconds(seconds)));
    return this;
  }

  Order populationCount() {
    spec.setPopulationCount(MeasurementSpec.PopulationCount.getDefaultInstance());
    return this;
  }

  /** Asks that all Duchies but one may collude. */
  Order collusionResistant() {
    collusionResistant = true;
    return this;
  }

  /** Changes the specification before it is signed. */
  Order with(Consumer<MeasurementSpec.Builder> change) {
    change.accept(spec);
    return this;
  }

  MeasurementName name() {
    return name;
  }

  MeasurementSpec.Builder spec() {
    return spec;
  }

  Nonce nonce(MarketParty provider) {
    return nonces.get(provider.name().toString());
  }

  Explanation explain() {
    return consumer
        .client()
        .call(
            HttpMethod.POST,
            "/v1/" + consumer.name() + "/measurements:explain",
            ExplainMeasurementRequest.newBuilder()
                .setMeasurementSpec(spec)
                .setCollusionResistant(collusionResistant)
                .build(),
            Explanation.getDefaultInstance());
  }

  /** Takes the protocol that the Kingdom explains, unless one is set. */
  Order explained() {
    if (spec.getProtocol().equals(ProtocolConfig.getDefaultInstance())) {
      spec.setProtocol(explain().getProtocol());
    }
    return this;
  }

  /** The Measurement, signed and sealed as it stands. */
  Measurement.Builder signed() {
    byte[] payload = spec.build().toByteArray();
    SigningContext context =
        SigningContext.published(
            Purpose.MEASUREMENT_SPEC, consumer.name().toString(), name.toString());
    Measurement.Builder measurement =
        Measurement.newBuilder()
            .setName(name.toString())
            .setDisplayName("An order")
            .setMeasurementSpec(
                SignedMessages.sign(consumer.identity(), consumer.certificate(), context, payload));
    for (MarketParty provider : providers) {
      measurement.addDataProviders(sealed(provider, Fingerprint.of(payload)));
    }
    return measurement;
  }

  CreateMeasurementRequest request() {
    return CreateMeasurementRequest.newBuilder().setMeasurement(explained().signed()).build();
  }

  Measurement create() {
    return create(request());
  }

  Measurement create(CreateMeasurementRequest request) {
    return consumer
        .client()
        .call(
            HttpMethod.POST,
            "/v1/" + consumer.name() + "/measurements",
            request,
            Measurement.getDefaultInstance());
  }

  private Measurement.DataProviderEntry sealed(MarketParty provider, Fingerprint fingerprint) {
    RequisitionSpec requisition =
        RequisitionSpec.newBuilder()
            .setMeasurement(name.toString())
            .setDataProvider(provider.name().toString())
            .setResultPublicKey(spec.getResultPublicKey())
            .setNonce(bytes(nonce(provider).bytes()))
            .build();
    SigningContext context =
        SigningContext.addressed(
            Purpose.REQUISITION_SPEC,
            consumer.name().toString(),
            provider.name().toString(),
            name.toString(),
            fingerprint);
    EncryptionPublicKey key = provider.encryptionKey().publicKey();
    return Measurement.DataProviderEntry.newBuilder()
        .setDataProvider(provider.name().toString())
        .setCertificate(provider.certificate())
        .setRequisitionSpec(
            SignedMessages.signAndSeal(
                consumer.identity(),
                consumer.certificate(),
                key,
                context,
                requisition.toByteArray()))
        .build();
  }

  static ByteString bytes(byte[] bytes) {
    return ByteString.copyFrom(bytes);
  }
}
