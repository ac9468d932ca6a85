package org.aureole.duchy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.aureole.crypto.estimate.Estimate;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.lifecycle.ComputationStage;
import org.aureole.model.lifecycle.MeasurementState;
import org.aureole.model.name.PartyName;
import org.aureole.platform.handover.InboxFolder;
import org.aureole.v1.LocalComputation;
import org.aureole.v1.Manifest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Registers that a data provider hands over wrongly are not pinned, and may be mended. */
@Tag("store")
class HostileRegistersTest {
  private static final TestMarket MARKET = new TestMarket(2);
  private static final PartyName EDP1 = PartyName.dataProvider("edp1");
  private static final PartyName EDP2 = PartyName.dataProvider("edp2");

  @AfterAll
  static void close() {
    MARKET.close();
  }

  /** Manifests that the provider itself signs, in the right place, but that say something wrong. */
  enum Wrong {
    PROTOCOL("protocol", m -> m.setProtocol(InboxFolder.SHARE_SHUFFLE)),
    STAGE("stage", m -> m.setStage(InboxFolder.PHASE_ONE)),
    TO("to", m -> m.setTo(TestMarket.AGGREGATOR.toString())),
    NO_OBJECT("objects", Manifest.Builder::clearObjects),
    TWO_OBJECTS("objects", m -> m.addObjects(m.getObjects(0))),
    ANOTHER_OBJECT("objects.name", m -> m.getObjectsBuilder(0).setName(InboxFolder.SHARE)),
    NO_WHOLE_REGISTERS("objects.sizeBytes", m -> size(m, m.getObjects(0).getSizeBytes() - 1)),
    REGISTERS_OF_A_REACH("objects.sizeBytes", m -> size(m, 66)),
    TOO_MANY_REGISTERS("objects.sizeBytes", m -> size(m, 201 * 198)),
    OTHER_SIZE(
        "another size than its manifest says", m -> size(m, m.getObjects(0).getSizeBytes() - 198)),
    DIGEST("digest", m -> m.getObjectsBuilder(0).setSha256(ByteString.copyFrom(new byte[32]))),
    REQUISITION(
        "encryptedRegisters.requisition",
        m -> m.getEncryptedRegistersBuilder().setRequisition("dataProviders/edp2/requisitions/r")),
    NONCE(
        "encryptedRegisters.nonce",
        m -> m.getEncryptedRegistersBuilder().setNonce(ByteString.copyFrom(new byte[16]))),
    NONCE_LENGTH(
        "nonce", m -> m.getEncryptedRegistersBuilder().setNonce(ByteString.copyFrom(new byte[3]))),
    REGISTER_BYTES(
        "encryptedRegisters.registerBytes",
        m -> m.getEncryptedRegistersBuilder().setRegisterBytes(66)),
    NO_PARAMETERS("encryptedRegisters.requisition", Manifest.Builder::clearEncryptedRegisters),
    PARAMETERS_OF_A_SHARE(
        "encryptedRegisters.requisition",
        m ->
            m.setRequisitionShare(
                Manifest.RequisitionShare.newBuilder()
                    .setRequisition(m.getEncryptedRegisters().getRequisition())
                    .setNonce(m.getEncryptedRegisters().getNonce())));

    private final String named;
    private final Consumer<Manifest.Builder> change;

    Wrong(String named, Consumer<Manifest.Builder> change) {
      this.named = named;
      this.change = change;
    }

