package org.aureole.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.crypto.consent.Purpose;
import org.aureole.crypto.consent.SignedMessages;
import org.aureole.crypto.consent.SigningContext;
import org.aureole.platform.blob.StorageEvent;
import org.aureole.platform.http.HttpMethod;
import org.aureole.platform.http.PushEnvelope;
import org.aureole.platform.http.PushedMessage;
import org.aureole.platform.http.StrictJson;
import org.aureole.v1.BatchCreateMeasurementsRequest;
import org.aureole.v1.Computation;
import org.aureole.v1.ListComputationsResponse;
import org.aureole.v1.ListMeasurementsResponse;
import org.aureole.v1.ListRequisitionsResponse;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.Notification;
import org.aureole.v1.RequisitionParams;
import org.aureole.v1.SetRequisitionParamsRequest;
import org.aureole.v1.SignedMessage;

/**
 * Seeds of what a party's functions are sent over HTTP: requests in the form of {@link HttpInput},
 * JSON bodies, push envelopes and grants of an upload.
 */
final class HttpSeeds {
  private static final String JSON = "application/json";
  private static final String PROTOBUF = "application/x-protobuf";

  private final SeedFolder folder;

  private HttpSeeds(SeedFolder folder) {
    this.folder = folder;
  }

  /** Writes them all. */
  static void write(SeedFolder folder) throws IOException {
    HttpSeeds seeds = new HttpSeeds(folder);
    seeds.json();
    seeds.kingdom();
    seeds.duchy();
    seeds.dataProvider();
    seeds.upload();
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
    folder.write(target, name, out.toByteArray());
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
      folder.write(
          target,
          "no-token",
          "GET /v1/dataProviders\nAuthorization: Bearer "
              + "eyJhbGciOiJFUzI1NiIsImtpZCI6ImsxIn0.e30.AAAA\ntraceparent: "
              + "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\n\n");
      folder.write(target, "options", "OPTIONS /v1/dataProviders\nAccept: */*;q=0.1\n\n");
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
    folder.write(target, "no-token", "POST /v1/uploads\nContent-Type: application/json\n\n{}");
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
    folder.write(target, "no-token", "GET /v1/policy\nAuthorization: Bearer x.y.z\n\n");
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
      folder.write(
          target,
          JsonFuzzTest.TYPES.get(i).getDescriptorForType().getName(),
          (char) i + bodies.get(i));
    }
    folder.write(
        target,
        "push-envelope",
        "p" + envelope(Map.of("bucketId", "b", "objectId", "o"), ByteString.copyFromUtf8("x")));
  }

  private void upload() throws IOException {
    String target = "UploadUrl";
    Path objects = Files.createTempDirectory("fuzz-seeds");
    UploadUrlFuzzTest.start(objects);
    String query = UploadUrlFuzzTest.url.getRawQuery();
    String share = new String(UploadUrlFuzzTest.SHARE, StandardCharsets.US_ASCII);
    folder.write(target, "granted", "PUT /upload?" + query + "\n\n" + share);
    folder.write(
        target, "too-long", "PUT /upload?" + query + "\nContent-Length: 999\n\n" + share + share);
    folder.write(target, "other-bytes", "PUT /upload?" + query + "\n\n" + share.replace('s', 'S'));
    folder.write(
        target,
        "other-object",
        "PUT /upload?" + query.replace("share", "manifest") + "\n\n" + share);
    folder.write(target, "get", HttpMethod.GET + " /upload?" + query + "\n\n");
    UploadUrlFuzzTest.stop();
  }
}
