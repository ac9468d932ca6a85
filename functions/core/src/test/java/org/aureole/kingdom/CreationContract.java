package org.aureole.kingdom;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPair;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.aureole.crypto.consent.CertificateChain;
import org.aureole.crypto.consent.P256;
import org.aureole.crypto.consent.Purpose;
import org.aureole.crypto.consent.SignedMessages;
import org.aureole.crypto.consent.SigningContext;
import org.aureole.crypto.consent.SigningIdentity;
import org.aureole.crypto.consent.Validity;
import org.aureole.model.error.ErrorCode;
import org.aureole.platform.http.HttpMethod;
import org.aureole.platform.http.StrictJson;
import org.aureole.platform.sql.Contenders;
import org.aureole.platform.sql.TestClock;
import org.aureole.v1.BatchCreateMeasurementsRequest;
import org.aureole.v1.BatchCreateMeasurementsResponse;
import org.aureole.v1.CancelMeasurementRequest;
import org.aureole.v1.CreateMeasurementRequest;
import org.aureole.v1.ListMeasurementsResponse;
import org.aureole.v1.Measurement;
import org.aureole.v1.SignedMessage;
import org.junit.jupiter.api.Test;

/** Creating Measurements: what is kept, what is repeated, and whose signature counts. */
public abstract class CreationContract extends KingdomContract {
  @Test
  void whatWasCreatedIsReadBack() {
    Order order = new Order(market, "read-back", market.edp1, market.edp2).reachAndFrequency(10);
    CreateMeasurementRequest request = order.request();
    Measurement created = order.create(request);
    Measurement read =
        market.consumer.client().get("/v1/" + order.name(), Measurement.getDefaultInstance());

    assertThat(read).isEqualTo(created);
    assertThat(read.getName()).isEqualTo("measurementConsumers/mc1/measurements/read-back");
    assertThat(read.getMeasurementSpec())
        .as("what is signed stays byte for byte")
        .isEqualTo(request.getMeasurement().getMeasurementSpec());
    assertThat(read.getDataProvidersList())
        .isEqualTo(request.getMeasurement().getDataProvidersList());
    assertThat(read.getDisplayName()).isEqualTo("An order");
    assertThat(read.getComputation()).startsWith("computations/");
    assertThat(read.getExpireTime()).isEqualTo(order.spec().getExpireTime());
    assertThat(read.getCreateTime().getSeconds())
        .isEqualTo(market.clock.instant().getEpochSecond());
    assertThat(read.getUpdateTime()).isEqualTo(read.getCreateTime());
  }

  @Test
  void aConsumerMayUseJson() {
    Order order = new Order(market, "as-json", market.edp1).reach();
    String answer =
        market
            .consumer
            .client()
            .json(
                HttpMethod.POST,
                "/v1/measurementConsumers/mc1/measurements",
                StrictJson.print(order.request()));
    assertThat(answer)
        .contains("\"name\": \"measurementConsumers/mc1/measurements/as-json\"")
        .contains("\"state\": \"AWAITING_REQUISITION_FULFILLMENT\"")
        .contains("\"internalState\": \"PENDING_REQUISITION_FULFILLMENT\"");
  }

  @Test
  void aRequestIdGivesTheSameMeasurementAndNoOther() {
    Order order = new Order(market, "once", market.edp1).reach();
    String requestId = UUID.randomUUID().toString();
    CreateMeasurementRequest request = order.request().toBuilder().setRequestId(requestId).build();
    Measurement created = order.create(request);
    assertThat(order.create(request)).isEqualTo(created);

    Measurement cancelled =
        market
            .consumer
            .client()
            .call(
                HttpMethod.POST,
                "/v1/" + order.name() + ":cancel",
                CancelMeasurementRequest.getDefaultInstance(),
                Measurement.getDefaultInstance());
    assertThat(order.create(request)).as("as it is now").isEqualTo(cancelled);

    refused(
        ErrorCode.ALREADY_EXISTS,
        () -> order.create(order.request().toBuilder().setRequestId(requestId).build()));
    refusedAt(
        "measurement.name",
        ErrorCode.ALREADY_EXISTS,
        () -> order.create(request.toBuilder().clearRequestId().build()));
    refusedAt(
        "measurement.name",
        ErrorCode.ALREADY_EXISTS,
        () -> order.create(request.toBuilder().setRequestId(UUID.randomUUID().toString()).build()));
  }

  @Test
  void manyIdenticalRequestsAtOnceCreateOneMeasurement() throws Exception {
    Order order = new Order(market, "race", market.edp1, market.edp2).reach();
    CreateMeasurementRequest request =
        order.request().toBuilder().setRequestId(UUID.randomUUID().toString()).build();
    market.sent.clear();
    Contenders.run(4, () -> order.create(request));
    assertThat(market.sent).as("one notice for each Duchy").hasSize(3);
  }

