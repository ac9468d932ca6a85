package org.aureole.duchy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.aureole.crypto.consent.Purpose;
import org.aureole.crypto.consent.SignedMessages;
import org.aureole.crypto.consent.SigningContext;
import org.aureole.crypto.vid.SamplingInterval;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.lifecycle.ComputationStage;
import org.aureole.model.lifecycle.MeasurementState;
import org.aureole.model.name.PartyName;
import org.aureole.platform.handover.InboxFolder;
import org.aureole.platform.http.HttpMethod;
import org.aureole.v1.CreateUploadRequest;
import org.aureole.v1.LocalComputation;
import org.aureole.v1.Manifest;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.Upload;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a data provider hands over wrongly is not pinned, and may be mended. */
@Tag("store")
class HostileDataProviderTest {
  private static final TestMarket MARKET = new TestMarket(2);
  private static final PartyName EDP1 = PartyName.dataProvider("edp1");
  private static final PartyName EDP2 = PartyName.dataProvider("edp2");

  @AfterAll
  static void close() {
    MARKET.close();
  }

  /** Manifests that the provider itself signs, in the right place, but that say something wrong. */
  enum Wrong {
    MARKET_NAME("market", m -> m.setMarket("market-2")),
    COMPUTATION("computation", m -> m.setComputation("computations/another")),
    MEASUREMENT("measurement", m -> m.setMeasurement("measurementConsumers/mc1/measurements/x")),
    PROTOCOL("protocol", m -> m.setProtocol("direct")),
    STAGE("stage", m -> m.setStage("requisition-another")),
    FROM("from", m -> m.setFrom(EDP2.toString())),
    TO("to", m -> m.setTo(TestMarket.WORKER2.toString())),
    FINGERPRINT("specFingerprint", m -> m.setSpecFingerprint(ByteString.copyFrom(new byte[32]))),
    NO_OBJECT("objects", Manifest.Builder::clearObjects),
    TWO_OBJECTS("objects", m -> m.addObjects(m.getObjects(0).toBuilder().setName("another"))),
    OBJECT_TWICE("objects", m -> m.addObjects(m.getObjects(0))),
    OBJECT_SIZE(
        "objects.sizeBytes", m -> m.setObjects(0, m.getObjects(0).toBuilder().setSizeBytes(3))),
    DIGEST(
        "digest",
        m ->
            m.setObjects(
                0, m.getObjects(0).toBuilder().setSha256(ByteString.copyFrom(new byte[32])))),
    ANOTHER_OBJECT(
        "objects.name", m -> m.setObjects(0, m.getObjects(0).toBuilder().setName("another"))),
    REQUISITION(
        "requisition",
        m -> m.getRequisitionShareBuilder().setRequisition("dataProviders/edp2/requisitions/r")),
    NONCE("nonce", m -> m.getRequisitionShareBuilder().setNonce(ByteString.copyFrom(new byte[16]))),
    NONCE_LENGTH(
        "nonce", m -> m.getRequisitionShareBuilder().setNonce(ByteString.copyFrom(new byte[3]))),
    VECTOR_LENGTH("vectorLength", m -> m.getRequisitionShareBuilder().setVectorLength(499)),
    MODULUS("modulus", m -> m.getRequisitionShareBuilder().setModulus(127)),
    NO_SEED("sealedSeed", m -> m.getRequisitionShareBuilder().clearSealedSeed()),
    NO_PARAMETERS("requisition", Manifest.Builder::clearRequisitionShare);

    private final String named;
    private final Consumer<Manifest.Builder> change;

    Wrong(String named, Consumer<Manifest.Builder> change) {
      this.named = named;
      this.change = change;
    }
  }

  @ParameterizedTest
  @EnumSource
  void aManifestThatSaysSomethingWrongIsRefused(Wrong wrong) {
    TestMeasurement measurement = begun();
    Manifest.Builder manifest = measurement.manifest(EDP1);
    wrong.change.accept(manifest);
    measurement.deliver(EDP1, "share", measurement.answer(EDP1));
    handOver(measurement, measurement.signManifest(EDP1, EDP1, manifest.build()));

    assertRefused(measurement, wrong.named);
  }

