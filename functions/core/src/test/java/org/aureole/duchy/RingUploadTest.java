package org.aureole.duchy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import org.aureole.crypto.llv2.RecordLimits;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.lifecycle.MeasurementState;
import org.aureole.model.name.PartyName;
import org.aureole.platform.http.HttpMethod;
import org.aureole.platform.spec.LiquidLegionsRule;
import org.aureole.v1.CreateUploadRequest;
import org.aureole.v1.ManifestObject;
import org.aureole.v1.Upload;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Who may put what into the inbox of a Duchy of a ring. Of the market's four Duchies three are in
 * the ring; of three data providers, one hands over to each of them.
 */
@Tag("store")
class RingUploadTest {
  private static final TestMarket MARKET = new TestMarket(3, 4);

  /** Sketches of 200 registers, no noise. */
  private static final TestMeasurement FREQUENCY =
      begun(TestMeasurement.Question.exact(3, 3).inRingOf(3));

  private static final TestMeasurement REACH =
      begun(TestMeasurement.Question.exact(3, 1).inRingOf(3));

  private static final TestMeasurement NOISY =
      begun(TestMeasurement.Question.exact(3, 3).inRingOf(3).noisy());

  @AfterAll
  static void close() {
    MARKET.close();
  }

  private static TestMeasurement begun(TestMeasurement.Question question) {
    TestMeasurement measurement = new TestMeasurement(MARKET, question).create();
    measurement.awaitParams();
    return measurement;
  }

  /** A register takes 198 bytes, a tuple too, a count 66; F − 1 = 2 of them make a row. */
  @ParameterizedTest
  @CsvSource({
    "dataProviders/edp1, worker1, requisition, registers, 0",
    "dataProviders/edp1, worker1, requisition, registers, 198",
    "dataProviders/edp2, worker2, requisition, registers, 39600",
    "dataProviders/edp3, aggregator, requisition, registers, 39600",
    "dataProviders/edp1, worker1, requisition, manifest, 1",
    "duchies/worker1, aggregator, setup, records, 0",
    "duchies/worker2, aggregator, setup, records, 118800",
    "duchies/worker1, aggregator, phase-one, records, 118800",
    "duchies/worker1, worker2, phase-one, records, 118800",
    "duchies/worker2, worker1, phase-one, records, 198",
    "duchies/aggregator, worker2, phase-one, records, 0",
    "duchies/aggregator, worker1, phase-two, records, 118800",
    "duchies/worker2, aggregator, phase-two, records, 198",
    "duchies/aggregator, worker1, phase-three, records, 39600",
    "duchies/worker1, worker2, phase-three, records, 79200",
    "duchies/worker1, worker2, phase-three, manifest, 4194304"
  })
  void aPlaceIsGivenFor(String sender, String receiver, String stage, String object, long size) {
    Upload upload = ask(FREQUENCY, sender, receiver, stage, object, size);

    assertThat(upload.getComplete()).isFalse();
    assertThat(upload.getUrl())
        .contains(sender.replace('/', '-') + "/" + FREQUENCY.computation.computation() + "/")
        .endsWith("/" + object);
  }

