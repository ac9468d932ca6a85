package org.aureole.duchy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.aureole.crypto.llv2.DuchyRing;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.lifecycle.ComputationStage;
import org.aureole.model.lifecycle.MeasurementState;
import org.aureole.model.name.PartyName;
import org.aureole.platform.handover.InboxFolder;
import org.aureole.v1.CreateUploadRequest;
import org.aureole.v1.LocalComputation;
import org.aureole.v1.Manifest;
import org.aureole.v1.ManifestObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A Duchy of a ring breaks the protocol, with its own keys: the next one notices and says so. */
@Tag("store")
class HostileRingPeerTest {
  private static final TestMarket MARKET = new TestMarket(3);
  private static final TestMeasurement.Question QUESTION =
      TestMeasurement.Question.exact(3, 2).inRingOf(3);
  private static final String VIOLATION = "PROTOCOL_VIOLATION: ";
  private static final String UNSIGNED = "CONSENT_SIGNAL_INVALID: ";

  @AfterAll
  static void close() {
    MARKET.close();
  }

  @AfterEach
  void honestAgain() {
    MARKET.tamper(delivery -> delivery);
    MARKET.duchies.values().forEach(duchy -> duchy.faults.watch(where -> {}));
  }

  /** What a Duchy changes in what it hands over, and as what the next one refuses it. */
  enum Breach {
    MARKET_NAME(VIOLATION + "manifest.market", b -> b.manifest(m -> m.setMarket("market-2"))),
    COMPUTATION(
        VIOLATION + "manifest.computation",
        b -> b.manifest(m -> m.setComputation("computations/another"))),
    MEASUREMENT(
        VIOLATION + "manifest.measurement",
        b -> b.manifest(m -> m.setMeasurement("measurementConsumers/mc1/measurements/x"))),
    PROTOCOL(
        VIOLATION + "manifest.protocol",
        b -> b.manifest(m -> m.setProtocol(InboxFolder.SHARE_SHUFFLE))),
    STAGE(VIOLATION + "manifest.stage", b -> b.manifest(m -> m.setStage(InboxFolder.SHUFFLE))),
    SENDER(
        VIOLATION + "manifest.from",
        b -> b.manifest(m -> m.setFrom(TestMarket.WORKER2.toString()))),
    RECEIVER(VIOLATION + "manifest.to", b -> b.manifest(m -> m.setTo(m.getFrom()))),
    FINGERPRINT(
        VIOLATION + "manifest.specFingerprint",
        b -> b.manifest(m -> m.setSpecFingerprint(ByteString.copyFrom(new byte[32])))),
    NO_OBJECT(VIOLATION + "manifest.objects", b -> b.manifest(Manifest.Builder::clearObjects)),
    TWO_OBJECTS(
        VIOLATION + "manifest.objects", b -> b.manifest(m -> m.addObjects(m.getObjects(0)))),
    OBJECT_NAME(
        VIOLATION + "manifest.objects.name",
        b -> b.manifest(m -> m.getObjectsBuilder(0).setName(InboxFolder.VECTOR))),
    NO_WHOLE_RECORDS(
        VIOLATION + "manifest.objects.sizeBytes",
        b -> b.manifest(m -> size(m, m.getObjects(0).getSizeBytes() - 1))),
    MORE_RECORDS_THAN_CAN_BE(
        VIOLATION + "manifest.objects.sizeBytes", b -> b.manifest(m -> size(m, 198L << 20))),
    DIGEST(
        VIOLATION + "the object records has another digest",
        b -> b.manifest(m -> m.getObjectsBuilder(0).setSha256(ByteString.copyFrom(new byte[32])))),
    NO_PARAMETERS(
        VIOLATION + "manifest.ringRecords.recordBytes",
        b -> b.manifest(Manifest.Builder::clearRingRecords)),
    RECORD_SIZE(
        VIOLATION + "manifest.ringRecords.recordBytes",
        b -> b.manifest(m -> m.getRingRecordsBuilder().setRecordBytes(33))),
    COUNT(
        VIOLATION + "manifest.ringRecords.count",
        b ->
            b.manifest(m -> m.getRingRecordsBuilder().setCount(m.getRingRecords().getCount() + 1))),
    SIGNED_BY_ANOTHER("CERTIFICATE_INVALID: ", b -> b.signedBy(TestMarket.CONSUMER));

    private final String noticed;
    private final UnaryOperator<RingBreach> change;

