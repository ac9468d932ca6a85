package org.aureole.duchy.intake;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.duchy.computation.ComputationRow;
import org.aureole.duchy.computation.ComputationTerms;
import org.aureole.duchy.computation.DuchyStore;
import org.aureole.duchy.computation.LocalRequisition;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.model.lifecycle.ComputationStage;
import org.aureole.model.name.ComputationName;
import org.aureole.model.name.PartyKind;
import org.aureole.model.name.PartyName;
import org.aureole.platform.blob.UploadUrls;
import org.aureole.platform.handover.InboxFolder;
import org.aureole.platform.sql.Tx;
import org.aureole.v1.CreateUploadRequest;
import org.aureole.v1.ManifestObject;
import org.aureole.v1.Upload;

/**
 * Gives a party leave to put one object into the inbox: only into its own folder, only of a stage
 * that the computation has a use for, only of the size that the signed specification leads to.
 * Idempotent. Thread-safe.
 */
public final class UploadGrants {
  private final DuchyStore store;
  private final Inbox inbox;
  private final UploadUrls urls;
  private final PartyName self;
  private final Duration validity;

  /**
   * @param validity how long a URL is good for
   */
  public UploadGrants(
      DuchyStore store, Inbox inbox, UploadUrls urls, PartyName self, Duration validity) {
    this.store = Objects.requireNonNull(store);
    this.inbox = Objects.requireNonNull(inbox);
    this.urls = Objects.requireNonNull(urls);
    this.self = Objects.requireNonNull(self);
    this.validity = Objects.requireNonNull(validity);
  }

  private record Found(
      ComputationRow row, List<LocalRequisition> requisitions, Optional<ByteString> pinned) {}

  /**
   * Answers a request for a place.
   *
   * @param sender the party that calls
   * @throws DomainException INVALID_ARGUMENT; NOT_FOUND if the sender has no part in the
   *     computation; UNAVAILABLE if this Duchy has not got so far; FAILED_PRECONDITION once nothing
   *     more is taken; ALREADY_EXISTS if other bytes are pinned
   */
  public Upload create(PartyName sender, CreateUploadRequest request) {
    ComputationName name = ComputationName.parse(request.getComputation());
    InboxFolder folder = new InboxFolder(sender, name, request.getStage());
    checkObject(folder, request.getObject());
    Found found = store.database().read("findUpload", tx -> find(tx, name, folder));
    if (found.row().pinned().isEmpty()) {
      throw found.row().isTerminal()
          ? ended(found.row())
          : DomainException.unavailable("this Duchy has not yet begun with " + name, null);
    }
    ComputationTerms terms = ComputationTerms.pinned(found.row(), self);
    if (sender.kind() == PartyKind.DATA_PROVIDER) {
      checkDataProvider(found, folder, request);
    }
    ComputationTerms.Expected expected = terms.expected(folder);
    if (found.pinned().isPresent()) {
      return alreadyPinned(found.pinned().get(), request.getObject());
    }
    checkStillTaken(found.row(), sender);
    checkSize(expected, request.getObject());
    return place(folder, request.getObject());
  }

  private Found find(Tx tx, ComputationName name, InboxFolder folder) {
    return new Found(
        store.computations().get(tx, name),
        store.participants().requisitions(tx, name),
        store.exchanges().manifest(tx, folder));
  }

  private void checkDataProvider(Found found, InboxFolder folder, CreateUploadRequest request) {
    LocalRequisition requisition =
        found.requisitions().stream()
            .filter(r -> r.dataProvider().equals(folder.sender()) && r.receiver().equals(self))
            .findFirst()
            .orElseThrow(() -> DomainException.notFound(folder.computation().toString()));
    if (!requisition.name().toString().equals(request.getRequisition())) {
      throw DomainException.invalid("requisition", "must be " + requisition.name());
    }
    String stage = InboxFolder.ofRequisition(requisition.name(), folder.computation()).stage();
    if (!folder.stage().equals(stage)) {
      throw DomainException.invalid("stage", "must be " + stage);
    }
  }

  private static void checkStillTaken(ComputationRow row, PartyName sender) {
    if (row.isTerminal()) {
      throw ended(row);
    }
    if (sender.kind() == PartyKind.DATA_PROVIDER
        && row.stage() != ComputationStage.INITIALIZED
        && row.stage() != ComputationStage.WAIT_FOR_CONFIRMATION) {
      throw DomainException.precondition(
          row.name() + " is at the stage " + row.stage() + " and takes no more shares");
    }
  }

  private static void checkObject(InboxFolder folder, ManifestObject object) {
    folder.object(object.getName());
    if (object.getSha256().size() != Fingerprint.LENGTH) {
      throw DomainException.invalid(
          "object.sha256", "has " + object.getSha256().size() + " bytes; a SHA-256 digest has 32");
    }
  }

  private static void checkSize(ComputationTerms.Expected expected, ManifestObject object) {
    long size = object.getSizeBytes();
    if (object.getName().equals(InboxFolder.MANIFEST)) {
      if (size < 1 || size > Inbox.MAX_MANIFEST_BYTES) {
        throw DomainException.invalid(
            "object.sizeBytes",
            "is " + size + "; a manifest has 1 to " + Inbox.MAX_MANIFEST_BYTES + " bytes");
      }
      return;
    }
    if (!object.getName().equals(expected.name())) {
      throw DomainException.invalid(
          "object.name",
          expected.isManifestAlone()
              ? "must be " + InboxFolder.MANIFEST + ": this stage has no other object"
              : "must be " + expected.name() + " or " + InboxFolder.MANIFEST + " at this stage");
    }
    if (!expected.fits(size)) {
      throw DomainException.invalid(
          "object.sizeBytes", "is " + size + "; for this specification it is " + expected.sizes());
    }
  }

  private static Upload alreadyPinned(ByteString signed, ManifestObject object) {
    boolean same =
        object.getName().equals(InboxFolder.MANIFEST)
            ? sha256(signed).equals(object.getSha256())
            : ManifestCheck.pinned(signed).getObjectsList().stream()
                .anyMatch(pinned -> pinned.equals(object));
    if (!same) {
      throw DomainException.of(
          ErrorCode.ALREADY_EXISTS,
          "the first verified manifest of this stage is pinned, and it names other bytes");
    }
    return Upload.newBuilder().setComplete(true).build();
  }

  /** What is not pinned may be replaced, so that a sender can mend a hand-over that was refused. */
  private Upload place(InboxFolder folder, ManifestObject object) {
    Optional<Boolean> held = inbox.holds(folder, object);
    if (held.isPresent() && held.get()) {
      return Upload.newBuilder().setComplete(true).build();
    }
    if (held.isPresent()) {
      inbox.delete(folder, object.getName());
    }
    org.aureole.platform.blob.Upload upload =
        urls.create(
            folder.object(object.getName()),
            object.getSizeBytes(),
            Optional.of(object.getSha256()),
            validity);
    Instant expiry = upload.expiry();
    return Upload.newBuilder()
        .setUrl(upload.url().toString())
        .putAllHeaders(upload.headers())
        .setExpireTime(
            Timestamp.newBuilder().setSeconds(expiry.getEpochSecond()).setNanos(expiry.getNano()))
        .build();
  }

  private static ByteString sha256(ByteString bytes) {
    return ByteString.copyFrom(Fingerprint.of(bytes.toByteArray()).bytes());
  }

  private static DomainException ended(ComputationRow row) {
    return DomainException.precondition(row.name() + " has ended here as " + row.stage());
  }
}
