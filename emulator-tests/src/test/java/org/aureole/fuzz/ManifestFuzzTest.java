package org.aureole.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.ByteString;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.crypto.consent.Nonce;
import org.aureole.crypto.consent.Purpose;
import org.aureole.crypto.consent.SignedMessages;
import org.aureole.crypto.consent.TrustStore;
import org.aureole.duchy.computation.ShuffleTerms;
import org.aureole.duchy.intake.Inbox;
import org.aureole.duchy.intake.ManifestCheck;
import org.aureole.duchy.shuffle.ShareCheck;
import org.aureole.model.name.ComputationName;
import org.aureole.model.name.MeasurementName;
import org.aureole.model.name.PartyName;
import org.aureole.model.name.RequisitionName;
import org.aureole.platform.blob.InMemoryBlobStore;
import org.aureole.platform.handover.InboxFolder;
import org.aureole.platform.spec.VerifiedSpec;
import org.aureole.platform.trust.PeerTrust;
import org.aureole.v1.DifferentialPrivacyParams;
import org.aureole.v1.Manifest;
import org.aureole.v1.ManifestObject;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.ProtocolConfig;
import org.aureole.v1.VidSamplingInterval;
import org.junit.jupiter.api.Tag;

/**
 * Manifests, as they lie in a Duchy's inbox: the input as it is, and the input as what a hostile
 * data provider signs. What passes names this computation and only objects of its own folder.
 */
@Tag("fuzz")
class ManifestFuzzTest {
  static final String MARKET = "market";
  static final FixedParty PROVIDER = new FixedParty("dataProviders/edp1");
  static final Nonce NONCE = Nonce.random(FixedParty.random("nonce"));
  static final ShuffleTerms TERMS = terms();
  static final InboxFolder FOLDER =
      InboxFolder.ofRequisition(new RequisitionName("edp1", "r1"), new ComputationName("c1"));
  static final byte[] SHARE = new byte[(int) TERMS.shareBytes()];
  private static final Inbox INBOX = inbox();
  private static final ManifestCheck CHECK = check();

  private static ShuffleTerms terms() {
    MeasurementSpec spec =
        MeasurementSpec.newBuilder()
            .setMeasurement("measurementConsumers/mc1/measurements/m1")
            .setReach(
                MeasurementSpec.Reach.newBuilder()
                    .setPrivacyParams(
                        DifferentialPrivacyParams.newBuilder().setEpsilon(1).setDelta(1e-6)))
            .setVidSamplingInterval(VidSamplingInterval.newBuilder().setWidth(1L << 32))
            .setPopulationSize(100)
            .addDataProviders(
                MeasurementSpec.DataProviderEntry.newBuilder()
                    .setDataProvider(PROVIDER.name())
                    .setNonceHash(ByteString.copyFrom(NONCE.hash(PROVIDER.name()).bytes())))
            .setProtocol(
                ProtocolConfig.newBuilder()
                    .setHonestMajorityShareShuffle(
                        ProtocolConfig.HonestMajorityShareShuffle.newBuilder()
                            .setNoiseMechanism(NoiseMechanism.DISCRETE_GAUSSIAN)
                            .setAggregator("duchies/aggregator")
                            .setFirstWorker("duchies/worker1")
                            .setSecondWorker("duchies/worker2")
                            .setModulus(127)))
            .build();
    return new ShuffleTerms(
        new ComputationName("c1"),
        new VerifiedSpec(
            MeasurementName.parse(spec.getMeasurement()),
            spec,
            Fingerprint.of(spec.toByteArray()),
            FixedParty.now()),
        PartyName.duchy("worker1"));
  }

  private static Inbox inbox() {
    InMemoryBlobStore store = new InMemoryBlobStore("inbox");
    store.create(FOLDER.object("share"), ByteString.copyFrom(SHARE));
    return new Inbox(store);
  }

  private static ManifestCheck check() {
    TrustStore trust = TrustStore.of(Map.of(PROVIDER.name(), List.of(PROVIDER.root())), Set.of());
    return new ManifestCheck(
        new PeerTrust(() -> trust, InstantSource.fixed(FixedParty.now())), MARKET);
  }

  /** What the data provider signs of a manifest. */
  static byte[] signed(byte[] manifest) {
    return SignedMessages.sign(
            PROVIDER.signing(),
            "",
            TERMS.addressed(
                Purpose.MANIFEST, PartyName.parse(PROVIDER.name()), PartyName.duchy("worker1")),
            manifest)
        .toByteArray();
  }

  @FuzzTest
  void fuzz(byte[] input) {
    taken(input, input);
    taken(input, signed(input));
  }

  private static void taken(byte[] input, byte[] signed) {
    Optional<Manifest> verified =
        Hostile.handed(input, () -> CHECK.verify(TERMS, FOLDER, ByteString.copyFrom(signed)));
    if (verified.isPresent()) {
      Manifest manifest = verified.get();
      assertThat(manifest.getComputation()).isEqualTo("computations/c1");
      assertThat(manifest.getFrom()).isEqualTo(PROVIDER.name());
      assertThat(ManifestCheck.pinned(ByteString.copyFrom(signed))).isEqualTo(manifest);
      assertThat(manifest.getObjectsList())
          .allSatisfy(object ->
              assertThat(InboxFolder.parse(FOLDER.object(object.getName())))
                  .map(InboxFolder.InboxObject::folder)
                  .contains(FOLDER));
      Hostile.handed(input, () -> shareOf(manifest));
    }
  }

  /** As the stage that waits for the share looks at it. */
  private static Manifest shareOf(Manifest manifest) {
    ShareCheck.check(TERMS, PROVIDER.name(), manifest.getRequisitionShare());
    for (ManifestObject object : manifest.getObjectsList()) {
      INBOX.check(FOLDER, object);
    }
    assertThat(manifest.getObjects(0).getSha256().toByteArray())
        .isEqualTo(Fingerprint.of(SHARE).bytes());
    return manifest;
  }

  static Manifest valid() {
    return Manifest.newBuilder()
        .setMarket(MARKET)
        .setComputation("computations/c1")
        .setMeasurement(TERMS.spec().measurement().toString())
        .setProtocol(InboxFolder.SHARE_SHUFFLE)
        .setStage(FOLDER.stage())
        .setFrom(PROVIDER.name())
        .setTo("duchies/worker1")
        .setSpecFingerprint(ByteString.copyFrom(TERMS.spec().fingerprint().bytes()))
        .addObjects(
            ManifestObject.newBuilder()
                .setName("share")
                .setSizeBytes(SHARE.length)
                .setSha256(ByteString.copyFrom(Fingerprint.of(SHARE).bytes())))
        .setRequisitionShare(
            Manifest.RequisitionShare.newBuilder()
                .setRequisition("dataProviders/edp1/requisitions/r1")
                .setNonce(ByteString.copyFrom(NONCE.bytes()))
                .setVectorLength(TERMS.vectorLength())
                .setModulus(TERMS.parameters().modulus())
                .setSealedSeed(
                    org.aureole.v1.SealedMessage.newBuilder()
                        .setCiphertext(ByteString.copyFrom(new byte[64]))))
        .build();
  }
}
