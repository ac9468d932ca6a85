package org.aureole.edp.fulfillment;

import com.google.protobuf.ByteString;
import java.io.ByteArrayInputStream;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.aureole.crypto.consent.Purpose;
import org.aureole.crypto.consent.SigningContext;
import org.aureole.crypto.hmss.HmssParameters;
import org.aureole.crypto.hmss.ResidueVector;
import org.aureole.crypto.hmss.ShareSplitter;
import org.aureole.crypto.prng.Seed;
import org.aureole.crypto.vid.FrequencyVector;
import org.aureole.edp.events.FrequencyTally;
import org.aureole.edp.population.Population;
import org.aureole.model.name.PartyName;
import org.aureole.platform.blob.BlobStore;
import org.aureole.platform.blob.StoredBlob;
import org.aureole.platform.handover.InboxFolder;
import org.aureole.platform.spec.SpecRules;
import org.aureole.platform.work.Lease;
import org.aureole.v1.CommittedAnswer;
import org.aureole.v1.Manifest;
import org.aureole.v1.ManifestObject;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.PinnedInputs;
import org.aureole.v1.SealedMessage;

/**
 * Makes the answers of Honest Majority Share Shuffle: the frequency vector in two shares, one of
 * them the seed, sealed to one worker, the other one explicit, for the other worker. Thread-safe.
 */
final class ShareAnswers {
  /** The object of the explicit share, at the receiving worker. */
  private final PartyName self;

  private final String market;
  private final ProviderKeys keys;
  private final BlobStore internal;
  private final SecureRandom random;

  ShareAnswers(
      PartyName self, String market, ProviderKeys keys, BlobStore internal, SecureRandom random) {
    this.self = Objects.requireNonNull(self);
    this.market = Objects.requireNonNull(market);
    this.keys = Objects.requireNonNull(keys);
    this.internal = Objects.requireNonNull(internal);
    this.random = Objects.requireNonNull(random);
  }

  /**
   * Draws a seed and stores the share that belongs to it under {@code object}, which is new: two
   * calls give two answers, of which one at most may be committed.
   */
  CommittedAnswer make(
      VerifiedRequisition requisition,
      Population population,
      PinnedInputs inputs,
      Lease lease,
      String object) {
    MeasurementSpec spec = requisition.measurementSpec();
    FrequencyTally tally = Samples.tally(requisition, population, inputs, lease);
    FrequencyVector vector = DirectAnswers.vector(tally, Samples.cap(spec));
    Seed seed = Seed.random(random);
    try {
      HmssParameters parameters = SpecRules.shareShuffle(spec);
      StoredBlob share = store(object, parameters, vector, seed);
      return handOver(
          requisition, parameters, vector.length(), share, sealedSeed(requisition, seed));
    } finally {
      vector.destroy();
      seed.destroy();
    }
  }

  private StoredBlob store(
      String object, HmssParameters parameters, FrequencyVector vector, Seed seed) {
    ResidueVector share = new ShareSplitter(parameters).explicitShare(vector, seed);
    byte[] bytes = share.toBytes();
    try {
      return internal.create(object, new ByteArrayInputStream(bytes), Optional.empty());
    } finally {
      share.destroy();
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private SealedMessage sealedSeed(VerifiedRequisition requisition, Seed seed) {
    VerifiedRequisition.ShareRecipients recipients = requisition.shareShuffle().orElseThrow();
    SigningContext context =
        SigningContext.addressed(
            Purpose.SHARE_SEED,
            self.toString(),
            recipients.other(),
            requisition.name().toString(),
            requisition.spec().fingerprint());
    byte[] secret = seed.toBytes();
    try {
      return keys.signAndSeal(recipients.otherKey(), context, secret).message();
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  private CommittedAnswer handOver(
      VerifiedRequisition requisition,
      HmssParameters parameters,
      int length,
      StoredBlob share,
      SealedMessage sealedSeed) {
    VerifiedRequisition.ShareRecipients recipients = requisition.shareShuffle().orElseThrow();
    ManifestObject object =
        ManifestObject.newBuilder()
            .setName(InboxFolder.SHARE)
            .setSizeBytes(share.ref().size())
            .setSha256(share.sha256())
            .build();
    Manifest manifest =
        Manifest.newBuilder()
            .setMarket(market)
            .setComputation(recipients.computation().toString())
            .setMeasurement(requisition.spec().measurement().toString())
            .setProtocol(InboxFolder.SHARE_SHUFFLE)
            .setStage(
                InboxFolder.ofRequisition(requisition.name(), recipients.computation()).stage())
            .setFrom(self.toString())
            .setTo(recipients.receiver())
            .setSpecFingerprint(ByteString.copyFrom(requisition.spec().fingerprint().bytes()))
            .addObjects(object)
            .setRequisitionShare(
                Manifest.RequisitionShare.newBuilder()
                    .setRequisition(requisition.name().toString())
                    .setNonce(requisition.requisitionSpec().getNonce())
                    .setVectorLength(length)
                    .setModulus(parameters.modulus())
                    .setSealedSeed(sealedSeed))
            .build();
    SigningContext context =
        SigningContext.addressed(
            Purpose.MANIFEST,
            self.toString(),
            recipients.receiver(),
            recipients.computation().toString(),
            requisition.spec().fingerprint());
    return CommittedAnswer.newBuilder()
        .setShareHandOver(
            CommittedAnswer.ShareHandOver.newBuilder()
                .setDuchy(recipients.receiver())
                .setApiUrl(recipients.receiverUrl().toString())
                .setComputation(recipients.computation().toString())
                .setShareObject(share.ref().name())
                .setShare(object)
                .setManifest(keys.sign(context, manifest)))
        .build();
  }
}
