package org.aureole.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.aureole.consumer.MeasurementOrder;
import org.aureole.crypto.consent.Purpose;
import org.aureole.crypto.consent.SignedMessages;
import org.aureole.crypto.consent.SigningContext;
import org.aureole.local.market.MarketSettings;
import org.aureole.local.market.PartyConfig;
import org.aureole.platform.admission.RateLimits;
import org.aureole.v1.CreateMeasurementRequest;
import org.aureole.v1.DifferentialPrivacyParams;
import org.aureole.v1.ExplainMeasurementRequest;
import org.aureole.v1.Measurement;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.SignedMessage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a person with curl can do wrong at the Kingdom of a running market: each answer has the
 * right code, names the field, says what would be right, and nothing was created.
 */
@Tag("market")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BadInputTest {
  private static final String LIST = "/v1/measurementConsumers/mc1/measurements";
  private static final String SPEC = "measurement.measurementSpec";

  private final RawHttp http = new RawHttp();
  private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
  private final InstantSource clock = () -> InstantSource.system().instant().plus(ahead.get());
  private MarketRehearsal market;
  private HeldMeasurement held;
  private IdentityTokens tokens;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    // As fast as a test asks, a market would refuse for another reason than the one that is tested.
    held =
        new HeldMeasurement(
            folder.resolve("market"), MarketSettings.usual().with(clock).with(RateLimits.NONE));
    market = held.market();
    tokens =
        new IdentityTokens(
            market.market().config(), market.market().folder(), clock, folder.resolve("others"));
  }

  @AfterAll
  void stop() {
    held.close();
  }

  @TestFactory
  @Order(1)
  Stream<DynamicTest> whatIsNotTheRequestIsRefused() {
    return Stream.of(
        body("half an object", "{", "", "not JSON"),
        body("nothing", "", "measurement.name", "needed"),
        body("a list", "[]", "", "object"),
        body("a text", "\"measurement\"", "", "object"),
        body("more after it", "{} {}", "", "not JSON"),
        body("a comma too many", "{\"measurement\": {},}", "", "not JSON"),
        body("a misspelt name", "{\"measuremnt\": {}}", "measuremnt", "measurement"),
        body(
            "a misspelt name inside",
            "{\"measurement\": {\"displayname\": \"x\"}}",
            "measurement.displayname",
            "displayName"),
        body("a name given twice", "{\"requestId\": \"a\", \"requestId\": \"b\"}", "requestId", ""),
        body("a number for an object", "{\"measurement\": 5}", "measurement", "object"),
        body("an object for a text", "{\"requestId\": {}}", "requestId", "string"),
        body(
            "an object for a list",
            "{\"measurement\": {\"dataProviders\": {}}}",
            "measurement.dataProviders",
            ""),
        body(
            "no base64",
            "{\"measurement\": {\"measurementSpec\": {\"payload\": \"*\"}}}",
            SPEC + ".payload",
            "base64"),
        body(
            "no such state",
            "{\"measurement\": {\"state\": \"DONE\"}}",
            "measurement.state",
            "SUCCEEDED"),
        body("no measurement", "{}", "measurement.name", "needed"));
  }

  private DynamicTest body(String what, String json, String field, String remedy) {
    return dynamicTest(
        what, () -> refused(post(LIST, json), 400, "INVALID_ARGUMENT", field, remedy));
  }

  @TestFactory
  @Order(2)
  Stream<DynamicTest> whatIsNoResourceOrParameterIsRefused() {
    return Stream.of(
        address("a name of capitals", LIST + "/Summer", 400, "INVALID_ARGUMENT", "measurement"),
        address("a name with an escape", LIST + "/a%20b", 400, "INVALID_ARGUMENT", "measurement"),
        address(
            "a name too long", LIST + "/" + "a".repeat(64), 400, "INVALID_ARGUMENT", "measurement"),
        address("an unknown name", LIST + "/none", 404, "NOT_FOUND", ""),
        address("an unknown path", "/v1/measurements", 404, "NOT_FOUND", ""),
        address("a page of no size", LIST + "?pageSize=many", 400, "INVALID_ARGUMENT", "pageSize"),
        address("a page of -1", LIST + "?pageSize=-1", 400, "INVALID_ARGUMENT", "pageSize"),
        address("an invented page", LIST + "?pageToken=x", 400, "INVALID_ARGUMENT", "pageToken"),
        address("an unknown state", LIST + "?state=DONE", 400, "INVALID_ARGUMENT", "state"),
        address("an unknown parameter", LIST + "?limit=5", 400, "INVALID_ARGUMENT", "limit"),
        address(
            "a wait of a year",
            LIST + "/held:wait?timeoutSeconds=31536000",
            400,
            "INVALID_ARGUMENT",
            "timeoutSeconds"));
  }

  private DynamicTest address(String what, String path, int status, String reason, String field) {
    return dynamicTest(what, () -> refused(call("GET", path, ""), status, reason, field, ""));
  }

  @TestFactory
  @Order(3)
  Stream<DynamicTest> anExplanationOfTheImpossibleIsRefused() {
    return Stream.of(
        explained("reach.privacyParams.epsilon", s -> privacy(s).setEpsilon(-1)),
        explained("reach.privacyParams.delta", s -> privacy(s).setDelta(1.5)),
        explained("vidSamplingInterval.width", s -> s.getVidSamplingIntervalBuilder().setWidth(0)),
        explained(
            "vidSamplingInterval.start", s -> s.getVidSamplingIntervalBuilder().setStart(1L << 32)),
        explained(
            "dataProviders[1].dataProvider",
            s -> s.getDataProvidersBuilder(1).setDataProvider("dataProviders/edp1")),
        explained(
            "dataProviders[0].dataProvider",
            s -> s.getDataProvidersBuilder(0).setDataProvider("edp1")));
  }

  private DynamicTest explained(String field, Consumer<MeasurementSpec.Builder> change) {
    return dynamicTest(
        field,
        () -> {
          MeasurementSpec.Builder spec = spec(signed("explained").build()).toBuilder();
          change.accept(spec);
          String request = json(ExplainMeasurementRequest.newBuilder().setMeasurementSpec(spec));
          refused(
              post(LIST + ":explain", request),
              400,
              "INVALID_ARGUMENT",
              "measurementSpec." + field,
              "");
        });
  }

  @TestFactory
  @Order(4)
  Stream<DynamicTest> aSignedSpecificationOfTheImpossibleCreatesNothing() {
    return Stream.of(
        created("reach.privacyParams.epsilon", s -> privacy(s).setEpsilon(-1)),
        created("reach.privacyParams.epsilon", s -> privacy(s).setEpsilon(Double.NaN)),
        created("reach.privacyParams.delta", s -> privacy(s).setDelta(1.5)),
        created(
            "vidSamplingInterval.width",
            s -> s.getVidSamplingIntervalBuilder().setWidth((1L << 32) + 1)),
        created("vidSamplingInterval.start", s -> s.getVidSamplingIntervalBuilder().setStart(-1)),
        created(
            "dataProviders[1].dataProvider",
            s -> s.getDataProvidersBuilder(1).setDataProvider("dataProviders/edp1")),
        created(
            "dataProviders[1].nonceHash",
            s -> s.getDataProvidersBuilder(1).setNonceHash(s.getDataProviders(0).getNonceHash())));
  }

  private DynamicTest created(String field, Consumer<MeasurementSpec.Builder> change) {
    return dynamicTest(
        field,
        () -> {
          Measurement.Builder measurement = signed("impossible");
          MeasurementSpec.Builder spec = spec(measurement.build()).toBuilder();
          change.accept(spec);
          measurement.setMeasurementSpec(resigned(measurement.getName(), spec.build()));
          refused(create(measurement), 400, "INVALID_ARGUMENT", SPEC + "." + field, "");
        });
  }

  @Test
  @Order(5)
  void aSignatureOfOtherBytesCreatesNothing() throws IOException {
    Measurement.Builder measurement = signed("tampered");
    ByteString signature = measurement.getMeasurementSpec().getSignature();
    byte[] bytes = signature.toByteArray();
    bytes[bytes.length - 1] ^= 1;
    measurement.getMeasurementSpecBuilder().setSignature(ByteString.copyFrom(bytes));
    refused(create(measurement), 400, "CONSENT_SIGNAL_INVALID", SPEC, "sign");

    Measurement.Builder larger = signed("tampered");
    larger
        .getMeasurementSpecBuilder()
        .setPayload(
            spec(larger.build()).toBuilder().setPopulationSize(99_998).build().toByteString());
    refused(create(larger), 400, "CONSENT_SIGNAL_INVALID", SPEC, "sign");
  }

  /** The Kingdom cannot look into what is sealed; the data provider can, and refuses. */
  @Test
  @Order(6)
  void whatIsSealedToSomebodyElseIsRefusedByTheDataProvider() throws IOException {
    Measurement.Builder measurement = signed("swapped");
    var first = measurement.getDataProviders(0).getRequisitionSpec();
    measurement
        .getDataProvidersBuilder(0)
        .setRequisitionSpec(measurement.getDataProviders(1).getRequisitionSpec());
    measurement.getDataProvidersBuilder(1).setRequisitionSpec(first);
    assertThat(create(measurement).status()).isEqualTo(200);
    Measurement ended = market.awaitEnd(measurement.getName());
    assertThat(ended.getState()).isEqualTo(Measurement.State.FAILED);
    assertThat(ended.getFailure().getReason())
        .isEqualTo(Measurement.Failure.Reason.REQUISITION_REFUSED);
    assertThat(ended.getFailure().getMessage()).contains("CONSENT_SIGNAL_INVALID");
  }

  /** Last, because no certificate of the market is valid any more after it. */
  @Test
  @Order(7)
  void anExpiredCertificateSignsNothing() throws IOException {
    Measurement.Builder measurement = signed("late");
    MeasurementSpec.Builder spec = spec(measurement.build()).toBuilder();
    Duration later = Duration.ofDays(400);
    spec.getExpireTimeBuilder()
        .setSeconds(clock.instant().plus(later).plusSeconds(3600).getEpochSecond());
    measurement.setMeasurementSpec(resigned(measurement.getName(), spec.build()));
    ahead.set(later);
    refused(create(measurement), 400, "CERTIFICATE_INVALID", SPEC, "certificate");
  }

  private static DifferentialPrivacyParams.Builder privacy(MeasurementSpec.Builder spec) {
    return spec.getReachBuilder().getPrivacyParamsBuilder();
  }

  private Measurement.Builder signed(String id) {
    MeasurementOrder order =
        market.order(
            id,
            question ->
                question.getReachBuilder().setPrivacyParams(MarketRehearsal.privacy(1, 1e-9)),
            NoiseMechanism.NONE,
            HeldMeasurement.TILL_LATER,
            "edp1/all",
            "edp2/all");
    return market.consumer().sign(order).toBuilder();
  }

  private static MeasurementSpec spec(Measurement measurement) {
    try {
      return MeasurementSpec.parseFrom(measurement.getMeasurementSpec().getPayload());
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private SignedMessage resigned(String name, MeasurementSpec spec) {
    PartyConfig mc1 = market.market().config().party("mc1");
    return SignedMessages.sign(
        market.keys(mc1).signing(),
        held.certificate("mc1"),
        SigningContext.published(Purpose.MEASUREMENT_SPEC, mc1.name().toString(), name),
        spec.toByteArray());
  }

  private RawHttp.Reply create(Measurement.Builder measurement) throws IOException {
    return post(LIST, json(CreateMeasurementRequest.newBuilder().setMeasurement(measurement)));
  }

  private static String json(Message.Builder message) throws InvalidProtocolBufferException {
    return JsonFormat.printer().print(message);
  }

  private RawHttp.Reply post(String path, String json) {
    return call("POST", path, json);
  }

  private RawHttp.Reply call(String method, String path, String json) {
    URI kingdom = market.market().config().kingdom().url();
    return http.send(
        method,
        URI.create(kingdom + path),
        tokens.good("mc1", kingdom.toString()),
        "application/json",
        json.getBytes(StandardCharsets.UTF_8));
  }

  /** Status, reason, field and a message that says more than that; and the list as it was. */
  private void refused(
      RawHttp.Reply reply, int status, String reason, String field, String remedy) {
    assertThat(reply.status()).as(reply.body()).isEqualTo(status);
    JsonObject error =
        JsonParser.parseString(reply.body()).getAsJsonObject().getAsJsonObject("error");
    JsonArray details = error.getAsJsonArray("details");
    JsonObject info = details.get(0).getAsJsonObject();
    JsonElement named = info.getAsJsonObject("metadata").get("field");
    assertThat(info.get("reason").getAsString()).as(reply.body()).isEqualTo(reason);
    assertThat(named == null ? "" : named.getAsString()).as(reply.body()).isEqualTo(field);
    assertThat(error.get("message").getAsString())
        .contains(remedy)
        .hasSizeGreaterThan(field.length() + 10);
    assertThat(measurements()).isEqualTo(known());
  }

  private Map<String, String> known() {
    Map<String, String> known = new TreeMap<>();
    known.put(held.measurement(), "AWAITING_REQUISITION_FULFILLMENT");
    return known;
  }

  private Map<String, String> measurements() {
    Map<String, String> states = new TreeMap<>();
    List<Measurement> all =
        market
            .kingdomApi()
            .list(market.market().config().party("mc1").name(), Optional.empty(), 200, "")
            .getMeasurementsList();
    all.stream()
        .filter(each -> !each.getName().endsWith("/swapped"))
        .forEach(each -> states.put(each.getName(), each.getState().name()));
    return states;
  }
}