  @Test
  void whatWasRefusedMayBeMended() {
    TestMeasurement measurement = begun();
    ByteString share = measurement.answer(EDP1);
    measurement.deliver(EDP1, "share", ByteString.copyFrom(new byte[share.size()]));
    handOver(measurement, measurement.signManifest(EDP1, EDP1, measurement.manifest(EDP1).build()));

    assertRefused(measurement, "another digest");
    measurement.fulfillAll();
    assertSucceeds(measurement);
  }

  @Test
  void aManifestThatAnotherProviderSignedIsRefused() {
    TestMeasurement measurement = begun();
    measurement.deliver(EDP1, "share", measurement.answer(EDP1));
    handOver(measurement, measurement.signManifest(EDP1, EDP2, measurement.manifest(EDP1).build()));

    assertRefused(measurement, EDP1.toString());
  }

  @Test
  void aManifestSignedForAnotherComputationIsRefused() {
    TestMeasurement measurement = begun();
    TestMeasurement other = begun();
    measurement.deliver(EDP1, "share", measurement.answer(EDP1));
    handOver(measurement, other.signManifest(EDP1, EDP1, other.manifest(EDP1).build()));

    assertRefused(measurement, "not signed by it for this use");
  }

  @Test
  void aManifestForTheOtherWorkerIsRefused() {
    TestMeasurement measurement = begun();
    SigningContext context =
        SigningContext.addressed(
            Purpose.MANIFEST,
            EDP1.toString(),
            TestMarket.WORKER2.toString(),
            measurement.computation.toString(),
            measurement.fingerprint());
    measurement.deliver(EDP1, "share", measurement.answer(EDP1));
    handOver(
        measurement,
        SignedMessages.sign(
                MARKET.keys.get(EDP1).signing(),
                "",
                context,
                measurement.manifest(EDP1).build().toByteArray())
            .toByteString());

    assertRefused(measurement, "not signed by it for this use");
  }

  @Test
  void bytesThatAreNoManifestAreRefused() {
    TestMeasurement measurement = begun();
    handOver(measurement, ByteString.copyFromUtf8("no manifest"));

    assertRefused(measurement, "");
  }

  @Test
  void aTruncatedObjectIsRefused() {
    TestMeasurement measurement = begun();
    ByteString share = measurement.answer(EDP1);
    TestDuchy worker = MARKET.duchy(TestMarket.WORKER1);
    worker.inbox.create(
        measurement.folder(EDP1).object("share"), share.substring(0, share.size() - 1));
    handOver(measurement, measurement.signManifest(EDP1, EDP1, measurement.manifest(EDP1).build()));

    assertRefused(measurement, "another size than its manifest says");
  }