  @Test
  void aBatchIsCreatedWholeOrNotAtAll() {
    CreateMeasurementRequest first = new Order(market, "batch-1", market.edp1).reach().request();
    CreateMeasurementRequest second =
        new Order(market, "batch-2", market.edp2).impressions(5).request();
    CreateMeasurementRequest broken =
        new Order(market, "batch-3", market.edp3)
            .impressions(5)
            .with(spec -> spec.setPopulationSize(7))
            .request();

    refusedAt(
        "requests[2].measurement.measurementSpec.populationSize",
        ErrorCode.INVALID_ARGUMENT,
        () -> batch(first, second, broken));
    refused(ErrorCode.NOT_FOUND, () -> measurement("batch-1"));
    refusedAt("requests[1].measurement.name", ErrorCode.ALREADY_EXISTS, () -> batch(first, first));
    refusedAt("requests", ErrorCode.INVALID_ARGUMENT, () -> batch());

    BatchCreateMeasurementsResponse created = batch(first, second);
    assertThat(created.getMeasurementsList())
        .extracting(Measurement::getName)
        .containsExactly(
            "measurementConsumers/mc1/measurements/batch-1",
            "measurementConsumers/mc1/measurements/batch-2");
    assertThat(measurement("batch-2")).isEqualTo(created.getMeasurements(1));
  }

  private BatchCreateMeasurementsResponse batch(CreateMeasurementRequest... requests) {
    return market
        .consumer
        .client()
        .call(
            HttpMethod.POST,
            "/v1/measurementConsumers/mc1/measurements:batchCreate",
            BatchCreateMeasurementsRequest.newBuilder().addAllRequests(List.of(requests)).build(),
            BatchCreateMeasurementsResponse.getDefaultInstance());
  }

  private Measurement measurement(String id) {
    return market
        .consumer
        .client()
        .get("/v1/measurementConsumers/mc1/measurements/" + id, Measurement.getDefaultInstance());
  }

  @Test
  void theListIsPagedNewestFirstAndFiltered() {
    String list = "/v1/measurementConsumers/mc1/measurements";
    for (String id : List.of("page-a", "page-b", "page-c", "page-d", "page-e")) {
      market.clock.advance(Duration.ofSeconds(1));
      new Order(market, id, market.edp1).reach().create();
    }
    ListMeasurementsResponse first = list(list + "?pageSize=2");
    assertThat(ids(first)).containsExactly("page-e", "page-d");
    String token = first.getNextPageToken();
    ListMeasurementsResponse second = list(list + "?pageSize=2&pageToken=" + token);
    assertThat(ids(second)).containsExactly("page-c", "page-b");

    RunningMeasurement cancelled =
        RunningMeasurement.create(market, new Order(market, "page-f", market.edp1).reach());
    cancelled.cancel();
    assertThat(ids(list(list + "?pageSize=2&pageToken=" + token)))
        .as("a new one does not shift the pages")
        .containsExactly("page-c", "page-b");
    assertThat(ids(list(list + "?state=CANCELLED&pageSize=1"))).containsExactly("page-f");
    assertThat(ids(list(list + "?state=COMPUTING"))).isEmpty();

    refusedAt(
        "pageToken",
        ErrorCode.INVALID_ARGUMENT,
        () -> list(list + "?state=CANCELLED&pageToken=" + token));
    refusedAt("pageToken", ErrorCode.INVALID_ARGUMENT, () -> list(list + "?pageToken=abc"));
    String[] parts = new String(Base64.getUrlDecoder().decode(token), UTF_8).split("\\|", 3);
    for (String forged :
        List.of(
            parts[1] + "|" + parts[2] + "\u0000",
            parts[1] + "|\n",
            Long.MIN_VALUE + "|" + parts[2],
            Long.MAX_VALUE + "|" + parts[2],
            "-1|" + parts[2])) {
      String bad =
          Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString((parts[0] + "|" + forged).getBytes(UTF_8));
      refusedAt("pageToken", ErrorCode.INVALID_ARGUMENT, () -> list(list + "?pageToken=" + bad));
    }
    refusedAt("pageSize", ErrorCode.INVALID_ARGUMENT, () -> list(list + "?pageSize=0"));
    refusedAt("pageSize", ErrorCode.INVALID_ARGUMENT, () -> list(list + "?pageSize=201"));
    refusedAt("state", ErrorCode.INVALID_ARGUMENT, () -> list(list + "?state=DONE"));
    refusedAt("state", ErrorCode.INVALID_ARGUMENT, () -> list(list + "?state=STATE_UNSPECIFIED"));
  }

  private ListMeasurementsResponse list(String path) {
    return market.consumer.client().get(path, ListMeasurementsResponse.getDefaultInstance());
  }

  private static List<String> ids(ListMeasurementsResponse page) {
    return page.getMeasurementsList().stream()
        .map(m -> m.getName().substring(m.getName().lastIndexOf('/') + 1))
        .toList();
  }

