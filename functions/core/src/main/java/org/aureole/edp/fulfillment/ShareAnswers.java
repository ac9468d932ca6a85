package org.aureole.edp.fulfillment;

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
import org.aureole.model.name.PartyName;
import org.aureole.platform.blob.BlobStore;
import org.aureole.platform.blob.StoredBlob;
import org.aureole.platform.handover.InboxFolder;
import org.aureole.platform.spec.ShareShuffleRule;
import org.aureole.v1.CommittedAnswer;
import org.aureole.v1.Manifest;
import org.aureole.v1.MeasurementSpec;
import org.aureole.v1.SealedMessage;

/**
 * Makes the answers of Honest Majority Share Shuffle: the frequency vector in two shares, one of
 * them the seed, sealed to one worker, the other one explicit, for the other worker. Thread-safe.
 */
final class ShareAnswers {
  private final PartyName self;
  private final ProviderKeys keys;
  private final BlobStore internal;
  private final HandOvers handOvers;
  private final SecureRandom random;

  ShareAnswers(
      PartyName self,
      ProviderKeys keys,
      BlobStore internal,
      HandOvers handOvers,
      SecureRandom random) {
    this.self = Objects.requireNonNull(self);
    this.keys = Objects.requireNonNull(keys);
    this.internal = Objects.requireNonNull(internal);
    this.handOvers = Objects.requireNonNull(handOvers);
    this.random = Objects.requireNonNull(random);
  }

  /**
   * Draws a seed and stores the share that belongs to it under {@code object}, which is new: two
   * calls give two answers, of which one at most may be committed.
   *
   * @param tally of the sampled VIDs; wiped
   */
  CommittedAnswer make(
      VerifiedRequisition requisition,
      VerifiedRequisition.ShareRecipients workers,
      FrequencyTally tally,
      String object) {
    MeasurementSpec spec = requisition.measurementSpec();
    FrequencyVector vector = DirectAnswers.vector(tally, Samples.cap(spec));
    Seed seed = Seed.random(random);
    try {
      HmssParameters parameters = ShareShuffleRule.parameters(spec);
      StoredBlob share = store(object, parameters, vector, seed);
      return handOvers.of(
          requisition,
          workers,
          InboxFolder.SHARE_SHUFFLE,
          InboxFolder.SHARE,
          share,
          Manifest.newBuilder()
              .setRequisitionShare(
                  Manifest.RequisitionShare.newBuilder()
                      .setRequisition(requisition.name().toString())
                      .setNonce(requisition.requisitionSpec().getNonce())
                      .setVectorLength(vector.length())
                      .setModulus(parameters.modulus())
                      .setSealedSeed(sealedSeed(requisition, workers, seed))));
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

  private SealedMessage sealedSeed(
      VerifiedRequisition requisition, VerifiedRequisition.ShareRecipients workers, Seed seed) {
    SigningContext context =
        SigningContext.addressed(
            Purpose.SHARE_SEED,
            self.toString(),
            workers.other(),
            requisition.name().toString(),
            requisition.spec().fingerprint());
    byte[] secret = seed.toBytes();
    try {
      return keys.signAndSeal(workers.otherKey(), context, secret).message();
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }
}
