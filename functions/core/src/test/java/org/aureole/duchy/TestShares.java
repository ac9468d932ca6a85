package org.aureole.duchy;

import com.google.protobuf.ByteString;
import java.util.HashMap;
import java.util.Map;
import org.aureole.crypto.consent.EncryptionPublicKey;
import org.aureole.crypto.consent.Purpose;
import org.aureole.crypto.consent.SignedMessages;
import org.aureole.crypto.consent.SigningContext;
import org.aureole.crypto.hmss.HmssParameters;
import org.aureole.crypto.hmss.ShareSplitter;
import org.aureole.crypto.prng.Seed;
import org.aureole.model.name.PartyName;
import org.aureole.platform.handover.InboxFolder;
import org.aureole.platform.spec.ShareShuffleRule;
import org.aureole.v1.Manifest;
import org.aureole.v1.SealedMessage;

/** Shares of Honest Majority Share Shuffle: an explicit one, and the seed of the other. */
final class TestShares implements TestAnswers {
  final HmssParameters parameters;
  private final TestMeasurement measurement;
  private final Map<PartyName, Seed> seeds = new HashMap<>();

  TestShares(TestMeasurement measurement) {
    this.measurement = measurement;
    this.parameters = ShareShuffleRule.parameters(measurement.spec);
    measurement
        .requisitions
        .keySet()
        .forEach(provider -> seeds.put(provider, Seed.random(measurement.market.random)));
  }

  @Override
  public String protocol() {
    return InboxFolder.SHARE_SHUFFLE;
  }

  @Override
  public String object() {
    return InboxFolder.SHARE;
  }

  @Override
  public ByteString bytes(PartyName provider) {
    return ByteString.copyFrom(
        new ShareSplitter(parameters)
            .explicitShare(measurement.vector(provider), seeds.get(provider))
            .toBytes());
  }

  @Override
  public void describe(PartyName provider, Manifest.Builder manifest) {
    manifest.setRequisitionShare(
        Manifest.RequisitionShare.newBuilder()
            .setRequisition(measurement.requisitions.get(provider).toString())
            .setNonce(measurement.nonce(provider))
            .setVectorLength(measurement.vector(provider).length())
            .setModulus(parameters.modulus())
            .setSealedSeed(sealedSeed(provider)));
  }

  /** The seed of a provider's other share, signed and sealed to the other worker. */
  SealedMessage sealedSeed(PartyName provider) {
    PartyName other = otherWorker(provider);
    SigningContext context =
        SigningContext.addressed(
            Purpose.SHARE_SEED,
            provider.toString(),
            other.toString(),
            measurement.requisitions.get(provider).toString(),
            measurement.fingerprint());
    return SignedMessages.signAndSeal(
        measurement.market.keys.get(provider).signing(),
        "",
        EncryptionPublicKey.fromBytes(measurement.params(other).getPublicKey().toByteArray()),
        context,
        seeds.get(provider).toBytes());
  }

  private PartyName otherWorker(PartyName provider) {
    return measurement.receiver(provider).equals(TestMarket.WORKER1)
        ? TestMarket.WORKER2
        : TestMarket.WORKER1;
  }
}
