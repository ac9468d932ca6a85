package org.aureole.duchy.intake;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.aureole.crypto.consent.Fingerprint;
import org.aureole.duchy.computation.ComputationTerms;
import org.aureole.duchy.computation.DuchyStore;
import org.aureole.duchy.kingdom.Progress;
import org.aureole.model.error.DomainException;
import org.aureole.model.error.ErrorCode;
import org.aureole.platform.handover.InboxFolder;
import org.aureole.platform.sql.ColumnText;
import org.aureole.platform.sql.Tx;
import org.aureole.platform.work.Lease;
import org.aureole.v1.Manifest;
import org.aureole.v1.ManifestObject;

/**
 * Takes what lies in the inbox: verifies a manifest and its objects and pins the first one that
 * passes, after which no other counts. Thread-safe.
 */
public final class ManifestIntake {
  private static final int ID_DIGITS = 16;

  private final DuchyStore store;
  private final Inbox inbox;
  private final ManifestCheck check;
  private final Progress progress;

  public ManifestIntake(DuchyStore store, Inbox inbox, ManifestCheck check, Progress progress) {
    this.store = Objects.requireNonNull(store);
    this.inbox = Objects.requireNonNull(inbox);
    this.check = Objects.requireNonNull(check);
    this.progress = Objects.requireNonNull(progress);
  }

  /**
   * The manifest of a folder, pinned before or now; empty if none has arrived.
   *
   * @param content what the stage demands beyond what every manifest must be; throws
   *     PROTOCOL_VIOLATION
   * @throws DomainException what is wrong with the one that arrived, which is then not pinned;
   *     LEASE_LOST
   */
  public Optional<Manifest> take(
      Lease lease, ComputationTerms terms, InboxFolder folder, Consumer<Manifest> content) {
    Optional<ByteString> pinned =
        store.database().read("readPinnedManifest", tx -> store.exchanges().manifest(tx, folder));
    if (pinned.isPresent()) {
      return pinned.map(ManifestCheck::pinned);
    }
    Optional<ByteString> arrived = inbox.manifest(folder);
    if (arrived.isEmpty()) {
      return Optional.empty();
    }
    Manifest manifest = check.verify(terms, folder, arrived.get());
    content.accept(manifest);
    for (ManifestObject object : manifest.getObjectsList()) {
      lease.throwIfLost();
      inbox.check(folder, object);
    }
    pin(lease, terms, folder, arrived.get());
    return Optional.of(manifest);
  }

  /**
   * As {@link #take}, but a hand-over that is not right is recorded and passed over: its sender may
   * hand over again.
   */
  public Optional<Manifest> takeOrRefuse(
      Lease lease, ComputationTerms terms, InboxFolder folder, Consumer<Manifest> content) {
    try {
      return take(lease, terms, folder, content);
    } catch (DomainException e) {
      if (e.code() == ErrorCode.LEASE_LOST || e.code().handling() != ErrorCode.Handling.REJECT) {
        throw e;
      }
      refuse(lease, terms, folder, ColumnText.of(e.getMessage()));
      return Optional.empty();
    }
  }

  private void pin(Lease lease, ComputationTerms terms, InboxFolder folder, ByteString manifest) {
    store.write(
        lease,
        "pinManifest",
        tx -> {
          if (store.exchanges().pin(tx, folder, manifest)) {
            report(tx, terms, folder, "received", "received and pinned " + folder.stage());
          }
        });
  }

  private void refuse(Lease lease, ComputationTerms terms, InboxFolder folder, String reason) {
    store.write(
        lease,
        "refuseManifest",
        tx -> {
          if (store.exchanges().refusal(tx, folder).filter(reason::equals).isEmpty()) {
            store.exchanges().refuse(tx, folder, reason);
            String digest = Fingerprint.of(reason.getBytes(StandardCharsets.UTF_8)).hex();
            report(
                tx,
                terms,
                folder,
                "refused-" + digest.substring(0, ID_DIGITS),
                "refused " + folder.stage() + ": " + reason);
          }
        });
  }

  private void report(
      Tx tx, ComputationTerms terms, InboxFolder folder, String what, String message) {
    progress.exchange(
        tx,
        terms.spec().measurement(),
        terms.computation(),
        folder.stage() + "/" + folder.sender() + "/" + what,
        folder.sender().toString(),
        message);
  }
}
