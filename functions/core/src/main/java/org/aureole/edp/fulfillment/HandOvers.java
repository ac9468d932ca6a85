package org.aureole.edp.fulfillment;

import com.google.protobuf.ByteString;
import java.util.Objects;
import org.aureole.crypto.consent.Purpose;
import org.aureole.crypto.consent.SigningContext;
import org.aureole.model.name.PartyName;
import org.aureole.platform.blob.StoredBlob;
import org.aureole.platform.handover.InboxFolder;
import org.aureole.v1.CommittedAnswer;
import org.aureole.v1.Manifest;
import org.aureole.v1.ManifestObject;

/** Signs the manifests of what this data provider hands over to a Duchy. Thread-safe. */
final class HandOvers {
  private final PartyName self;
  private final String market;
  private final ProviderKeys keys;

  HandOvers(PartyName self, String market, ProviderKeys keys) {
    this.self = Objects.requireNonNull(self);
    this.market = Objects.requireNonNull(market);
    this.keys = Objects.requireNonNull(keys);
  }

  /**
   * An answer of one stored object.
   *
   * @param protocol as {@code Manifest.protocol} names it
   * @param object the name that the object has in the Duchy's inbox
   * @param parameters the manifest's parameters
   */
  CommittedAnswer of(
      VerifiedRequisition requisition,
      VerifiedRequisition.Recipient recipient,
      String protocol,
      String object,
      StoredBlob stored,
      Manifest.Builder parameters) {
    ManifestObject listed =
        ManifestObject.newBuilder()
            .setName(object)
            .setSizeBytes(stored.ref().size())
            .setSha256(stored.sha256())
            .build();
    Manifest manifest =
        parameters
            .setMarket(market)
            .setComputation(recipient.computation().toString())
            .setMeasurement(requisition.spec().measurement().toString())
            .setProtocol(protocol)
            .setStage(
                InboxFolder.ofRequisition(requisition.name(), recipient.computation()).stage())
            .setFrom(self.toString())
            .setTo(recipient.receiver())
            .setSpecFingerprint(ByteString.copyFrom(requisition.spec().fingerprint().bytes()))
            .addObjects(listed)
            .build();
    SigningContext context =
        SigningContext.addressed(
            Purpose.MANIFEST,
            self.toString(),
            recipient.receiver(),
            recipient.computation().toString(),
            requisition.spec().fingerprint());
    return CommittedAnswer.newBuilder()
        .setHandOver(
            CommittedAnswer.HandOver.newBuilder()
                .setDuchy(recipient.receiver())
                .setApiUrl(recipient.receiverUrl().toString())
                .setComputation(recipient.computation().toString())
                .setStoredObject(stored.ref().name())
                .setObject(listed)
                .setManifest(keys.sign(context, manifest)))
        .build();
  }
}