  @ParameterizedTest
  @CsvSource({
    // More than there can be, or no whole records.
    "dataProviders/edp1, worker1, requisition, registers, 39798, INVALID_ARGUMENT",
    "dataProviders/edp1, worker1, requisition, registers, 197, INVALID_ARGUMENT",
    "dataProviders/edp1, worker1, requisition, registers, 66, INVALID_ARGUMENT",
    "duchies/worker1, aggregator, setup, records, 118998, INVALID_ARGUMENT",
    "duchies/worker1, aggregator, setup, records, 199, INVALID_ARGUMENT",
    "duchies/aggregator, worker1, phase-one, records, 118998, INVALID_ARGUMENT",
    "duchies/aggregator, worker1, phase-two, records, 118998, INVALID_ARGUMENT",
    "duchies/aggregator, worker1, phase-two, records, 66, INVALID_ARGUMENT",
    "duchies/worker1, worker2, phase-three, records, 79266, INVALID_ARGUMENT",
    "duchies/worker1, worker2, phase-three, records, 65, INVALID_ARGUMENT",
    "duchies/worker1, worker2, phase-three, records, -66, INVALID_ARGUMENT",
    "duchies/worker1, worker2, phase-three, manifest, 4194305, INVALID_ARGUMENT",
    "duchies/worker1, worker2, phase-three, manifest, 0, INVALID_ARGUMENT",
    // Another object than there is.
    "dataProviders/edp1, worker1, requisition, share, 198, INVALID_ARGUMENT",
    "dataProviders/edp1, worker1, requisition, records, 198, INVALID_ARGUMENT",
    "duchies/worker1, aggregator, setup, registers, 198, INVALID_ARGUMENT",
    "duchies/worker1, worker2, phase-one, vector, 198, INVALID_ARGUMENT",
    "duchies/worker1, worker2, phase-one, records-2, 198, INVALID_ARGUMENT",
    // Another stage than there is here for that sender.
    "dataProviders/edp1, worker1, phase-one, registers, 198, INVALID_ARGUMENT",
    "dataProviders/edp1, worker1, setup, registers, 198, INVALID_ARGUMENT",
    "duchies/worker1, worker2, setup, records, 198, INVALID_ARGUMENT",
    "duchies/aggregator, worker2, setup, records, 198, INVALID_ARGUMENT",
    "duchies/worker1, aggregator, shuffle, records, 198, INVALID_ARGUMENT",
    "duchies/worker1, worker2, phase-four, records, 198, INVALID_ARGUMENT",
    "duchies/worker1, worker2, requisition, registers, 198, INVALID_ARGUMENT",
    // A provider at a Duchy that receives from another, a Duchy that is not in the ring, strangers.
    "dataProviders/edp1, worker2, requisition, registers, 198, NOT_FOUND",
    "dataProviders/edp1, aggregator, requisition, registers, 198, NOT_FOUND",
    "duchies/worker3, aggregator, setup, records, 198, NOT_FOUND",
    "duchies/worker3, worker1, phase-one, records, 198, NOT_FOUND",
    "duchies/worker1, worker3, phase-one, records, 198, NOT_FOUND",
    "dataProviders/edp4, worker1, requisition, registers, 198, PERMISSION_DENIED",
    "measurementConsumers/mc1, aggregator, setup, records, 198, PERMISSION_DENIED",
    "duchies/mallory, aggregator, setup, records, 198, PERMISSION_DENIED"
  })
  void noPlaceIsGivenFor(
      String sender, String receiver, String stage, String object, long size, ErrorCode code) {
    TestDuchy duchy = MARKET.duchy(PartyName.duchy(receiver));
    long before = duchy.objects(FREQUENCY.computation);

    assertRefused(FREQUENCY, sender, receiver, stage, object, size, code);
    assertThat(duchy.objects(FREQUENCY.computation)).isEqualTo(before);
  }

  @Test
  void aReachHasSmallerRegistersAndOnePhase() {
    assertGiven(REACH, "dataProviders/edp1", "worker1", "requisition", "registers", 200 * 66);
    assertGiven(REACH, "duchies/worker1", "aggregator", "setup", "records", 600 * 66);
    assertGiven(REACH, "duchies/worker1", "worker2", "phase-one", "records", 600 * 66);
    assertGiven(REACH, "duchies/worker1", "aggregator", "phase-one", "records", 66);
    ErrorCode invalid = ErrorCode.INVALID_ARGUMENT;
    assertRefused(
        REACH, "dataProviders/edp1", "worker1", "requisition", "registers", 201 * 66, invalid);
    assertRefused(REACH, "duchies/worker1", "worker2", "phase-one", "records", 601 * 66, invalid);
    for (String stage : new String[] {"phase-two", "phase-three"}) {
      assertRefused(REACH, "duchies/worker1", "worker2", stage, "records", 66, invalid);
      assertRefused(REACH, "duchies/worker1", "aggregator", stage, "records", 66, invalid);
    }
  }

