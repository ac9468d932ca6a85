package org.aureole.edp.fulfillment;

import com.google.protobuf.ByteString;
import java.net.URI;
import java.util.Objects;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.edp.market.KingdomApi;
import org.aureole.model.error.DomainException;
import org.aureole.model.name.ComputationName;
import org.aureole.model.name.RequisitionName;
import org.aureole.platform.blob.BlobRef;
import org.aureole.platform.blob.BlobStore;
import org.aureole.platform.blob.Uploader;
import org.aureole.platform.handover.InboxFolder;
import org.aureole.platform.handover.PeerInboxes;
import org.aureole.v1.CommittedAnswer;
import org.aureole.v1.CreateUploadRequest;
import org.aureole.v1.ManifestObject;

/** Delivers a committed answer: the same bytes however often it is called. Thread-safe. */
final class Delivery {
  private final KingdomApi kingdom;
  private final PeerInboxes inboxes;
  private final BlobStore internal;

  Delivery(KingdomApi kingdom, PeerInboxes inboxes, BlobStore internal) {
    this.kingdom = Objects.requireNonNull(kingdom);
    this.inboxes = Objects.requireNonNull(inboxes);
    this.internal = Objects.requireNonNull(internal);
  }

  /**
   * Hands the answer over.
   *
   * @throws DomainException as Kingdom or Duchy threw it
   */
  void deliver(RequisitionName requisition, CommittedAnswer answer) {
    if (answer.hasDirect()) {
      kingdom.fulfillDirect(requisition, answer.getDirect());
    } else {
      handOver(requisition, answer.getHandOver());
    }
  }

  private void handOver(RequisitionName requisition, CommittedAnswer.HandOver answer) {
    URI api = URI.create(answer.getApiUrl());
    BlobRef stored =
        internal
            .stat(answer.getStoredObject())
            .orElseThrow(
                () -> DomainException.bug("what is committed for " + requisition + " is gone"));
    inboxes.deliver(
        api,
        upload(requisition, answer, answer.getObject()),
        Uploader.Content.of(internal, stored, answer.getObject().getSha256()));
    ByteString manifest = answer.getManifest().toByteString();
    ByteString digest = ByteString.copyFrom(Fingerprint.of(manifest.toByteArray()).bytes());
    ManifestObject object =
        ManifestObject.newBuilder()
            .setName(InboxFolder.MANIFEST)
            .setSizeBytes(manifest.size())
            .setSha256(digest)
            .build();
    inboxes.deliver(
        api,
        upload(requisition, answer, object),
        new Uploader.Content(manifest::newInput, manifest.size(), digest));
  }

  private static CreateUploadRequest upload(
      RequisitionName requisition, CommittedAnswer.HandOver answer, ManifestObject object) {
    ComputationName computation = ComputationName.parse(answer.getComputation());
    return CreateUploadRequest.newBuilder()
        .setComputation(answer.getComputation())
        .setStage(InboxFolder.ofRequisition(requisition, computation).stage())
        .setRequisition(requisition.toString())
        .setObject(object)
        .build();
  }
}