    Breach(String noticed, UnaryOperator<RingBreach> change) {
      this.noticed = noticed;
      this.change = change;
    }

    private static void size(Manifest.Builder manifest, long bytes) {
      manifest.getObjectsBuilder(0).setSizeBytes(bytes);
    }
  }

  /** Every breach by a worker at setup, and at one of the phases in turn, by any Duchy in turn. */
  static Stream<Arguments> breaches() {
    List<String> phases =
        List.of(InboxFolder.PHASE_ONE, InboxFolder.PHASE_TWO, InboxFolder.PHASE_THREE);
    List<Arguments> all = new ArrayList<>();
    for (Breach breach : Breach.values()) {
      all.add(Arguments.of(breach, InboxFolder.SETUP, TestMarket.WORKER1));
      PartyName culprit = breach.ordinal() % 2 == 0 ? TestMarket.AGGREGATOR : TestMarket.WORKER1;
      all.add(Arguments.of(breach, phases.get(breach.ordinal() % 3), culprit));
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("breaches")
  void theNextDuchyFailsTheComputation(Breach breach, String stage, PartyName culprit) {
    TestMeasurement measurement = new TestMeasurement(MARKET, QUESTION);
    MARKET.tamper(breach.change.apply(new RingBreach(measurement, culprit, stage)));
    measurement.run();

    PartyName receiver =
        stage.equals(InboxFolder.SETUP) ? TestMarket.AGGREGATOR : next(measurement, culprit);
    assertFailed(measurement, receiver, breach.noticed);
  }

  @ParameterizedTest
  @ValueSource(strings = {InboxFolder.PHASE_ONE, InboxFolder.PHASE_TWO, InboxFolder.PHASE_THREE})
  void recordsThatAreNoPointsAreRefusedByTheNextDuchy(String stage) {
    for (PartyName culprit : List.of(TestMarket.AGGREGATOR, TestMarket.WORKER1)) {
      TestMeasurement measurement = new TestMeasurement(MARKET, QUESTION);
      MARKET.tamper(new RingBreach(measurement, culprit, stage).records(RingBreach::noPoint));
      measurement.run();

      assertFailed(measurement, next(measurement, culprit), VIOLATION);
      assertUniform(measurement, culprit, stage);
    }
  }

  /**
   * The bad record is the last one in its order, so its place is the number of records: that, with
   * its noise, is for the ring alone, and failures are told to everybody.
   */
  private static void assertUniform(TestMeasurement measurement, PartyName sender, String stage) {
    assertThat(MARKET.kingdom.failures(measurement.computation))
        .singleElement()
        .asString()
        .endsWith(
            VIOLATION
                + "the records that "
                + sender
                + " handed over for "
                + stage
                + " are not what they must be");
  }

  /** The aggregator mixes what it was given, so nobody later would know whose it was. */
  @Test
  void recordsOfSetupThatAreNoPointsAreRefusedByTheAggregator() {
    TestMeasurement measurement = new TestMeasurement(MARKET, QUESTION);
    MARKET.tamper(
        new RingBreach(measurement, TestMarket.WORKER1, InboxFolder.SETUP)
            .records(RingBreach::noPoint));
    measurement.run();

    assertFailed(measurement, TestMarket.AGGREGATOR, VIOLATION);
    assertUniform(measurement, TestMarket.WORKER1, InboxFolder.SETUP);
  }

  /** At setup nobody knows how many there must be: each Duchy hides how many it was given. */
  @ParameterizedTest
  @ValueSource(strings = {InboxFolder.PHASE_ONE, InboxFolder.PHASE_TWO, InboxFolder.PHASE_THREE})
  void theAggregatorCountsWhatComesRound(String stage) {
    for (UnaryOperator<ByteString> change :
        List.<UnaryOperator<ByteString>>of(
            records -> records.substring(0, records.size() - recordBytes(stage)),
            records -> records.concat(records.substring(0, recordBytes(stage))))) {
      TestMeasurement measurement = new TestMeasurement(MARKET, QUESTION);
      MARKET.tamper(new RingBreach(measurement, TestMarket.WORKER1, stage).records(change));
      measurement.run();

      assertFailed(measurement, TestMarket.AGGREGATOR, VIOLATION);
      assertUniform(measurement, last(measurement), stage);
    }
  }

  private static int recordBytes(String stage) {
    return stage.equals(InboxFolder.PHASE_THREE) ? 66 : 198;
  }

  /** Its manifest is right, its records are not what it says. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 66})
  void truncatedRecordsAreRefused(int left) {
    TestMeasurement measurement = new TestMeasurement(MARKET, QUESTION);
    MARKET.tamper(delivery ->
        delivery.from().equals(TestMarket.WORKER2)
                && delivery.request().getStage().equals(InboxFolder.PHASE_ONE)
                && delivery.request().getObject().getName().equals(InboxFolder.RECORDS)
            ? new TestMarket.Delivery(
                delivery.from(),
                delivery.to(),
                delivery.request(),
                delivery.bytes().substring(0, left))
            : delivery);
    measurement.run();

    assertFailed(
        measurement,
        next(measurement, TestMarket.WORKER2),
        VIOLATION + "the object records has another size than its manifest says");
  }

  @Test
  void aManifestOfAnotherComputationIsRefused() {
    TestMeasurement other = new TestMeasurement(MARKET, QUESTION).run();
    ByteString replayed =
        MARKET.deliveries.stream()
            .filter(delivery -> delivery.from().equals(TestMarket.WORKER1))
            .filter(delivery ->
                delivery.request().getComputation().equals(other.computation.toString()))
            .filter(delivery -> delivery.request().getStage().equals(InboxFolder.SETUP))
            .filter(
                delivery -> delivery.request().getObject().getName().equals(InboxFolder.MANIFEST))
            .findFirst()
            .orElseThrow()
            .bytes();
    TestMeasurement measurement = new TestMeasurement(MARKET, QUESTION);
    MARKET.tamper(delivery ->
        delivery.from().equals(TestMarket.WORKER1)
                && delivery.request().getStage().equals(InboxFolder.SETUP)
                && delivery.request().getObject().getName().equals(InboxFolder.MANIFEST)
            ? new TestMarket.Delivery(
                delivery.from(),
                delivery.to(),
                delivery.request().toBuilder()
                    .setObject(TestMeasurement.object(InboxFolder.MANIFEST, replayed))
                    .build(),
                replayed)
            : delivery);
    measurement.run();

    assertFailed(measurement, TestMarket.AGGREGATOR, UNSIGNED);
  }

  /** When the first worker has pinned what the aggregator sent, the aggregator sends another. */
  @Test
  void aSecondManifestIsRefusedOnceOneIsPinned() {
    TestMeasurement measurement = new TestMeasurement(MARKET, QUESTION).create();
    measurement.awaitParams();
    TestDuchy first = MARKET.duchy(next(measurement, TestMarket.AGGREGATOR));
    List<ErrorCode> answers = new ArrayList<>();
    first.faults.watch(where -> {
      if (where.equals("before transaction commitHop") && pinned(first, measurement)) {
        first.faults.watch(none -> {});
        answers.add(handOverAgain(measurement, first));
      }
    });
    measurement.fulfillAll();
    MARKET.settle(measurement.computation);

    assertThat(answers).containsExactly(ErrorCode.ALREADY_EXISTS);
    assertSucceeds(measurement);
  }

  private static boolean pinned(TestDuchy duchy, TestMeasurement measurement) {
    return duchy.view(measurement.computation).getInputsList().stream()
        .anyMatch(input ->
            input.getStage().equals(InboxFolder.PHASE_ONE)
                && input.getState() == LocalComputation.Input.State.PINNED);
  }

  /** Asks for leave, and then puts it there without. */
  private static ErrorCode handOverAgain(TestMeasurement measurement, TestDuchy to) {
    ByteString records = measurement.answer(PartyName.dataProvider("edp1"));
    ByteString manifest =
        manifest(measurement, TestMarket.AGGREGATOR, to.name, InboxFolder.PHASE_ONE, records);
    InboxFolder folder =
        new InboxFolder(TestMarket.AGGREGATOR, measurement.computation, InboxFolder.PHASE_ONE);
    to.inbox.drop(folder.object(InboxFolder.MANIFEST), manifest);
    MARKET.storageEvent(to.name, folder.object(InboxFolder.MANIFEST));
    return catchThrowableOfType(
            DomainException.class,
            () ->
                MARKET.deliver(
                    TestMarket.AGGREGATOR,
                    to.apiUrl(),
                    request(measurement, InboxFolder.PHASE_ONE, InboxFolder.MANIFEST, manifest),
                    manifest))
        .code();
  }

  /** The second worker sends the first one a phase before the aggregator does. */
  @ParameterizedTest
  @ValueSource(strings = {InboxFolder.PHASE_ONE, InboxFolder.PHASE_TWO})
  void aPhaseFromWhoIsNotBeforeInTheRingIsNotTaken(String phase) {
    TestMeasurement measurement = new TestMeasurement(MARKET, QUESTION).create();
    measurement.awaitParams();
    PartyName first = next(measurement, TestMarket.AGGREGATOR);
    PartyName second = next(measurement, first);
    ByteString records = measurement.answer(PartyName.dataProvider("edp1"));
    ByteString manifest = manifest(measurement, second, first, phase, records);
    TestDuchy receiver = MARKET.duchy(first);
    Map<String, ByteString> objects = new HashMap<>();
    objects.put(InboxFolder.RECORDS, records);
    objects.put(InboxFolder.MANIFEST, manifest);
    objects.forEach((object, bytes) ->
        MARKET.deliver(
            second, receiver.apiUrl(), request(measurement, phase, object, bytes), bytes));
    measurement.fulfillAll();
    MARKET.settle(measurement.computation);

    assertSucceeds(measurement);
    assertThat(receiver.view(measurement.computation).getInputsList())
        .filteredOn(input -> input.getStage().equals(phase))
        .extracting(LocalComputation.Input::getSender)
        .containsExactly(TestMarket.AGGREGATOR.toString());
    assertThat(receiver.objects(measurement.computation)).isZero();
  }

  /** A manifest that is right in all it says of these records. */
  private static ByteString manifest(
      TestMeasurement measurement,
      PartyName sender,
      PartyName receiver,
      String stage,
      ByteString records) {
    Manifest manifest =
        Manifest.newBuilder()
            .setMarket(TestMarket.MARKET)
            .setComputation(measurement.computation.toString())
            .setMeasurement(measurement.name.toString())
            .setProtocol(InboxFolder.LIQUID_LEGIONS)
            .setStage(stage)
            .setFrom(sender.toString())
            .setTo(receiver.toString())
            .setSpecFingerprint(ByteString.copyFrom(measurement.fingerprint().bytes()))
            .addObjects(TestMeasurement.object(InboxFolder.RECORDS, records))
            .setRingRecords(
                Manifest.RingRecords.newBuilder()
                    .setCount(records.size() / 198)
                    .setRecordBytes(198))
            .build();
    return RingBreach.sign(measurement, sender, sender, receiver, manifest);
  }

  private static CreateUploadRequest request(
      TestMeasurement measurement, String stage, String object, ByteString bytes) {
    ManifestObject wanted = TestMeasurement.object(object, bytes);
    return CreateUploadRequest.newBuilder()
        .setComputation(measurement.computation.toString())
        .setStage(stage)
        .setObject(wanted)
        .build();
  }

  /** To whom a Duchy hands over in each phase, as the keys give it. */
  private static PartyName next(TestMeasurement measurement, PartyName duchy) {
    List<String> ring = ring(measurement);
    return PartyName.parse(ring.get((ring.indexOf(duchy.toString()) + 1) % ring.size()));
  }

  /** Who hands over to the aggregator. */
  private static PartyName last(TestMeasurement measurement) {
    return PartyName.parse(ring(measurement).get(1));
  }

  private static List<String> ring(TestMeasurement measurement) {
    Map<String, byte[]> keys = new HashMap<>();
    measurement
        .duchies()
        .forEach(d -> keys.put(d.toString(), measurement.params(d).getPublicKey().toByteArray()));
    return DuchyRing.order(
        keys, TestMarket.AGGREGATOR.toString(), measurement.computation.toString());
  }

  private static void assertFailed(TestMeasurement measurement, PartyName by, String noticed) {
    assertThat(MARKET.kingdom.state(measurement.computation)).isEqualTo(MeasurementState.FAILED);
    assertThat(MARKET.kingdom.result(measurement.computation)).isNull();
    assertThat(MARKET.kingdom.failures(measurement.computation))
        .singleElement()
        .asString()
        .startsWith(by + ": " + noticed);
    assertThat(MARKET.duchy(by).stage(measurement.computation)).contains(ComputationStage.FAILED);
    MARKET.duchies.values().forEach(d -> assertThat(d.rests(measurement.computation)).isTrue());
  }

  private static void assertSucceeds(TestMeasurement measurement) {
    assertThat(MARKET.kingdom.state(measurement.computation)).isEqualTo(MeasurementState.SUCCEEDED);
    assertThat(measurement.result().getReach().getValue())
        .isEqualTo(((TestRegisters) measurement.answers).reach().value());
  }
}
