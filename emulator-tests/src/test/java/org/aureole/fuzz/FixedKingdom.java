package org.aureole.fuzz;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.crypto.consent.Nonce;
import org.aureole.crypto.consent.Purpose;
import org.aureole.crypto.consent.SignedMessages;
import org.aureole.crypto.consent.SigningContext;
import org.aureole.kingdom.Kingdom;
import org.aureole.kingdom.KingdomConfig;
import org.aureole.kingdom.LegionsPolicy;
import org.aureole.model.name.PartyKind;
import org.aureole.model.name.PartyName;
import org.aureole.platform.http.HttpMethod;
import org.aureole.platform.http.Router;
import org.aureole.platform.http.RouterClient;
import org.aureole.platform.identity.TestTokens;
import org.aureole.platform.sql.Database;
import org.aureole.platform.sql.PostgresTestDatabases;
import org.aureole.platform.sql.TestClock;
import org.aureole.platform.work.Outbox;
import org.aureole.platform.work.OutboxRelay;
import org.aureole.v1.ApprovePartyRequest;
import org.aureole.v1.Certificate;
import org.aureole.v1.CreateMeasurementRequest;
import org.aureole.v1.DataProviderCapabilities;
import org.aureole.v1.DifferentialPrivacyParams;
import org.aureole.v1.DuchyCapabilities;
import org.aureole.v1.EncryptionPublicKey;
import org.aureole.v1.ExplainMeasurementRequest;
import org.aureole.v1.Explanation;
import org.aureole.v1.Measurement;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.Party;
import org.aureole.v1.Population;
import org.aureole.v1.RegisterPartyRequest;
import org.aureole.v1.ReplaceKeysRequest;
import org.aureole.v1.RequisitionSpec;
import org.aureole.v1.VidSamplingInterval;

/**
 * A Kingdom whose parties, keys, ids and Measurements are the same in every run: two Direct, two
 * over three Duchies.
 */
final class FixedKingdom implements AutoCloseable {
  static final String AUDIENCE = "https://kingdom.example";
  static final String CONSUMER = "measurementConsumers/mc1";
  static final List<String> PARTIES =
      List.of(
          CONSUMER,
          "dataProviders/edp1",
          "dataProviders/edp2",
          "dataProviders/pdp1",
          "duchies/aggregator",
          "duchies/worker1",
          "duchies/worker2");

  final TestClock clock = new TestClock();
  final TestTokens tokens = new TestTokens(AUDIENCE, clock.instant());
  final Map<String, FixedParty> parties = new LinkedHashMap<>();
  final Map<String, String> certificates = new LinkedHashMap<>();
  final Router router;
  final Population population;
  private final Database database;
  private final SecureRandom random = FixedParty.random("kingdom");

  FixedKingdom() {
    database = new PostgresTestDatabases().create(clock, Kingdom.SCHEMA);
    OutboxRelay relay = new OutboxRelay(database, message -> {}, job -> {}, Runnable::run);
    Kingdom kingdom =
        new Kingdom(
            database,
            new Outbox(relay, Duration.ofSeconds(5)),
            relay,
            random,
            new KingdomConfig(
                List.of(FixedParty.subject("operator")),
                List.of(FixedParty.subject("platform")),
                Duration.ofMinutes(10),
                LegionsPolicy.USUAL,
                Optional.empty()));
    router = new Router(kingdom.endpoints(), tokens.authenticator(kingdom.principals()), clock);
    PARTIES.forEach(this::onboard);
    population = publishPopulation();
    create("direct", "dataProviders/edp1");
    create("cancelled", "dataProviders/edp2");
    create("shuffled", "dataProviders/edp1", "dataProviders/edp2");
    create("failing", "dataProviders/edp1", "dataProviders/edp2");
  }

  RouterClient client(String subject) {
    return new RouterClient(
        router, () -> Optional.of(tokens.of(subject, AUDIENCE, TestClock.START)));
  }

  RegisterPartyRequest registration(String name) {
    FixedParty party = parties.computeIfAbsent(name, FixedParty::new);
    Party.Builder registration =
        Party.newBuilder()
            .setName(name)
            .setDisplayName("The party " + name)
            .setRootCertificate(ByteString.copyFrom(party.root()));
    PartyName id = PartyName.parse(name);
    if (id.kind() == PartyKind.DATA_PROVIDER) {
      boolean events = !id.id().startsWith("pdp");
      registration
          .getDataProviderBuilder()
          .setKind(
              events
                  ? DataProviderCapabilities.Kind.EVENT_DATA_PROVIDER
                  : DataProviderCapabilities.Kind.POPULATION_DATA_PROVIDER)
          .setHonestMajorityShareShuffle(events);
      if (events) {
        registration
            .getDataProviderBuilder()
            .addNoiseMechanisms(NoiseMechanism.DISCRETE_GAUSSIAN)
            .addNoiseMechanisms(NoiseMechanism.NONE);
      }
    } else if (id.kind() == PartyKind.DUCHY) {
      registration.setDuchy(
          DuchyCapabilities.newBuilder()
              .addShareShuffleRoles(
                  id.id().equals("aggregator")
                      ? DuchyCapabilities.Role.AGGREGATOR
                      : DuchyCapabilities.Role.WORKER)
              .setApiUrl("https://" + id.id() + ".example"));
    }
    return RegisterPartyRequest.newBuilder().setParty(registration).build();
  }