  @Test
  void aSecondManifestIsRefusedOnceOneIsPinned() {
    TestMeasurement measurement = begun();
    measurement.fulfill(EDP1);
    MARKET.pump();
    ByteString second = measurement.signManifest(EDP1, EDP1, measurement.manifest(EDP1).build());

    assertThatThrownBy(() -> handOver(measurement, second))
        .isInstanceOfSatisfying(
            DomainException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_EXISTS));
    TestDuchy worker = MARKET.duchy(TestMarket.WORKER1);
    String object = measurement.folder(EDP1).object(InboxFolder.MANIFEST);
    worker.inbox.drop(object, second);
    MARKET.storageEvent(TestMarket.WORKER1, object);
    measurement.fulfill(EDP2);
    assertSucceeds(measurement);
  }

  @Test
  void theSameHandOverAgainIsASuccess() {
    TestMeasurement measurement = begun();
    ByteString manifest = measurement.signManifest(EDP1, EDP1, measurement.manifest(EDP1).build());
    for (int again = 0; again < 2; again++) {
      measurement.deliver(EDP1, "share", measurement.answer(EDP1));
      handOver(measurement, manifest);
    }
    measurement.fulfill(EDP2);
    assertSucceeds(measurement);
    assertThat(upload(measurement, EDP1, request(measurement, manifest)).getComplete()).isTrue();
  }

  @Test
  void aShareThatIsSwappedAfterItWasPinnedFailsTheComputation() {
    TestMeasurement measurement = begun();
    measurement.fulfill(EDP1);
    MARKET.pump();
    TestDuchy worker = MARKET.duchy(TestMarket.WORKER1);
    String object = measurement.folder(EDP1).object("share");
    worker.inbox.drop(object, ByteString.copyFrom(new byte[measurement.answer(EDP1).size()]));
    measurement.fulfill(EDP2);
    MARKET.settle(measurement.computation);

    assertThat(MARKET.kingdom.state(measurement.computation)).isEqualTo(MeasurementState.FAILED);
    assertThat(MARKET.kingdom.failures(measurement.computation))
        .singleElement()
        .asString()
        .startsWith("duchies/worker1: PROTOCOL_VIOLATION")
        .contains("another digest");
    assertThat(worker.stage(measurement.computation)).contains(ComputationStage.FAILED);
    MARKET.duchies.values().forEach(d -> assertThat(d.objects(measurement.computation)).isZero());
  }

  /** Else the failure would be an answer without noise about the other provider's events. */
  @Test
  void largerValuesThanAgreedFailNothingAndTellNothing() {
    TestMeasurement measurement =
        new TestMeasurement(
                MARKET,
                new TestMeasurement.Question(
                    2, 10, NoiseMechanism.DISCRETE_GAUSSIAN, SamplingInterval.CIRCLE))
            .create();
    measurement.awaitParams();
    byte[] raised = measurement.answer(EDP1).toByteArray();
    for (int i = 0; i < raised.length; i++) {
      raised[i] = (byte) ((raised[i] + 20) % 32);
    }
    ByteString share = ByteString.copyFrom(raised);
    measurement.deliver(EDP1, "share", share);
    handOver(
        measurement,
        measurement.signManifest(
            EDP1,
            EDP1,
            measurement
                .manifest(EDP1)
                .setObjects(0, TestMeasurement.object("share", share))
                .build()));
    measurement.fulfill(EDP2);
    MARKET.settle(measurement.computation);

    assertThat(MARKET.kingdom.state(measurement.computation)).isEqualTo(MeasurementState.SUCCEEDED);
    assertThat(MARKET.kingdom.failures(measurement.computation)).isEmpty();
  }

  @Test
  void aSeedThatAnotherProviderSignedFailsTheComputation() {
    TestMeasurement measurement = begun();
    Manifest.Builder manifest = measurement.manifest(EDP1);
    manifest
        .getRequisitionShareBuilder()
        .setSealedSeed(((TestShares) measurement.answers).sealedSeed(EDP2));
    measurement.deliver(EDP1, "share", measurement.answer(EDP1));
    handOver(measurement, measurement.signManifest(EDP1, EDP1, manifest.build()));
    measurement.fulfill(EDP2);
    MARKET.settle(measurement.computation);

    assertThat(MARKET.kingdom.state(measurement.computation)).isEqualTo(MeasurementState.FAILED);
    assertThat(MARKET.kingdom.failures(measurement.computation))
        .singleElement()
        .asString()
        .contains("duchies/worker2", "cannot be opened");
  }

  /** Requests for a place that are not granted. */
  enum Refused {
    ANOTHERS_REQUISITION(EDP2, r -> r, ErrorCode.NOT_FOUND),
    NOT_APPROVED(PartyName.dataProvider("edp3"), r -> r, ErrorCode.PERMISSION_DENIED),
    UNKNOWN_COMPUTATION(EDP1, r -> r.setComputation("computations/none"), ErrorCode.NOT_FOUND),
    BAD_COMPUTATION(EDP1, r -> r.setComputation("none"), ErrorCode.INVALID_ARGUMENT),
    OTHER_STAGE(EDP1, r -> r.setStage("setup"), ErrorCode.INVALID_ARGUMENT),
    BAD_STAGE(EDP1, r -> r.setStage("../x"), ErrorCode.INVALID_ARGUMENT),
    OTHER_REQUISITION(
        EDP1,
        r -> r.setRequisition("dataProviders/edp1/requisitions/none"),
        ErrorCode.INVALID_ARGUMENT),
    SIZE(
        EDP1,
        r -> r.setObject(r.getObjectBuilder().setSizeBytes(1 << 30)),
        ErrorCode.INVALID_ARGUMENT),
    MANIFEST_SIZE(
        EDP1,
        r -> r.setObject(r.getObjectBuilder().setName("manifest").setSizeBytes(1 << 30)),
        ErrorCode.INVALID_ARGUMENT),
    OBJECT_NAME(
        EDP1, r -> r.setObject(r.getObjectBuilder().setName("a/b")), ErrorCode.INVALID_ARGUMENT),
    ONE_OBJECT_MORE(
        EDP1,
        r -> r.setObject(r.getObjectBuilder().setName("share-2")),
        ErrorCode.INVALID_ARGUMENT),
    NO_DIGEST(
        EDP1, r -> r.setObject(r.getObjectBuilder().clearSha256()), ErrorCode.INVALID_ARGUMENT),
    AGGREGATOR_IN_SETUP(TestMarket.AGGREGATOR, r -> r.setStage("setup"), ErrorCode.NOT_FOUND),
    CONSUMER(TestMarket.CONSUMER, r -> r, ErrorCode.PERMISSION_DENIED);

    private final PartyName caller;
    private final UnaryOperator<CreateUploadRequest.Builder> change;
    private final ErrorCode code;

    Refused(PartyName caller, UnaryOperator<CreateUploadRequest.Builder> change, ErrorCode code) {
      this.caller = caller;
      this.change = change;
      this.code = code;
    }
  }

  @ParameterizedTest
  @EnumSource
  void noPlaceIsGivenFor(Refused refused) {
    TestMeasurement measurement = begun();
    CreateUploadRequest.Builder request =
        CreateUploadRequest.newBuilder()
            .setComputation(measurement.computation.toString())
            .setStage(measurement.folder(EDP1).stage())
            .setRequisition(measurement.requisitions.get(EDP1).toString())
            .setObject(TestMeasurement.object("share", measurement.answer(EDP1)));
    long before = MARKET.duchy(TestMarket.WORKER1).objects(measurement.computation);

    assertThatThrownBy(
            () -> upload(measurement, refused.caller, refused.change.apply(request).build()))
        .isInstanceOfSatisfying(
            DomainException.class, e -> assertThat(e.code()).isEqualTo(refused.code));
    assertThat(MARKET.duchy(TestMarket.WORKER1).objects(measurement.computation)).isEqualTo(before);
  }

  private static TestMeasurement begun() {
    TestMeasurement measurement =
        new TestMeasurement(MARKET, TestMeasurement.Question.exact(2, 3)).create();
    measurement.awaitParams();
    return measurement;
  }

  private static void handOver(TestMeasurement measurement, ByteString manifest) {
    measurement.deliver(EDP1, InboxFolder.MANIFEST, manifest);
    MARKET.pump();
  }

  private static CreateUploadRequest request(TestMeasurement measurement, ByteString manifest) {
    return CreateUploadRequest.newBuilder()
        .setComputation(measurement.computation.toString())
        .setStage(measurement.folder(EDP1).stage())
        .setRequisition(measurement.requisitions.get(EDP1).toString())
        .setObject(TestMeasurement.object(InboxFolder.MANIFEST, manifest))
        .build();
  }

  private static Upload upload(
      TestMeasurement measurement, PartyName caller, CreateUploadRequest request) {
    return MARKET
        .duchy(measurement.receiver(EDP1))
        .call(
            caller.toString(),
            HttpMethod.POST,
            "/v1/uploads",
            request,
            Upload.getDefaultInstance());
  }

  private static void assertRefused(TestMeasurement measurement, String named) {
    LocalComputation view = MARKET.duchy(TestMarket.WORKER1).view(measurement.computation);
    assertThat(view.getInputsList())
        .filteredOn(input -> input.getSender().equals(EDP1.toString()))
        .singleElement()
        .satisfies(input -> {
          assertThat(input.getState()).isEqualTo(LocalComputation.Input.State.REFUSED);
          assertThat(input.getMessage()).contains(named);
        });
    assertThat(MARKET.kingdom.get(measurement.computation).getRequisitions(0).getNonce()).isEmpty();
    assertThat(MARKET.kingdom.timeline(measurement.computation))
        .anyMatch(entry -> entry.getMessage().startsWith("refused requisition-"));
  }

  private static void assertSucceeds(TestMeasurement measurement) {
    MARKET.settle(measurement.computation);
    assertThat(MARKET.kingdom.state(measurement.computation)).isEqualTo(MeasurementState.SUCCEEDED);
    assertThat(measurement.result().getReach().getValue()).isEqualTo(measurement.reached());
  }
}