  /** Less than the noise of those who handed over before is refused before it is read. */
  @Test
  void whereThereIsNoiseItMustBeThere() {
    RecordLimits limits =
        LiquidLegionsRule.limits(NOISY.spec, NOISY.spec.getProtocol().getLiquidLegionsV2());
    ErrorCode invalid = ErrorCode.INVALID_ARGUMENT;
    long setup = limits.noise().registers();
    assertThat(setup).isGreaterThan(100);
    assertGiven(NOISY, "duchies/worker1", "aggregator", "setup", "records", setup * 198);
    assertRefused(
        NOISY, "duchies/worker1", "aggregator", "setup", "records", (setup - 1) * 198, invalid);
    assertGiven(NOISY, "duchies/worker1", "worker2", "phase-one", "records", 3 * setup * 198);
    assertRefused(
        NOISY,
        "duchies/worker1",
        "worker2",
        "phase-one",
        "records",
        (3 * setup - 1) * 198,
        invalid);
    long tuples = limits.noise().tuples();
    assertThat(tuples).isGreaterThan(100);
    assertGiven(NOISY, "duchies/aggregator", "worker1", "phase-two", "records", tuples * 198);
    assertRefused(
        NOISY,
        "duchies/aggregator",
        "worker1",
        "phase-two",
        "records",
        (tuples - 1) * 198,
        invalid);

    long most = 200 + limits.noise().providerRegisters();
    assertThat(most).isGreaterThan(210);
    assertGiven(NOISY, "dataProviders/edp1", "worker1", "requisition", "registers", most * 198);
    assertRefused(
        NOISY,
        "dataProviders/edp1",
        "worker1",
        "requisition",
        "registers",
        (most + 1) * 198,
        invalid);
  }

  @Test
  void nothingIsTakenAfterTheEnd() {
    TestMeasurement cancelled = begun(TestMeasurement.Question.exact(3, 1).inRingOf(3));
    assertGiven(cancelled, "dataProviders/edp1", "worker1", "requisition", "registers", 66);
    MARKET.kingdom.move(cancelled.computation, MeasurementState.CANCELLED);
    MARKET.settle(cancelled.computation);

    ErrorCode over = ErrorCode.FAILED_PRECONDITION;
    assertRefused(cancelled, "dataProviders/edp1", "worker1", "requisition", "registers", 66, over);
    assertRefused(cancelled, "duchies/worker1", "aggregator", "setup", "records", 66, over);
    assertRefused(cancelled, "duchies/worker1", "worker2", "phase-one", "manifest", 66, over);
  }

  /** What was taken stays so: a repeat is told, and another hand-over refused. */
  @Test
  void whatIsPinnedIsNotReplaced() {
    TestMeasurement ended =
        new TestMeasurement(MARKET, TestMeasurement.Question.exact(3, 1).inRingOf(3)).run();

    ErrorCode pinned = ErrorCode.ALREADY_EXISTS;
    assertRefused(ended, "duchies/worker1", "aggregator", "setup", "records", 66, pinned);
    assertRefused(ended, "duchies/worker1", "aggregator", "setup", "manifest", 66, pinned);
    assertRefused(ended, "dataProviders/edp1", "worker1", "requisition", "registers", 66, pinned);
  }

  private static void assertGiven(
      TestMeasurement measurement,
      String sender,
      String receiver,
      String stage,
      String object,
      long size) {
    assertThat(ask(measurement, sender, receiver, stage, object, size).getUrl()).isNotEmpty();
  }

  private static void assertRefused(
      TestMeasurement measurement,
      String sender,
      String receiver,
      String stage,
      String object,
      long size,
      ErrorCode code) {
    assertThatThrownBy(() -> ask(measurement, sender, receiver, stage, object, size))
        .isInstanceOfSatisfying(
            DomainException.class, e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
  }

  /**
   * Asks for a place.
   *
   * @param stage "requisition" stands for that of the sender's requisition
   */
  private static Upload ask(
      TestMeasurement measurement,
      String sender,
      String receiver,
      String stage,
      String object,
      long size) {
    PartyName provider =
        measurement.requisitions.containsKey(PartyName.parse(sender))
            ? PartyName.parse(sender)
            : PartyName.dataProvider("edp1");
    CreateUploadRequest.Builder request =
        CreateUploadRequest.newBuilder()
            .setComputation(measurement.computation.toString())
            .setStage(stage.equals("requisition") ? measurement.folder(provider).stage() : stage)
            .setObject(
                ManifestObject.newBuilder()
                    .setName(object)
                    .setSizeBytes(size)
                    .setSha256(ByteString.copyFrom(new byte[32])));
    if (sender.startsWith("dataProviders/")) {
      request.setRequisition(measurement.requisitions.get(provider).toString());
    }
    return MARKET
        .duchy(PartyName.duchy(receiver))
        .call(sender, HttpMethod.POST, "/v1/uploads", request.build(), Upload.getDefaultInstance());
  }
}