    private static void size(Manifest.Builder manifest, long bytes) {
      manifest.getObjectsBuilder(0).setSizeBytes(bytes);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aManifestThatSaysSomethingWrongIsRefused(Wrong wrong) {
    TestMeasurement measurement = begun();
    Manifest.Builder manifest = measurement.manifest(EDP1);
    wrong.change.accept(manifest);
    measurement.deliver(EDP1, InboxFolder.REGISTERS, measurement.answer(EDP1));
    handOver(measurement, measurement.signManifest(EDP1, EDP1, manifest.build()));

    assertRefused(measurement, wrong.named);
  }

  /** What a provider may hand over instead of its registers, under a manifest that fits. */
  enum NoRegisters {
    NO_POINT(RingBreach::noPoint),
    NO_POINT_AT_THE_END(registers ->
        registers
            .substring(0, registers.size() - 33)
            .concat(RingBreach.noPoint(registers.substring(registers.size() - 33)))),
    NOT_ON_THE_CURVE(registers ->
        registers.substring(0, 1).concat(xOfNoPoint()).concat(registers.substring(33))),
    ZEROS(registers -> ByteString.copyFrom(new byte[registers.size()])),
    UNCOMPRESSED(registers -> ByteString.copyFrom(new byte[] {4}).concat(registers.substring(1)));

    private final UnaryOperator<ByteString> change;

    NoRegisters(UnaryOperator<ByteString> change) {
      this.change = change;
    }

    /** Above the prime of the field. */
    private static ByteString xOfNoPoint() {
      byte[] x = new byte[32];
      Arrays.fill(x, (byte) 0xff);
      return ByteString.copyFrom(x);
    }
  }

  @ParameterizedTest
  @EnumSource
  void registersThatAreNoPointsAreRefusedAndMayBeMended(NoRegisters wrong) {
    TestMeasurement measurement = begun();
    handOverInstead(measurement, wrong.change.apply(measurement.answer(EDP1)));

    assertRefused(measurement, "manifest.objects: are not registers of points");
    assertThat(MARKET.kingdom.timeline(measurement.computation))
        .as("how many registers there are is not for everybody")
        .filteredOn(entry -> entry.getMessage().startsWith("refused"))
        .noneMatch(entry -> entry.getMessage().contains("record"));
    measurement.fulfillAll();
    assertSucceeds(measurement, registers(measurement).reach());
  }

  /** The bucket lets more in than the leave to upload says. */
  @Test
  void moreRegistersThanASketchHasAreRefused() {
    TestMeasurement measurement = begun();
    ByteString register = measurement.answer(EDP1).substring(0, 198);
    ByteString many = ByteString.EMPTY;
    for (int i = 0; i < 201; i++) {
      many = many.concat(register);
    }
    MARKET
        .duchy(TestMarket.WORKER1)
        .inbox
        .create(measurement.folder(EDP1).object(InboxFolder.REGISTERS), many);
    Manifest manifest =
        measurement
            .manifest(EDP1)
            .setObjects(0, TestMeasurement.object(InboxFolder.REGISTERS, many))
            .build();
    handOver(measurement, measurement.signManifest(EDP1, EDP1, manifest));

    assertRefused(measurement, "objects.sizeBytes");
  }

  @Test
  void truncatedRegistersAreRefusedAndMayBeMended() {
    TestMeasurement measurement = begun();
    ByteString registers = measurement.answer(EDP1);
    MARKET
        .duchy(TestMarket.WORKER1)
        .inbox
        .create(
            measurement.folder(EDP1).object(InboxFolder.REGISTERS),
            registers.substring(0, registers.size() - 1));
    handOver(measurement, measurement.signManifest(EDP1, EDP1, measurement.manifest(EDP1).build()));

    assertRefused(measurement, "another size than its manifest says");
    measurement.fulfillAll();
    assertSucceeds(measurement, registers(measurement).reach());
  }

  @Test
  void aManifestThatAnotherProviderSignedIsRefused() {
    TestMeasurement measurement = begun();
    measurement.deliver(EDP1, InboxFolder.REGISTERS, measurement.answer(EDP1));
    handOver(measurement, measurement.signManifest(EDP1, EDP2, measurement.manifest(EDP1).build()));

    assertRefused(measurement, EDP1.toString());
  }

  @Test
  void aManifestSignedForAnotherComputationIsRefused() {
    TestMeasurement measurement = begun();
    TestMeasurement other = begun();
    measurement.deliver(EDP1, InboxFolder.REGISTERS, measurement.answer(EDP1));
    handOver(measurement, other.signManifest(EDP1, EDP1, other.manifest(EDP1).build()));

    assertRefused(measurement, "not signed by it for this use");
  }

  @Test
  void aSecondManifestIsRefusedOnceOneIsPinned() {
    TestMeasurement measurement = begun();
    measurement.fulfill(EDP1);
    MARKET.pump();
    ByteString second = measurement.signManifest(EDP1, EDP1, measurement.manifest(EDP1).build());

    assertThat(
            catchThrowableOfType(DomainException.class, () -> handOver(measurement, second)).code())
        .isEqualTo(ErrorCode.ALREADY_EXISTS);
    String object = measurement.folder(EDP1).object(InboxFolder.MANIFEST);
    MARKET.duchy(TestMarket.WORKER1).inbox.drop(object, second);
    MARKET.storageEvent(TestMarket.WORKER1, object);
    measurement.fulfill(EDP2);
    assertSucceeds(measurement, registers(measurement).reach());
  }

  @Test
  void registersThatAreSwappedAfterTheyWerePinnedFailTheComputation() {
    TestMeasurement measurement = begun();
    measurement.fulfill(EDP1);
    MARKET.pump();
    ByteString registers = measurement.answer(EDP1);
    MARKET
        .duchy(TestMarket.WORKER1)
        .inbox
        .drop(
            measurement.folder(EDP1).object(InboxFolder.REGISTERS),
            registers.substring(198).concat(registers.substring(0, 198)));
    measurement.fulfill(EDP2);
    MARKET.settle(measurement.computation);

    assertThat(MARKET.kingdom.state(measurement.computation)).isEqualTo(MeasurementState.FAILED);
    assertThat(MARKET.kingdom.failures(measurement.computation))
        .singleElement()
        .asString()
        .startsWith("duchies/worker1: PROTOCOL_VIOLATION")
        .contains("another digest");
    assertThat(MARKET.duchy(TestMarket.WORKER1).stage(measurement.computation))
        .contains(ComputationStage.FAILED);
    MARKET.duchies.values().forEach(d -> assertThat(d.objects(measurement.computation)).isZero());
  }

  /** Else the failure would be an answer without noise about the other provider's events. */
  @Test
  void registersThatComeOftenFailNothingAndTellNothing() {
    TestMeasurement measurement =
        new TestMeasurement(MARKET, TestMeasurement.Question.exact(2, 3).inRingOf(3).noisy())
            .create();
    measurement.awaitParams();
    ByteString one = measurement.answer(EDP1).substring(0, 198);
    ByteString often = measurement.answer(EDP1).concat(one).concat(one).concat(one).concat(one);
    handOverInstead(measurement, often);
    measurement.fulfill(EDP2);
    MARKET.settle(measurement.computation);

    assertThat(MARKET.kingdom.state(measurement.computation)).isEqualTo(MeasurementState.SUCCEEDED);
    assertThat(MARKET.kingdom.failures(measurement.computation)).isEmpty();
  }

  /** A provider that reached nobody, without noise, has no register. */
  @Test
  void noRegistersAreAnAnswerToo() {
    TestMeasurement measurement = begun();
    handOverInstead(measurement, ByteString.EMPTY);
    measurement.fulfill(EDP2);
    MARKET.settle(measurement.computation);

    assertThat(MARKET.kingdom.state(measurement.computation)).isEqualTo(MeasurementState.SUCCEEDED);
    assertThat(measurement.result().getReach().getValue())
        .isPositive()
        .isLessThan(registers(measurement).reach().value());
  }

  @Test
  void whereNobodyReachedAnybodyTheReachIsZero() {
    TestMeasurement measurement = begun();
    for (PartyName provider : measurement.requisitions.keySet()) {
      handOverInstead(measurement, provider, ByteString.EMPTY);
    }
    MARKET.settle(measurement.computation);

    assertThat(MARKET.kingdom.state(measurement.computation)).isEqualTo(MeasurementState.SUCCEEDED);
    assertThat(measurement.result().getReach().getValue()).isZero();
    assertThat(measurement.result().getFrequencyList())
        .extracting(bucket -> bucket.getShare().getValue())
        .containsOnly(0.0);
  }

  private static TestMeasurement begun() {
    TestMeasurement measurement =
        new TestMeasurement(MARKET, TestMeasurement.Question.exact(2, 3).inRingOf(3)).create();
    measurement.awaitParams();
    return measurement;
  }

  private static void handOver(TestMeasurement measurement, ByteString manifest) {
    measurement.deliver(EDP1, InboxFolder.MANIFEST, manifest);
    MARKET.pump();
  }

  private static void handOverInstead(TestMeasurement measurement, ByteString registers) {
    handOverInstead(measurement, EDP1, registers);
  }

  private static void handOverInstead(
      TestMeasurement measurement, PartyName provider, ByteString registers) {
    measurement.deliver(provider, InboxFolder.REGISTERS, registers);
    Manifest manifest =
        measurement
            .manifest(provider)
            .setObjects(0, TestMeasurement.object(InboxFolder.REGISTERS, registers))
            .build();
    measurement.deliver(
        provider, InboxFolder.MANIFEST, measurement.signManifest(provider, provider, manifest));
    MARKET.pump();
  }

  private static TestRegisters registers(TestMeasurement measurement) {
    return (TestRegisters) measurement.answers;
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

  private static void assertSucceeds(TestMeasurement measurement, Estimate reach) {
    MARKET.settle(measurement.computation);
    assertThat(MARKET.kingdom.state(measurement.computation)).isEqualTo(MeasurementState.SUCCEEDED);
    assertThat(measurement.result().getReach().getValue()).isEqualTo(reach.value());
  }
}
