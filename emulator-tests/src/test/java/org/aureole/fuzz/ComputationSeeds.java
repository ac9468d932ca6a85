package org.aureole.fuzz;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.crypto.curve.ScalarStream;
import org.aureole.crypto.prng.Seed;
import org.aureole.v1.Interval;
import org.aureole.v1.Manifest;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.NoiseMechanism;
import org.aureole.v1.ProtocolConfig;
import org.aureole.v1.Requisition;
import org.aureole.v1.RequisitionParams;
import org.aureole.v1.RequisitionSpec;
import org.aureole.v1.SealedMessage;
import org.aureole.v1.SignedMessage;

/**
 * Seeds of what the parties of a computation hand each other: requisitions, manifests, shares,
 * ciphertexts and records of the ring.
 */
final class ComputationSeeds {
  private final SeedFolder folder;

  private ComputationSeeds(SeedFolder folder) {
    this.folder = folder;
  }

  /** Writes them all. */
  static void write(SeedFolder folder) throws IOException {
    ComputationSeeds seeds = new ComputationSeeds(folder);
    seeds.requisition();
    seeds.manifest();
    seeds.share();
    seeds.ciphertext();
    seeds.ringRecords();
  }

  private void requisition() throws IOException {
    String target = "Requisition";
    folder.write(target, "shuffled-reach", requisition(spec(true).build()).toByteArray());
    folder.write(target, "shuffled-frequency", requisition(frequency(true).build()).toByteArray());
    folder.write(target, "direct-frequency", requisition(frequency(false).build()).toByteArray());
    MeasurementSpec.Builder watching = spec(false);
    watching
        .getWatchDurationBuilder()
        .setPrivacyParams(spec(false).getReach().getPrivacyParams())
        .setMaximumWatchDurationPerUser(com.google.protobuf.Duration.newBuilder().setSeconds(4000));
    folder.write(target, "direct-watching", requisition(watching.build()).toByteArray());
    MeasurementSpec.Builder people = spec(false);
    people.getPopulationCountBuilder();
    Requisition counted = requisition(people.build());
    folder.write(
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
    folder.write("Manifest", "manifest", manifest);
    folder.write("Manifest", "signed", ManifestFuzzTest.signed(manifest));
    folder.write(
        "Manifest",
        "setup",
        ManifestFuzzTest.valid().toBuilder()
            .setWorkerSetup(
                Manifest.WorkerSetup.newBuilder()
                    .addRequisitionShares(ManifestFuzzTest.valid().getRequisitionShare()))
            .build()
            .toByteArray());
    folder.write(
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
      folder.write(target, "vector-" + i, vector);
      for (boolean noise : new boolean[] {false, true}) {
        int padded =
            ShareFuzzTest.noise(ShareFuzzTest.PARAMETERS.get(i), noise)
                .shuffledLength(ShareFuzzTest.PARAMETERS.get(i), ShareFuzzTest.LENGTH);
        int bytes = 1 + 2 * padded * ShareFuzzTest.PARAMETERS.get(i).elementBytes();
        if (bytes < 8192) {
          byte[] two = new byte[bytes];
          two[0] = (byte) (noise ? i | 0x80 : i);
          folder.write(target, (noise ? "noisy-" : "two-") + i, two);
        }
      }
    }
    byte[] seed = new byte[1 + Seed.BYTES];
    System.arraycopy(Seed.random(FixedParty.random("seed")).toBytes(), 0, seed, 1, Seed.BYTES);
    folder.write(target, "seed", seed);
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
      folder.write("Ciphertext", "work-" + work, good.toByteArray());
      folder.write(
          "Ciphertext", "zeros-" + work, good.concat(ByteString.copyFrom(zeros)).toByteArray());
    }
    byte[] point = ByteString.copyFrom(ciphertexts, 0, 33).toByteArray();
    folder.write(
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
      folder.write(
          "RingRecords",
          "stage-" + stage,
          chosen.concat(ByteString.copyFrom(all.get(stage))).toByteArray());
    }
  }
}
