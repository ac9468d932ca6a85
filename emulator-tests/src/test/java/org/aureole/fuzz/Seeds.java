package org.aureole.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.crypto.consent.P256;
import org.aureole.crypto.consent.Purpose;
import org.aureole.crypto.consent.SignedMessages;
import org.aureole.crypto.consent.SigningContext;
import org.aureole.crypto.consent.Validity;
import org.aureole.crypto.curve.ScalarStream;
import org.aureole.crypto.prng.Seed;
import org.aureole.pipelines.population.PopulationSpecs;
import org.aureole.pipelines.template.EventTemplates;
import org.aureole.platform.blob.StorageEvent;
import org.aureole.platform.http.HttpMethod;
import org.aureole.platform.http.PushEnvelope;
import org.aureole.platform.http.PushedMessage;
import org.aureole.platform.http.StrictJson;
import org.aureole.v1.BatchCreateMeasurementsRequest;
import org.aureole.v1.Computation;
import org.aureole.v1.Interval;
import org.aureole.v1.ListComputationsResponse;
import org.aureole.v1.ListMeasurementsResponse;
import org.aureole.v1.ListRequisitionsResponse;
import org.aureole.v1.Manifest;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.Notification;
import org.aureole.v1.PopulationSpec;
import org.aureole.v1.ProtocolConfig;
import org.aureole.v1.Requisition;
import org.aureole.v1.RequisitionParams;
import org.aureole.v1.RequisitionSpec;
import org.aureole.v1.SealedMessage;
import org.aureole.v1.SetRequisitionParamsRequest;
import org.aureole.v1.SignedMessage;

/** Writes the seeds of every target, made from valid messages: {@code scripts/fuzz --seeds}. */
final class Seeds {
  private static final String JSON = "application/json";
  private static final String PROTOBUF = "application/x-protobuf";

  private final Path root;

  private Seeds(Path root) {
    this.root = root;
  }

  /**
   * Writes them all.
   *
   * @param arguments the folder of test resources
   */
  public static void main(String[] arguments) throws IOException {
    Seeds seeds = new Seeds(Path.of(arguments[0]).resolve("org/aureole/fuzz"));
    seeds.json();
    seeds.token();
    seeds.certificate();
    seeds.signedMessage();
    seeds.requisition();
    seeds.manifest();
    seeds.share();
    seeds.ciphertext();
    seeds.ringRecords();
    seeds.events();
    seeds.specs();
    seeds.filter();
    seeds.names();
    seeds.commandLine();
    seeds.duchy();
    seeds.dataProvider();
    seeds.kingdom();
    seeds.upload();
    System.exit(0); // The embedded database and the topics have threads of their own.
  }

  private void write(String target, String name, byte[] seed) throws IOException {
    Path folder = root.resolve(target + "FuzzTestInputs").resolve("fuzz");
    Files.createDirectories(folder);
    Files.write(folder.resolve(name), seed);
  }

  private void write(String target, String name, String seed) throws IOException {
    write(target, name, seed.getBytes(UTF_8));
  }

