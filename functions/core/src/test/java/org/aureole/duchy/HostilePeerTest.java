package org.aureole.duchy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.function.BiConsumer;
import org.aureole.crypto.consent.EncryptionPublicKey;
import org.aureole.crypto.consent.Purpose;
import org.aureole.crypto.consent.SignedMessages;
import org.aureole.crypto.consent.SigningContext;
import org.aureole.crypto.prng.Seed;
import org.aureole.model.lifecycle.ComputationStage;
import org.aureole.model.lifecycle.MeasurementState;
import org.aureole.model.name.PartyName;
import org.aureole.platform.handover.InboxFolder;
import org.aureole.v1.ComputationParticipant;
import org.aureole.v1.CreateUploadRequest;
import org.aureole.v1.Manifest;
import org.aureole.v1.RequisitionParams;
import org.aureole.v1.SealedMessage;
import org.aureole.v1.SignedMessage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A worker breaks the protocol, with its own keys: the computation fails and says who noticed. */
@Tag("store")
class HostilePeerTest {
  private static final TestMarket MARKET = new TestMarket(3);

  @AfterAll
  static void close() {
    MARKET.close();
  }

  @AfterEach
  void honestAgain() {
    MARKET.tamper(delivery -> delivery);
  }

  /** What the first worker changes in its manifest, and who notices what. */
  enum Breach {
    OTHER_SEED_SHARE(
        InboxFolder.SETUP,
        "duchies/worker2: PROTOCOL_VIOLATION: duchies/worker1 opened another seed share",
        (m, manifest) -> manifest.getWorkerSetupBuilder().setSealedSeedShare(sealedSeedShare(m))),
    UNSEALED_SEED_SHARE(
        InboxFolder.SETUP,
        "duchies/worker2: CONSENT_SIGNAL_INVALID",
        (m, manifest) -> manifest.getWorkerSetupBuilder().clearSealedSeedShare()),
    SEED_LEFT_OUT(
        InboxFolder.SETUP,
        "duchies/worker2: PROTOCOL_VIOLATION: manifest.workerSetup.requisitionShares",
        (m, manifest) -> manifest.getWorkerSetupBuilder().removeRequisitionShares(0)),
    SEED_TWICE(
        InboxFolder.SETUP,
        "duchies/worker2: PROTOCOL_VIOLATION: manifest.workerSetup.requisitionShares",
        (m, manifest) ->
            manifest
                .getWorkerSetupBuilder()
                .setRequisitionShares(1, manifest.getWorkerSetup().getRequisitionShares(0))),
    SEEDS_SWAPPED(
        InboxFolder.SETUP,
        "duchies/worker2: CONSENT_SIGNAL_INVALID",
        (m, manifest) -> {
          SealedMessage first = manifest.getWorkerSetup().getRequisitionShares(0).getSealedSeed();
          SealedMessage second = manifest.getWorkerSetup().getRequisitionShares(1).getSealedSeed();
          Manifest.WorkerSetup.Builder setup = manifest.getWorkerSetupBuilder();
          setup.getRequisitionSharesBuilder(0).setSealedSeed(second);
          setup.getRequisitionSharesBuilder(1).setSealedSeed(first);
        }),
    WRONG_NONCE(
        InboxFolder.SETUP,
        "duchies/worker2: PROTOCOL_VIOLATION: manifest.requisitionShare.nonce",
        (m, manifest) ->
            manifest
                .getWorkerSetupBuilder()
                .getRequisitionSharesBuilder(0)
                .setNonce(ByteString.copyFrom(new byte[16]))),
    SETUP_OF_ANOTHER_COMPUTATION(
        InboxFolder.SETUP,
        "duchies/worker2: PROTOCOL_VIOLATION: manifest.computation",
        (m, manifest) -> manifest.setComputation("computations/another")),
    SHORTER_VECTOR(
        InboxFolder.SHUFFLE,
        "duchies/aggregator: PROTOCOL_VIOLATION: manifest.shuffledVector.vectorLength",
        (m, manifest) -> manifest.getShuffledVectorBuilder().setVectorLength(3)),
    OTHER_PADDING(
        InboxFolder.SHUFFLE,
        "duchies/aggregator: PROTOCOL_VIOLATION: manifest.shuffledVector.paddedLength",
        (m, manifest) -> manifest.getShuffledVectorBuilder().setPaddedLength(3)),
    OTHER_MODULUS(
        InboxFolder.SHUFFLE,
        "duchies/aggregator: PROTOCOL_VIOLATION: manifest.shuffledVector.modulus",
        (m, manifest) -> manifest.getShuffledVectorBuilder().setModulus(127)),
    OTHER_DIGEST(
        InboxFolder.SHUFFLE,
        "duchies/aggregator: PROTOCOL_VIOLATION: the object vector has another digest",
        (m, manifest) ->
            manifest.getObjectsBuilder(0).setSha256(ByteString.copyFrom(new byte[32])));