  @Test
  void onlyWhatTheConsumerSignedForThisMeasurementCounts() {
    Order order = new Order(market, "signed", market.edp1).reach().explained();
    Measurement.Builder good = order.signed();
    SignedMessage signed = good.getMeasurementSpec();
    byte[] payload = signed.getPayload().toByteArray();
    String spec = "measurement.measurementSpec";

    byte[] changed = order.spec().build().toBuilder().setPopulationSize(5).build().toByteArray();
    refusedSignature(spec, good, signed.toBuilder().setPayload(Order.bytes(changed)));
    refusedSignature(
        spec, good, resigned(Purpose.ENCRYPTION_KEY, order.name().toString(), payload));
    refusedSignature(
        spec,
        good,
        resigned(Purpose.MEASUREMENT_SPEC, "measurementConsumers/mc1/measurements/other", payload));
    refusedSignature(spec, good, signed.toBuilder().setSignatureAlgorithm("none"));
    refusedAt(
        spec + ".certificate",
        ErrorCode.INVALID_ARGUMENT,
        () -> create(good, signed.toBuilder().setCertificate(market.edp1.certificate())));
    refusedAt(
        spec + ".certificate",
        ErrorCode.INVALID_ARGUMENT,
        () ->
            create(
                good,
                signed.toBuilder().setCertificate("measurementConsumers/mc1/certificates/none")));
    refusedAt(
        spec + ".certificateChain",
        ErrorCode.INVALID_ARGUMENT,
        () -> create(good, signed.toBuilder().clearCertificateChain()));
    refusedAt(
        spec + ".certificateChain",
        ErrorCode.CERTIFICATE_INVALID,
        () ->
            create(
                good,
                signed.toBuilder()
                    .setCertificateChain(0, Order.bytes(market.edp1.identity().chain().leaf()))));
    refusedAt(
        spec + ".payload",
        ErrorCode.INVALID_ARGUMENT,
        () -> create(good, signed.toBuilder().clearPayload()));
    refusedAt(
        spec + ".signature",
        ErrorCode.INVALID_ARGUMENT,
        () -> create(good, signed.toBuilder().clearSignature()));
    refused(ErrorCode.NOT_FOUND, () -> measurement("signed"));
    assertThat(create(good, signed.toBuilder()).getName()).isEqualTo(order.name().toString());
  }

  private SignedMessage.Builder resigned(Purpose purpose, String resource, byte[] payload) {
    SigningContext context =
        SigningContext.published(purpose, market.consumer.name().toString(), resource);
    return SignedMessages.sign(
        market.consumer.identity(), market.consumer.certificate(), context, payload)
        .toBuilder();
  }

  private void refusedSignature(
      String field, Measurement.Builder good, SignedMessage.Builder spec) {
    refusedAt(field, ErrorCode.CONSENT_SIGNAL_INVALID, () -> create(good, spec));
  }

  private Measurement create(Measurement.Builder measurement, SignedMessage.Builder spec) {
    CreateMeasurementRequest request =
        CreateMeasurementRequest.newBuilder()
            .setMeasurement(measurement.clone().setMeasurementSpec(spec))
            .build();
    return market
        .consumer
        .client()
        .call(
            HttpMethod.POST,
            "/v1/measurementConsumers/mc1/measurements",
            request,
            Measurement.getDefaultInstance());
  }

  @Test
  void anExpiredOrForeignCertificateSignsNothing() {
    MarketParty consumer = market.consumer;
    SigningIdentity before = consumer.identity();
    String certificate = consumer.certificate();
    Order order = new Order(market, "expired-certificate", market.edp1).reach().explained();
    try {
      consumer.newIdentity(Duration.ofMinutes(1));
      consumer.publishKeys();
      Measurement.Builder shortlived = order.signed();
      market.clock.advance(Duration.ofMinutes(2));
      refusedAt(
          "measurement.measurementSpec",
          ErrorCode.CERTIFICATE_INVALID,
          () -> create(shortlived, shortlived.getMeasurementSpec().toBuilder()));
    } finally {
      consumer.resume(before, certificate);
    }

    KeyPair keys = P256.generate(MarketParty.RANDOM);
    byte[] foreign =
        market
            .edp1
            .authority()
            .issue(
                "mc1", keys.getPublic(), Validity.starting(TestClock.START, Duration.ofDays(30)));
    SigningIdentity forged =
        new SigningIdentity(P256.signer(keys.getPrivate()), CertificateChain.of(foreign));
    SigningContext context =
        SigningContext.published(
            Purpose.MEASUREMENT_SPEC, consumer.name().toString(), order.name().toString());
    SignedMessage.Builder signed =
        SignedMessages.sign(forged, certificate, context, order.spec().build().toByteArray())
            .toBuilder();
    refusedAt(
        "measurement.measurementSpec.certificateChain",
        ErrorCode.CERTIFICATE_INVALID,
        () -> create(order.signed(), signed));
  }

  @Test
  void aSpecificationSealedToAnOutdatedKeyIsRefused() {
    Order order = new Order(market, "outdated", market.edp3).reach();
    CreateMeasurementRequest stale = order.request();
    market.edp3.newIdentity(Duration.ofDays(30));
    market.edp3.publishKeys();
    refusedAt(
        "measurement.dataProviders[0].certificate",
        ErrorCode.FAILED_PRECONDITION,
        () -> order.create(stale));
    assertThat(order.create(order.request()).getState())
        .isEqualTo(Measurement.State.AWAITING_REQUISITION_FULFILLMENT);
  }
}