  /** A request to a router, in the form of {@link HttpInput}. */
  private void request(String target, String name, String line, String as, String type, byte[] body)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes((line + "\nAs: " + as + "\n").getBytes(UTF_8));
    if (!type.isEmpty()) {
      out.writeBytes(("Content-Type: " + type + "\nAccept: " + type + "\n").getBytes(UTF_8));
    }
    out.write('\n');
    out.writeBytes(body);
    write(target, name, out.toByteArray());
  }

  private void get(String target, String name, String path, String as) throws IOException {
    request(target, name, "GET " + path, as, "", new byte[0]);
  }

  private void post(String target, String name, String path, String as, Message body)
      throws IOException {
    request(target, name, "POST " + path, as, PROTOBUF, body.toByteArray());
  }

  private void json(String target, String name, String line, String as, String body)
      throws IOException {
    request(target, name, line, as, JSON, body.getBytes(UTF_8));
  }

  private void kingdom() throws IOException {
    String target = "KingdomHttp";
    String consumer = FixedKingdom.CONSUMER;
    String measurements = "/v1/" + consumer + "/measurements";
    try (FixedKingdom kingdom = new FixedKingdom()) {
      post(
          target,
          "register",
          "/v1/parties:register",
          "dataProviders/edp9",
          kingdom.registration("dataProviders/edp9"));
      json(
          target,
          "register-json",
          "POST /v1/parties:register",
          "duchies/worker9",
          StrictJson.print(kingdom.registration("duchies/worker9")));
      post(
          target,
          "create-certificate",
          "/v1/dataProviders/edp1/certificates",
          "dataProviders/edp1",
          kingdom.certificate("dataProviders/edp1"));
      post(
          target,
          "replace-keys",
          "/v1/dataProviders/edp1:replaceKeys",
          "dataProviders/edp1",
          kingdom.keys("dataProviders/edp1"));
      json(
          target,
          "replace-capabilities",
          "POST /v1/dataProviders/edp1:replaceCapabilities",
          "dataProviders/edp1",
          "{\"dataProvider\":{\"kind\":\"EVENT_DATA_PROVIDER\",\"honestMajorityShareShuffle\":true,"
              + "\"noiseMechanisms\":[\"DISCRETE_GAUSSIAN\",\"NONE\"]}}");
      json(
          target,
          "put-population",
          "PUT /v1/populations/p2",
          "dataProviders/pdp1",
          StrictJson.print(kingdom.populationOf("some people")));
      json(
          target,
          "put-event-group",
          "PUT /v1/dataProviders/edp1/eventGroups/spring",
          "dataProviders/edp1",
          "{\"displayName\":\"Spring\",\"fields\":[\"person.gender\",\"video_ad.length\"],"
              + "\"dataAvailabilityInterval\":{\"startTime\":\"2026-02-01T00:00:00Z\",\"endTime\":"
              + "\"2026-03-01T00:00:00Z\"},\"measurementConsumers\":[\"measurementConsumers/mc1\"]}");
      json(
          target,
          "data-availability",
          "POST /v1/dataProviders/edp1:replaceDataAvailability",
          "dataProviders/edp1",
          "{\"intervals\":[{\"startTime\":\"2026-02-01T00:00:00Z\",\"endTime\":"
              + "\"2026-03-01T00:00:00Z\"}]}");
      MeasurementSpec.Builder question =
          kingdom.question("asked", "dataProviders/edp1", "dataProviders/edp2");
      json(
          target,
          "explain",
          "POST " + measurements + ":explain",
          consumer,
          StrictJson.print(kingdom.explainRequest(question)));
      post(
          target,
          "create-direct",
          measurements,
          consumer,
          kingdom.order("more", "dataProviders/edp1"));
      json(
          target,
          "create-shuffled",
          "POST " + measurements,
          consumer,
          StrictJson.print(kingdom.order("most", "dataProviders/edp1", "dataProviders/edp2")));
      post(
          target,
          "create-batch",
          measurements + ":batchCreate",
          consumer,
          BatchCreateMeasurementsRequest.newBuilder()
              .addRequests(
                  kingdom.order("one", "dataProviders/edp1").toBuilder()
                      .setRequestId("6f0c4c9e-6b1e-4b43-9c53-0b8a3a4c2d11"))
              .build());
      get(target, "list-measurements", measurements + "?pageSize=1&state=COMPUTING", consumer);
      String token =
          kingdom
              .client(consumer)
              .get(measurements + "?pageSize=1", ListMeasurementsResponse.getDefaultInstance())
              .getNextPageToken();
      get(target, "second-page", measurements + "?pageSize=1&pageToken=" + token, consumer);
      get(target, "get-measurement", measurements + "/direct", consumer);
      get(target, "timeline", measurements + "/direct:timeline", consumer);
      json(target, "cancel", "POST " + measurements + "/cancelled:cancel", consumer, "{}");
      json(
          target,
          "report-progress",
          "POST " + measurements + "/shuffled:reportProgress",
          "dataProviders/edp1",
          "{\"entries\":[{\"time\":\"2026-03-01T12:00:00Z\",\"party\":\"dataProviders/edp1\","
              + "\"resource\":\"x\",\"fromState\":\"A\",\"toState\":\"B\",\"message\":\"text\","
              + "\"peer\":\"duchies/worker1\",\"id\":\"1\"}]}");
      ListRequisitionsResponse requisitions =
          kingdom
              .client("dataProviders/edp1")
              .get(
                  "/v1/dataProviders/edp1/requisitions",
                  ListRequisitionsResponse.getDefaultInstance());
      String requisition =
          "/v1/"
              + requisitions.getRequisitionsList().stream()
                  .filter(r -> r.getMeasurement().endsWith("/direct"))
                  .findFirst()
                  .orElseThrow()
                  .getName();
      get(
          target,
          "list-requisitions",
          "/v1/dataProviders/edp1/requisitions?state=UNFULFILLED",
          "dataProviders/edp1");
      get(target, "get-requisition", requisition, "dataProviders/edp1");
      json(
          target,
          "refuse-requisition",
          "POST " + requisition + ":refuse",
          "dataProviders/edp1",
          "{\"refusal\":{\"justification\":\"UNFULFILLABLE\",\"message\":\"no data\"}}");
      json(
          target,
          "fulfill-direct",
          "POST " + requisition + ":fulfillDirect",
          "dataProviders/edp1",
          "{\"nonce\":\"AAAAAAAAAAAAAAAAAAAAAA==\",\"sealedResult\":{\"ciphertext\":\"AAAA\"},"
              + "\"certificate\":\"dataProviders/edp1/certificates/c1\"}");
      Computation shuffled = computation(kingdom, "shuffled");
      String computation = shuffled.getName();
      get(target, "get-computation", "/v1/" + computation, "duchies/worker1");
      post(
          target,
          "set-params",
          "/v1/" + computation + "/participants/worker1:setRequisitionParams",
          "duchies/worker1",
          SetRequisitionParamsRequest.newBuilder()
              .setRequisitionParams(params(kingdom, shuffled))
              .build());
      json(
          target,
          "confirm",
          "POST /v1/" + computation + "/participants/worker1:confirm",
          "duchies/worker1",
          "{}");
      json(
          target,
          "fail",
          "POST /v1/" + computation(kingdom, "failing").getName() + "/participants/worker1:fail",
          "duchies/worker1",
          "{\"message\":\"cannot go on\"}");
      json(
          target,
          "set-result",
          "POST /v1/" + computation + ":setResult",
          "duchies/aggregator",
          "{\"sealedResult\":{\"ciphertext\":\"AAAA\"},\"certificate\":"
              + "\"duchies/aggregator/certificates/c1\"}");
      get(target, "list-parties", "/v1/dataProviders?pageSize=2", "operator");
      json(target, "suspend", "POST /v1/duchies/worker2:suspend", "operator", "{}");
      json(target, "sweep", "POST /v1/internal:sweep", "platform", "{}");
      write(
          target,
          "no-token",
          "GET /v1/dataProviders\nAuthorization: Bearer "
              + "eyJhbGciOiJFUzI1NiIsImtpZCI6ImsxIn0.e30.AAAA\ntraceparent: "
              + "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\n\n");
      write(target, "options", "OPTIONS /v1/dataProviders\nAccept: */*;q=0.1\n\n");
    }
  }

  private static Computation computation(FixedKingdom kingdom, String measurement) {
    return kingdom
        .client("duchies/worker1")
        .get("/v1/computations", ListComputationsResponse.getDefaultInstance())
        .getComputationsList()
        .stream()
        .filter(computation -> computation.getMeasurement().endsWith("/" + measurement))
        .findFirst()
        .orElseThrow();
  }

  private static SignedMessage params(FixedKingdom kingdom, Computation computation) {
    FixedParty worker = kingdom.parties.get("duchies/worker1");
    Fingerprint spec = Fingerprint.of(computation.getMeasurementSpec().getPayload().toByteArray());
    RequisitionParams params =
        RequisitionParams.newBuilder()
            .setComputation(computation.getName())
            .setMeasurement(computation.getMeasurement())
            .setDuchy(worker.name())
            .setSpecFingerprint(ByteString.copyFrom(spec.bytes()))
            .setPublicKey(ByteString.copyFrom(worker.encryptionKey().bytes()))
            .setSeedCommitment(ByteString.copyFrom(new byte[32]))
            .setApiUrl("https://worker1.example")
            .build();
    return SignedMessages.sign(
        worker.signing(),
        kingdom.certificates.get(worker.name()),
        SigningContext.published(
            Purpose.REQUISITION_PARAMS, worker.name(), computation.getName(), spec),
        params.toByteArray());
  }

  private void duchy() throws IOException {
    String target = "DuchyHttp";
    Notification notification =
        Notification.newBuilder()
            .setResource("computations/c1")
            .setMeasurement("measurementConsumers/mc1/measurements/m1")
            .build();
    json(
        target,
        "kingdom-message",
        "POST /v1/messages:kingdom",
        "kingdom",
        envelope(Map.of("key", "computations/c1"), notification.toByteString()));
    json(
        target,
        "storage-message",
        "POST /v1/messages:storage",
        "platform",
        envelope(
            new StorageEvent("inbox", "external/dataProviders-edp1/c1/requisition-r1/manifest")
                .attributes(),
            ByteString.EMPTY));
    json(
        target,
        "create-upload",
        "POST /v1/uploads",
        "dataProviders/edp1",
        "{\"computation\":\"computations/c1\",\"stage\":\"requisition-r1\",\"requisition\":"
            + "\"dataProviders/edp1/requisitions/r1\",\"object\":{\"name\":\"share\",\"sizeBytes\":"
            + "\"100\",\"sha256\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"}}");
    json(
        target,
        "create-upload-setup",
        "POST /v1/uploads",
        "duchies/worker2",
        "{\"computation\":\"computations/c1\",\"stage\":\"setup\",\"object\":{\"name\":\"manifest\","
            + "\"sizeBytes\":1,\"sha256\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"}}");
    json(
        target,
        "approve-root",
        "POST /v1/trustedRoots",
        "operator",
        StrictJson.print(new FixedParty("dataProviders/edp7").trustedRoot()));
    json(
        target,
        "remove-root",
        "POST /v1/trustedRoots:remove",
        "operator",
        StrictJson.print(new FixedParty("dataProviders/edp2").trustedRoot()));
    get(target, "list-roots", "/v1/trustedRoots", "operator");
    get(target, "get-computation", "/v1/computations/c1", "operator");
    json(target, "sweep", "POST /v1/internal:sweep", "platform", "{}");
    write(target, "no-token", "POST /v1/uploads\nContent-Type: application/json\n\n{}");
  }

  private static String envelope(Map<String, String> attributes, ByteString data) {
    return new String(
        PushEnvelope.encode(new PushedMessage("s", "m1", FixedParty.now(), attributes, data)),
        UTF_8);
  }

  private void dataProvider() throws IOException {
    String target = "DataProviderHttp";
    json(
        target,
        "kingdom-message",
        "POST /v1/messages:kingdom",
        "kingdom",
        envelope(
            Map.of(),
            Notification.newBuilder()
                .setResource("dataProviders/edp1/requisitions/r1")
                .build()
                .toByteString()));
    json(
        target,
        "storage-message",
        "POST /v1/messages:storage",
        "platform",
        envelope(new StorageEvent("events", "spring/monday.csv").attributes(), ByteString.EMPTY));
    json(
        target,
        "replace-policy",
        "PUT /v1/policy",
        "operator",
        "{\"noiseMechanisms\":[\"DISCRETE_GAUSSIAN\"],\"direct\":true,"
            + "\"honestMajorityShareShuffle\":true,\"privacyBudget\":{\"epsilon\":1.5,\"delta\":"
            + "1e-9}}");
    json(
        target,
        "refuse",
        "POST /v1/requisitions/r1:refuse",
        "operator",
        "{\"message\":\"not this one\"}");
    get(target, "fulfillments", "/v1/fulfillments?pageSize=10&pageToken=x", "operator");
    get(target, "fulfillment", "/v1/fulfillments/r1", "operator");
    get(target, "event-files", "/v1/eventFiles?pageSize=10&pageToken=a%2Fb", "operator");
    get(
        target,
        "budget",
        "/v1/budget?pageSize=10&pageToken=measurementConsumers%2Fmc1+2026-03-01",
        "operator");
    get(target, "policy", "/v1/policy", "operator");
    json(
        target,
        "approve-root",
        "POST /v1/trustedRoots",
        "operator",
        StrictJson.print(new FixedParty("duchies/worker1").trustedRoot()));
    json(target, "sweep", "POST /v1/internal:sweep", "platform", "{}");
    write(target, "no-token", "GET /v1/policy\nAuthorization: Bearer x.y.z\n\n");
  }

  private void json() throws IOException {
    String target = "Json";
    List<String> bodies =
        List.of(
            "{\"measurement\":{\"name\":\"measurementConsumers/mc1/measurements/m1\",\"displayName\":"
                + "\"é\\u20ac\",\"measurementSpec\":{\"payload\":\"AQID\",\"signature\":\"\","
                + "\"certificateChain\":[\"AA==\"]},\"dataProviders\":[{\"dataProvider\":\"x\"}],"
                + "\"state\":\"FAILED\",\"createTime\":\"2026-01-31T00:00:00.5Z\"},\"requestId\":"
                + "\"r\"}",
            "{\"measurementSpec\":{\"reachAndFrequency\":{\"reachPrivacyParams\":{\"epsilon\":1.5e0,"
                + "\"delta\":\"NaN\"},\"maximumFrequency\":10},\"vidSamplingInterval\":{\"start\":"
                + "\"0\",\"width\":4294967296},\"populationSize\":\"18446744073709551615\"},"
                + "\"assumedFrequencyShares\":[0.1,-1E+3,\"Infinity\"]}",
            "{\"party\":{\"name\":\"duchies/d\",\"duchy\":{\"shareShuffleRoles\":[\"WORKER\"],"
                + "\"apiUrl\":\"https://d.example\"},\"subject\":{\"issuer\":\"i\",\"subject\":"
                + "\"s\"}}}",
            "{\"display_name\":\"spring\",\"fields\":[\"person.gender\"],"
                + "\"dataAvailabilityInterval\":{\"startTime\":\"0001-01-01T00:00:00Z\",\"endTime\":"
                + "\"9999-12-31T23:59:59.999999999Z\"}}",
            "{\"entries\":[{\"time\":\"2026-01-31T00:00:00+01:00\",\"id\":\"\"},{}]}",
            "{\"noiseMechanisms\":[\"NONE\"],\"direct\":false,\"privacyBudget\":null}",
            "{\"objects\":[{\"sizeBytes\":\"1\",\"sha256\":\"-_8=\"}],\"workerSetup\":"
                + "{\"requisitionShares\":[{\"vectorLength\":1,\"modulus\":4294967295}]}}",
            "{\"url\":\"u\",\"headers\":{\"a\":\"b\",\"\":\"c\"},\"complete\":true}",
            "{\"dateSpecs\":[{\"frequencySpecs\":[{\"vidRangeSpecs\":[{\"nonPopulationFieldValues\":"
                + "{\"f\":{\"durationValue\":\"-3.5s\"},\"g\":{\"floatValue\":1.25},\"h\":"
                + "{\"int64Value\":\"-1\"}}}]}]}],\"samplingNonce\":\"5\"}");
    for (int i = 0; i < bodies.size(); i++) {
      write(
          target,
          JsonFuzzTest.TYPES.get(i).getDescriptorForType().getName(),
          (char) i + bodies.get(i));
    }
    write(
        target,
        "push-envelope",
        "p" + envelope(Map.of("bucketId", "b", "objectId", "o"), ByteString.copyFromUtf8("x")));
  }

  private void token() throws IOException {
    String target = "Token";
    write(target, "signed", validHeader() + "\n" + validClaims());
    write(
        target,
        "signed-with-list",
        "{\"alg\":\"ES256\",\"kid\":\"k1\",\"typ\":\"JWT\",\"crit\":[\"b64\"],\"b64\":true}\n"
            + validClaims()
                .replace("\"https://kingdom.example\"", "[\"https://kingdom.example\"]"));
    write(
        target, "bearer", "Bearer " + TokenFuzzTest.sign(utf8(validHeader()), utf8(validClaims())));
    write(
        target,
        "unsigned",
        "Bearer eyJhbGciOiJub25lIn0.eyJpc3MiOiJodHRwczovL2lzc3Vlci5leGFtcGxlIn0.");
    write(target, "encrypted", "Bearer eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..AAAA.AAAA.AAAA");
  }

  private static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }

  private static String validHeader() {
    return "{\"alg\":\"ES256\",\"kid\":\"k1\"}";
  }

  private static String validClaims() {
    long now = FixedParty.now().getEpochSecond();
    return "{\"iss\":\"https://issuer.example\",\"aud\":\"https://kingdom.example\",\"sub\":\"edp1\","
        + "\"iat\":"
        + now
        + ",\"nbf\":"
        + now
        + ",\"exp\":"
        + (now + 600)
        + "}";
  }

  /** What stands before the signature in the one token that the issuer gave out. */
  static String signedPart() {
    String token = TokenFuzzTest.sign(utf8(validHeader()), utf8(validClaims()));
    return token.substring(0, token.lastIndexOf('.'));
  }

  private void certificate() throws IOException {
    String target = "Certificate";
    FixedParty party = new FixedParty("duchies/worker1");
    FixedParty other = new FixedParty("duchies/worker2");
    byte[] leaf = party.signing().chain().leaf();
    write(target, "leaf", Frames.join(leaf));
    write(target, "root", Frames.join(party.root()));
    write(target, "leaf-and-root", Frames.join(leaf, party.root()));
    write(target, "of-another", Frames.join(other.signing().chain().leaf()));
    KeyPair keys = P256.generate(FixedParty.random("short"));
    byte[] expired =
        party
            .authority()
            .issue(
                "worker1",
                keys.getPublic(),
                Validity.starting(FixedParty.now().minusSeconds(60), Duration.ofSeconds(30)));
    write(target, "expired", Frames.join(expired));
    write(target, "four", Frames.join(leaf, expired, other.root(), party.root()));
  }

  private void signedMessage() throws IOException {
    String target = "SignedMessage";
    SignedMessage signed =
        SignedMessages.sign(
            SignedMessageFuzzTest.SENDER.signing(),
            "dataProviders/edp1/certificates/c1",
            SignedMessageFuzzTest.CONTEXT,
            SignedMessageFuzzTest.PAYLOAD);
    write(target, "signed", signed.toByteArray());
    write(
        target,
        "by-another",
        SignedMessages.sign(
                SignedMessageFuzzTest.RECIPIENT.signing(),
                "",
                SignedMessageFuzzTest.CONTEXT,
                SignedMessageFuzzTest.PAYLOAD)
            .toByteArray());
    write(
        target,
        "sealed",
        SignedMessages.signAndSeal(
                SignedMessageFuzzTest.SENDER.signing(),
                "",
                SignedMessageFuzzTest.RECIPIENT.encryptionKey(),
                SignedMessageFuzzTest.CONTEXT,
                SignedMessageFuzzTest.PAYLOAD)
            .getCiphertext()
            .toByteArray());
    write(
        target,
        "long-chain",
        signed.toBuilder()
            .addCertificateChain(ByteString.copyFrom(SignedMessageFuzzTest.SENDER.root()))
            .addCertificateChain(ByteString.copyFrom(SignedMessageFuzzTest.RECIPIENT.root()))
            .setSignatureAlgorithm("none")
            .build()
            .toByteArray());
  }

  private void requisition() throws IOException {
    String target = "Requisition";
    write(target, "shuffled-reach", requisition(spec(true).build()).toByteArray());
    write(target, "shuffled-frequency", requisition(frequency(true).build()).toByteArray());
    write(target, "direct-frequency", requisition(frequency(false).build()).toByteArray());
    MeasurementSpec.Builder watching = spec(false);
    watching
        .getWatchDurationBuilder()
        .setPrivacyParams(spec(false).getReach().getPrivacyParams())
        .setMaximumWatchDurationPerUser(com.google.protobuf.Duration.newBuilder().setSeconds(4000));
    write(target, "direct-watching", requisition(watching.build()).toByteArray());
    MeasurementSpec.Builder people = spec(false);
    people.getPopulationCountBuilder();
    Requisition counted = requisition(people.build());
    write(
        target,
        "population",
        counted.toBuilder()
            .setRequisitionSpec(
                sealed(own(people.build()).clearEventGroups().setPopulationFilter("true").build()))
            .build()
            .toByteArray());
  }

  private static SealedMessage sealed(Message bare) {
    return SealedMessage.newBuilder().setCiphertext(bare.toByteString()).build();
  }

  private static MeasurementSpec.Builder frequency(boolean shuffled) {
    MeasurementSpec.Builder spec = spec(shuffled);
    spec.getReachAndFrequencyBuilder()
        .setReachPrivacyParams(spec(false).getReach().getPrivacyParams())
        .setFrequencyPrivacyParams(spec(false).getReach().getPrivacyParams())
        .setMaximumFrequency(5);
    if (shuffled) {
      spec.getProtocolBuilder().getHonestMajorityShareShuffleBuilder().setModulus(8);
    }
    return spec;
  }

  private static MeasurementSpec.Builder spec(boolean shuffled) {
    ProtocolConfig.Builder protocol = ProtocolConfig.newBuilder();
    if (shuffled) {
      protocol
          .getHonestMajorityShareShuffleBuilder()
          .setNoiseMechanism(NoiseMechanism.DISCRETE_GAUSSIAN)
          .setAggregator("duchies/aggregator")
          .setFirstWorker("duchies/worker1")
          .setSecondWorker("duchies/worker2")
          .setModulus(127);
    } else {
      protocol.getDirectBuilder().setNoiseMechanism(NoiseMechanism.DISCRETE_GAUSSIAN);
    }
    return ManifestFuzzTest.TERMS.spec().spec().toBuilder()
        .setResultPublicKey(
            ByteString.copyFrom(new FixedParty("measurementConsumers/mc1").encryptionKey().bytes()))
        .setPopulation("populations/p1")
        .setPopulationSpecDigest(ByteString.copyFrom(new byte[32]))
        .setExpireTime(timestamp(FixedParty.now().plusSeconds(86_400)))
        .setProtocol(protocol);
  }

  private static Timestamp timestamp(Instant at) {
    return Timestamp.newBuilder().setSeconds(at.getEpochSecond()).build();
  }

  private static RequisitionSpec.Builder own(MeasurementSpec spec) {
    return RequisitionSpec.newBuilder()
        .setMeasurement(spec.getMeasurement())
        .setDataProvider("dataProviders/edp1")
        .setResultPublicKey(spec.getResultPublicKey())
        .setNonce(ByteString.copyFrom(ManifestFuzzTest.NONCE.bytes()))
        .addEventGroups(
            RequisitionSpec.EventGroupEntry.newBuilder()
                .setEventGroup("dataProviders/edp1/eventGroups/spring")
                .setCollectionInterval(
                    Interval.newBuilder()
                        .setStartTime(timestamp(FixedParty.now().minusSeconds(86_400)))
                        .setEndTime(timestamp(FixedParty.now())))
                .setFilter("person.gender == 2"));
  }

  private static Requisition requisition(MeasurementSpec spec) {
    Requisition.Builder requisition =
        Requisition.newBuilder()
            .setName("dataProviders/edp1/requisitions/r1")
            .setMeasurement(spec.getMeasurement())
            .setMeasurementSpec(SignedMessage.newBuilder().setPayload(spec.toByteString()))
            .setRequisitionSpec(sealed(own(spec).build()));
    if (spec.getProtocol().hasHonestMajorityShareShuffle()) {
      requisition.setComputation("computations/c1").setReceivingDuchy("duchies/worker1");
      for (String duchy : List.of("duchies/aggregator", "duchies/worker1", "duchies/worker2")) {
        RequisitionParams params =
            RequisitionParams.newBuilder()
                .setComputation("computations/c1")
                .setMeasurement(spec.getMeasurement())
                .setDuchy(duchy)
                .setSpecFingerprint(ByteString.copyFrom(Fingerprint.of(spec.toByteArray()).bytes()))
                .setPublicKey(ByteString.copyFrom(new FixedParty(duchy).encryptionKey().bytes()))
                .setSeedCommitment(ByteString.copyFrom(new byte[32]))
                .setApiUrl("https://duchy.example")
                .build();
        requisition.addDuchies(
            Requisition.DuchyEntry.newBuilder()
                .setDuchy(duchy)
                .setApiUrl("https://duchy.example")
                .setRequisitionParams(
                    SignedMessage.newBuilder().setPayload(params.toByteString())));
      }
    }
    return requisition.build();
  }

  private void manifest() throws IOException {
    byte[] manifest = ManifestFuzzTest.valid().toByteArray();
    write("Manifest", "manifest", manifest);
    write("Manifest", "signed", ManifestFuzzTest.signed(manifest));
    write(
        "Manifest",
        "setup",
        ManifestFuzzTest.valid().toBuilder()
            .setWorkerSetup(
                Manifest.WorkerSetup.newBuilder()
                    .addRequisitionShares(ManifestFuzzTest.valid().getRequisitionShare()))
            .build()
            .toByteArray());
    write(
        "Manifest",
        "two-objects",
        ManifestFuzzTest.valid().toBuilder()
            .addObjects(ManifestFuzzTest.valid().getObjects(0).toBuilder().setName("manifest"))
            .build()
            .toByteArray());
  }

  private void share() throws IOException {
    String target = "Share";
    for (int i = 0; i < ShareFuzzTest.PARAMETERS.size(); i++) {
      byte[] vector =
          new byte[1 + ShareFuzzTest.LENGTH * ShareFuzzTest.PARAMETERS.get(i).elementBytes()];
      vector[0] = (byte) i;
      write(target, "vector-" + i, vector);
      for (boolean noise : new boolean[] {false, true}) {
        int padded =
            ShareFuzzTest.noise(ShareFuzzTest.PARAMETERS.get(i), noise)
                .shuffledLength(ShareFuzzTest.PARAMETERS.get(i), ShareFuzzTest.LENGTH);
        int bytes = 1 + 2 * padded * ShareFuzzTest.PARAMETERS.get(i).elementBytes();
        if (bytes < 8192) {
          byte[] two = new byte[bytes];
          two[0] = (byte) (noise ? i | 0x80 : i);
          write(target, (noise ? "noisy-" : "two-") + i, two);
        }
      }
    }
    byte[] seed = new byte[1 + Seed.BYTES];
    System.arraycopy(Seed.random(FixedParty.random("seed")).toBytes(), 0, seed, 1, Seed.BYTES);
    write(target, "seed", seed);
  }

  private void ciphertext() throws IOException {
    CiphertextFuzzTest.Duchy duchy = CiphertextFuzzTest.JAVA;
    ScalarStream random = CiphertextFuzzTest.scalars();
    byte[] plaintexts = duchy.kernel().multiply(duchy.kernel().generator(), random.next(3));
    byte[] ciphertexts = duchy.kernel().encrypt(duchy.key(), plaintexts, random.next(3));
    byte[] zeros = duchy.kernel().encryptZero(duchy.key(), random.next(2));
    for (int work = 0; work < CiphertextFuzzTest.WORKS; work++) {
      byte[] first = {(byte) work};
      ByteString good = ByteString.copyFrom(first).concat(ByteString.copyFrom(ciphertexts));
      write("Ciphertext", "work-" + work, good.toByteArray());
      write("Ciphertext", "zeros-" + work, good.concat(ByteString.copyFrom(zeros)).toByteArray());
    }
    byte[] point = ByteString.copyFrom(ciphertexts, 0, 33).toByteArray();
    write(
        "Ciphertext",
        "point",
        ByteString.copyFrom(new byte[] {6}).concat(ByteString.copyFrom(point)).toByteArray());
  }

  /** At each stage what a whole computation has there, so that each goes through. */
  private void ringRecords() throws IOException {
    RingRecordsFuzzTest.Ring ring = RingRecordsFuzzTest.JAVA;
    byte[] registers = ring.registers();
    byte[] blinded = ring.workers().get(1).phaseOne(ring.workers().get(0).phaseOne(registers));
    byte[] tuples = ring.aggregator().phaseOne(blinded, 2);
    byte[] first = ring.workers().get(0).phaseTwo(tuples);
    byte[] second = ring.workers().get(1).phaseTwo(first);
    byte[] counts = ring.aggregator().phaseTwo(second, 2);
    byte[] rows = ring.workers().get(0).phaseThree(counts);
    byte[] last = ring.workers().get(1).phaseThree(rows);
    List<byte[]> all =
        List.of(registers, registers, registers, first, counts, rows, blinded, second, last);
    for (int stage = 0; stage < RingRecordsFuzzTest.STAGES; stage++) {
      ByteString chosen = ByteString.copyFrom(new byte[] {(byte) stage});
      write(
          "RingRecords",
          "stage-" + stage,
          chosen.concat(ByteString.copyFrom(all.get(stage))).toByteArray());
    }
  }

  private void events() throws IOException {
    String csv =
        "vid,timestamp,person.gender,video_ad.viewed_fraction,video_ad.watch_duration,"
            + "banner_ad.viewable,note\n"
            + "1,2026-03-01T12:00:00Z,MALE,0.5,7.5,true,\n"
            + "1000,2026-03-01 12:00:00.123456+01:00,1,1e-3,,false,\"a \"\"b\"\", c\"\n"
            + " 7 ,1772366400000000,,,,,x\r\n";
    write("CsvEvents", "plain", csv);
    write("CsvEvents", "with-mark", "\uFEFFvid,timestamp\n1,2026-03-01T12:00:00Z\n");
    write("CsvEvents", "header-only", "vid,timestamp\n");
    ByteArrayOutputStream gzipped = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(gzipped)) {
      gzip.write(csv.getBytes(UTF_8));
    }
    write("CsvEvents", "gzipped", gzipped.toByteArray());
    Path fixtures = Path.of("functions/pipelines/src/test/resources/parquet");
    try (var files = Files.list(fixtures)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".parquet")).toList()) {
        write(
            "ParquetEvents",
            file.getFileName().toString().replace(".parquet", ""),
            Files.readAllBytes(file));
      }
    }
  }

  private void specs() throws IOException {
    String target = "SpecText";
    write(target, "population", SpecTextFuzzTest.POPULATION);
    PopulationSpec parsed =
        new PopulationSpecs(EventTemplates.AD_EVENT).parse(SpecTextFuzzTest.POPULATION);
    write(target, "population-binary", parsed.toByteArray());
    write(
        target,
        "population-published",
        "subpopulations { vid_ranges { start_vid: 1 end_vid_inclusive: 9 } attributes {"
            + " [type.googleapis.com/wfa.measurement.api.v2alpha.event_templates.testing.Person] {"
            + " gender: MALE age_group: YEARS_18_TO_34 social_grade_group: A_B_C1 } } }");
    write(
        target,
        "synthetic",
        """
        description: "small"
        sampling_nonce: 5
        date_specs {
          date_range { start { year: 2026 month: 2 day: 27 }
            end_exclusive { year: 2026 month: 3 day: 3 } }
          frequency_specs {
            frequency: 2
            vid_range_specs {
              vid_range { start: 1 end_exclusive: 101 }
              sampling_rate: 0.5
              non_population_field_values { key: "video_ad.viewed_fraction"
                value { double_value: 0.25 } }
              non_population_field_values { key: "video_ad.watch_duration"
                value { duration_value { seconds: 7 nanos: 500000000 } } }
            }
            vid_range_specs {
              vid_range { start: 3001 end_exclusive: 3201 }
              non_population_field_values { key: "banner_ad.viewable" value { bool_value: true } }
            }
          }
        }
        """);
  }

  private void filter() throws IOException {
    String[] filters = {
      "person.gender == 2",
      "person.gender == Person.Gender.FEMALE && video_ad.viewed_fraction >= 0.5",
      "!(person.age_group in [1, 3]) || has(video_ad.length) && !has(video_ad.watch_duration)",
      "video_ad.length in [duration('15s'), duration('30s')]",
      "video_ad.viewed_fraction > -1.5 || banner_ad.viewable != true",
      "person.age_group > person.gender",
      "[1, 2].exists(x, x == person.gender)",
      "video_ad.length < duration(\"1h30m\") && timestamp('2026-03-01T00:00:00Z') != null",
      "person == Person{gender: Person.Gender.MALE} ? {1: 2u}[1] == b'x' : 1 + 2 * -3 % 4 > 0x5"
    };
    for (int i = 0; i < filters.length; i++) {
      write("Filter", "filter-" + i, filters[i]);
    }
  }

  private void names() throws IOException {
    String target = "Names";
    write(target, "object", "spring/Monday 2026.csv");
    write(target, "manifest", "external/dataProviders-edp1/c1/requisition-r1/manifest");
    write(target, "setup", "external/duchies-worker2/c1/setup/manifest");
    write(target, "escape", "external/duchies-worker2/c1/../../manifest");
    write(target, "measurement", "measurementConsumers/mc1/measurements/m1");
    write(target, "requisition", "dataProviders/edp1/requisitions/r1");
    write(target, "certificate", "duchies/worker1/certificates/c1");
    write(target, "participant", "computations/c1/participants/worker1");
    write(target, "event-group", "dataProviders/edp1/eventGroups/spring");
    write(target, "digest", "AB:" + Fingerprint.of(new byte[0]).hex().substring(2));
    write(target, "page-token", NamesFuzzTest.token(Instant.EPOCH, "dataProviders/edp1"));
    write(target, "page-token-with-time", NamesFuzzTest.token(FixedParty.now(), "x"));
    write(target, "decomposed", "e\u0301/\u1e9b\u0323");
  }

  private void upload() throws IOException {
    String target = "UploadUrl";
    Path folder = Files.createTempDirectory("fuzz-seeds");
    UploadUrlFuzzTest.start(folder);
    String query = UploadUrlFuzzTest.url.getRawQuery();
    String share = new String(UploadUrlFuzzTest.SHARE, StandardCharsets.US_ASCII);
    write(target, "granted", "PUT /upload?" + query + "\n\n" + share);
    write(target, "too-long", "PUT /upload?" + query + "\nContent-Length: 999\n\n" + share + share);
    write(target, "other-bytes", "PUT /upload?" + query + "\n\n" + share.replace('s', 'S'));
    write(
        target,
        "other-object",
        "PUT /upload?" + query.replace("share", "manifest") + "\n\n" + share);
    write(target, "get", HttpMethod.GET + " /upload?" + query + "\n\n");
    UploadUrlFuzzTest.stop();
  }

  private void commandLine() throws IOException {
    String target = "CommandLine";
    String[] lines = {
      "measurements create --id first --type REACH_AND_FREQUENCY -g edp1/spring -g edp2/spring"
          + " --from 2026-03-02 --to 2026-03-16 --max-frequency 5 --wait",
      "measurements explain --type REACH -g edp1/spring --epsilon 0.5 --delta 1e-9 --json",
      "measurements list --state COMPUTING --as mc1",
      "measurements timeline first --verbose",
      "events truth a.csv b.parquet --max-frequency 5 --filter person.gender==2",
      "events upload a.csv --as edp1 --group spring --wait",
      "events generate --out sample --split 3 --deal VID --format PARQUET",
      "market up --detach --data-providers 5",
      "market status --json",
      "requisitions list --as edp1",
      "requisitions refuse r1 --as edp1 --message no",
      "budget show --as edp1",
      "parties list",
      "parties add edp9 --role EVENT_DATA_PROVIDER",
      "parties trust mc1 --as edp1",
      "populations publish people.textproto --id p2",
      "keys revoke c1 --as edp1 --reason lost",
      "generate-completion",
      "measurments creat --help"
    };
    for (String line : lines) {
      write(
          target,
          line.replaceAll("[^a-z]+.*", "") + "-" + Integer.toHexString(line.hashCode()),
          line.replace(' ', '\n'));
    }
  }
}