    private final String stage;
    private final String noticed;
    private final BiConsumer<TestMeasurement, Manifest.Builder> change;

    Breach(String stage, String noticed, BiConsumer<TestMeasurement, Manifest.Builder> change) {
      this.stage = stage;
      this.noticed = noticed;
      this.change = change;
    }
  }

  @ParameterizedTest
  @EnumSource
  void aWorkerThatBreaksTheProtocolFailsTheComputation(Breach breach) {
    TestMeasurement measurement = new TestMeasurement(MARKET, TestMeasurement.Question.exact(3, 2));
    MARKET.tamper(delivery ->
        delivery.from().equals(TestMarket.WORKER1)
                && delivery.request().getStage().equals(breach.stage)
                && delivery.request().getObject().getName().equals(InboxFolder.MANIFEST)
            ? tampered(measurement, breach, delivery)
            : delivery);
    measurement.run();

    assertThat(MARKET.kingdom.state(measurement.computation)).isEqualTo(MeasurementState.FAILED);
    assertThat(MARKET.kingdom.result(measurement.computation)).isNull();
    assertThat(MARKET.kingdom.failures(measurement.computation))
        .singleElement()
        .asString()
        .startsWith(breach.noticed);
    PartyName noticed = PartyName.parse(breach.noticed.substring(0, breach.noticed.indexOf(':')));
    assertThat(MARKET.duchy(noticed).stage(measurement.computation))
        .contains(ComputationStage.FAILED);
    MARKET.duchies.values().forEach(d -> assertThat(d.rests(measurement.computation)).isTrue());
  }

  private static TestMarket.Delivery tampered(
      TestMeasurement measurement, Breach breach, TestMarket.Delivery delivery) {
    SignedMessage signed = TestMarket.parse(delivery.bytes(), SignedMessage.getDefaultInstance());
    Manifest.Builder manifest =
        TestMarket.parse(signed.getPayload(), Manifest.getDefaultInstance()).toBuilder();
    PartyName receiver = PartyName.parse(manifest.getTo());
    breach.change.accept(measurement, manifest);
    SigningContext context = context(Purpose.MANIFEST, measurement, TestMarket.WORKER1, receiver);
    ByteString bytes =
        SignedMessages.sign(
                MARKET.keys.get(TestMarket.WORKER1).signing(),
                "",
                context,
                manifest.build().toByteArray())
            .toByteString();
    CreateUploadRequest request =
        delivery.request().toBuilder()
            .setObject(TestMeasurement.object(InboxFolder.MANIFEST, bytes))
            .build();
    return new TestMarket.Delivery(delivery.from(), delivery.to(), request, bytes);
  }

  private static SigningContext context(
      Purpose purpose, TestMeasurement measurement, PartyName sender, PartyName recipient) {
    return SigningContext.addressed(
        purpose,
        sender.toString(),
        recipient.toString(),
        measurement.computation.toString(),
        measurement.fingerprint());
  }

  /** A seed share that the worker never committed to, well signed and sealed. */
  private static SealedMessage sealedSeedShare(TestMeasurement measurement) {
    ByteString params = ByteString.EMPTY;
    for (ComputationParticipant participant :
        MARKET.kingdom.get(measurement.computation).getParticipantsList()) {
      if (participant.getDuchy().equals(TestMarket.WORKER2.toString())) {
        params = participant.getRequisitionParams().getPayload();
      }
    }
    ByteString key =
        TestMarket.parse(params, RequisitionParams.getDefaultInstance()).getPublicKey();
    return SignedMessages.signAndSeal(
        MARKET.keys.get(TestMarket.WORKER1).signing(),
        "",
        EncryptionPublicKey.fromBytes(key.toByteArray()),
        context(Purpose.SEED_SHARE, measurement, TestMarket.WORKER1, TestMarket.WORKER2),
        Seed.random(MARKET.random).toBytes());
  }
}