  private void onboard(String name) {
    client(name)
        .call(
            HttpMethod.POST,
            "/v1/parties:register",
            registration(name),
            Party.getDefaultInstance());
    client("operator")
        .call(
            HttpMethod.POST,
            "/v1/" + name + ":approve",
            ApprovePartyRequest.getDefaultInstance(),
            Party.getDefaultInstance());
    Certificate created =
        client(name)
            .call(
                HttpMethod.POST,
                "/v1/" + name + "/certificates",
                certificate(name),
                Certificate.getDefaultInstance());
    certificates.put(name, created.getName());
    client(name)
        .call(
            HttpMethod.POST,
            "/v1/" + name + ":replaceKeys",
            keys(name),
            Party.getDefaultInstance());
  }

  Certificate certificate(String name) {
    return Certificate.newBuilder()
        .setX509Der(ByteString.copyFrom(parties.get(name).signing().chain().leaf()))
        .build();
  }

  ReplaceKeysRequest keys(String name) {
    FixedParty party = parties.get(name);
    byte[] key =
        EncryptionPublicKey.newBuilder()
            .setOwner(name)
            .setX25519(ByteString.copyFrom(party.encryptionKey().bytes()))
            .build()
            .toByteArray();
    SigningContext context = SigningContext.published(Purpose.ENCRYPTION_KEY, name, name);
    return ReplaceKeysRequest.newBuilder()
        .setCertificate(certificates.get(name))
        .setEncryptionPublicKey(
            SignedMessages.sign(party.signing(), certificates.get(name), context, key))
        .build();
  }

  Population populationOf(String text) {
    byte[] spec = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    return Population.newBuilder()
        .setPopulationSpec(ByteString.copyFrom(spec))
        .setPopulationSpecDigest(ByteString.copyFrom(Fingerprint.of(spec).bytes()))
        .setSize(1000)
        .build();
  }

  private Population publishPopulation() {
    return client("dataProviders/pdp1")
        .call(
            HttpMethod.PUT,
            "/v1/populations/p1",
            populationOf("everybody"),
            Population.getDefaultInstance());
  }

  MeasurementSpec.Builder question(String id, String... providers) {
    DifferentialPrivacyParams privacy =
        DifferentialPrivacyParams.newBuilder().setEpsilon(1).setDelta(1e-9).build();
    MeasurementSpec.Builder spec =
        MeasurementSpec.newBuilder()
            .setMeasurement(CONSUMER + "/measurements/" + id)
            .setResultPublicKey(ByteString.copyFrom(parties.get(CONSUMER).encryptionKey().bytes()))
            .setVidSamplingInterval(VidSamplingInterval.newBuilder().setWidth(1L << 32))
            .setPopulation("populations/p1")
            .setPopulationSpecDigest(population.getPopulationSpecDigest())
            .setPopulationSize(population.getSize())
            .setExpireTime(
                Timestamp.newBuilder()
                    .setSeconds(clock.instant().plus(Duration.ofDays(7)).getEpochSecond()))
            .setReachAndFrequency(
                MeasurementSpec.ReachAndFrequency.newBuilder()
                    .setReachPrivacyParams(privacy)
                    .setFrequencyPrivacyParams(privacy)
                    .setMaximumFrequency(5));
    for (String provider : providers) {
      spec.addDataProvidersBuilder()
          .setDataProvider(provider)
          .setNonceHash(ByteString.copyFrom(nonce(id, provider).hash(provider).bytes()));
    }
    return spec;
  }

  Nonce nonce(String id, String provider) {
    return Nonce.random(FixedParty.random(id + provider));
  }

  ExplainMeasurementRequest explainRequest(MeasurementSpec.Builder spec) {
    return ExplainMeasurementRequest.newBuilder().setMeasurementSpec(spec).build();
  }

  /** A request to create a Measurement, signed and sealed, in the protocol that is explained. */
  CreateMeasurementRequest order(String id, String... providers) {
    MeasurementSpec.Builder spec = question(id, providers);
    Explanation explained =
        client(CONSUMER)
            .call(
                HttpMethod.POST,
                "/v1/" + CONSUMER + "/measurements:explain",
                explainRequest(spec),
                Explanation.getDefaultInstance());
    byte[] payload = spec.setProtocol(explained.getProtocol()).build().toByteArray();
    FixedParty consumer = parties.get(CONSUMER);
    Measurement.Builder measurement =
        Measurement.newBuilder()
            .setName(spec.getMeasurement())
            .setDisplayName("Order " + id)
            .setMeasurementSpec(
                SignedMessages.sign(
                    consumer.signing(),
                    certificates.get(CONSUMER),
                    SigningContext.published(
                        Purpose.MEASUREMENT_SPEC, CONSUMER, spec.getMeasurement()),
                    payload));
    for (String provider : providers) {
      RequisitionSpec requisition =
          RequisitionSpec.newBuilder()
              .setMeasurement(spec.getMeasurement())
              .setDataProvider(provider)
              .setResultPublicKey(spec.getResultPublicKey())
              .setNonce(ByteString.copyFrom(nonce(id, provider).bytes()))
              .build();
      measurement
          .addDataProvidersBuilder()
          .setDataProvider(provider)
          .setCertificate(certificates.get(provider))
          .setRequisitionSpec(
              SignedMessages.signAndSeal(
                  consumer.signing(),
                  certificates.get(CONSUMER),
                  parties.get(provider).encryptionKey(),
                  SigningContext.addressed(
                      Purpose.REQUISITION_SPEC,
                      CONSUMER,
                      provider,
                      spec.getMeasurement(),
                      Fingerprint.of(payload)),
                  requisition.toByteArray()));
    }
    return CreateMeasurementRequest.newBuilder().setMeasurement(measurement).build();
  }

  private void create(String id, String... providers) {
    client(CONSUMER)
        .call(
            HttpMethod.POST,
            "/v1/" + CONSUMER + "/measurements",
            order(id, providers),
            Measurement.getDefaultInstance());
  }

  @Override
  public void close() {
    database.close();
  }
}
